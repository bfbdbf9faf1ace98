"""What a reader infers of reports in Chinese, where no program's own words stand beside."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.model.record import NamedTuple
from portwise.read.hints import on
from portwise.read.lead import Lead
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import lead

GOOD = r"(?:就|后|之后|以后|都)?[^\n。]{0,6}(?:正常|可以了?|好了|能(?:打开|访问|连|用)|恢复|解决|通了|行了|成功|ok)"
BAD = r"(?:无法|不能|打不开|访问不了|访问不到|连不上|连接不上|上不了|不通|没反应|失败|超时|不行|用不了|报错|没有?响应)"
OFF = r"(?:关闭|关掉|关了|停用|禁用|停掉|退出|卸载|断开)"
BOX = r"(?:容器|docker|镜像)"
HOST = r"(?:宿主机|主机|物理机|本机)"
OTHER = r"(?:局域网|内网|同一(?:个)?(?:wifi|网络|网段)|其他|其它|别的|另一台|别人|同事|手机|外部|外网|公网)"


class Told(NamedTuple):
    """A cause, and by which words it is told."""

    cause: str
    says: str
    weight: float
    words: str


TOLD = (
    Told(
        "dns-resolution-failure",
        "names are not resolved",
        2.5,
        (
            r"(?:无法|不能|没法|解析不了)[^\n。]{0,6}解析|解析(?:失败|不了|不到|异常|出错)|dns[^\n。]{0,8}(?:异常|有问题|失败|挂)"
        ),
    ),
    Told(
        "bound-to-loopback-client-uses-lan",
        "it listens for its own machine alone",
        2.5,
        (
            rf"只(?:监听|绑定|能)[^\n。]{{0,10}}(?:127\.0\.0\.1|localhost|本机|本地)|(?:改成|改为|换成|监听)[^\n。]{{0,8}}"
            rf"0\.0\.0\.0[^\n。]{{0,10}}{GOOD}|{OTHER}[^\n。]{{0,16}}(?:怎么|如何)(?:才能)?(?:访问|打开|连)"
        ),
    ),
    Told(
        "container-cannot-reach-host",
        "a container does not reach its host",
        3.0,
        (
            rf"{BOX}(?:内|里|中|内部|里面)?[^\n。]{{0,16}}(?:访问|连接|ping|请求|连)[^\n。]{{0,8}}{HOST}[^\n。]{{0,16}}{BAD}|"
            rf"{BAD}[^\n。]{{0,8}}(?:访问|连接|ping)[^\n。]{{0,6}}{HOST}"
        ),
    ),
    Told(
        "container-port-not-published-or-mismapped",
        "the port of a container is not mapped",
        2.5,
        (
            r"(?:没有?|忘(?:了|记)|未)(?:做|加|写|配置)?(?:端口)?映射|端口映射[^\n。]{0,12}(?:无效|不生效|没生效|没有用|错)"
        ),
    ),
    Told(
        "network-perimeter-block",
        "a cloud's rules or a provider keep it out",
        3.0,
        (
            r"安全组[^\n。]{0,12}(?:没|未|忘)|(?:运营商|宽带|电信|联通|移动|校园网|公司网络)"
            r"[^\n。]{0,10}(?:封|屏蔽|拦截|限制|禁)|(?:没有?|未)备案|端口回流|nat ?回环|"
            rf"(?:外网|流量|热点)[^\n。]{{0,14}}(?:可以|正常|能)[^\n]{{0,24}}(?:内网|局域网|家里|家中)[^\n。]{{0,14}}{BAD}"
        ),
    ),
    Told(
        "certificate-expired-or-clock-skew",
        "a certificate has run out",
        3.5,
        r"证书[^\n。]{0,6}(?:过期|到期|失效)|系统时间[^\n。]{0,8}(?:不对|错误|不准)",
    ),
    Told(
        "certificate-hostname-mismatch",
        "a certificate is for another name",
        3.5,
        r"证书[^\n。]{0,10}(?:域名|名称|主机名)?(?:不匹配|不符|不一致)",
    ),
    Told("cors-blocked", "a page asks another origin", 3.0, r"跨域"),
    Told(
        "browser-cached-state",
        "with the browser's cache emptied, or in a private window, it works",
        3.0,
        (
            rf"(?:清除?|清理|清空|删除?)[^\n。]{{0,8}}(?:缓存|cookie)[^\n。]{{0,8}}{GOOD}|(?:无痕|隐私)(?:模式|窗口)[^\n。]{{0,8}}{GOOD}"
        ),
    ),
    Told(
        "hsts-or-bad-redirect",
        "it is led to https on its own",
        2.5,
        r"(?:自动|强制|总是|一直)[^\n。]{0,6}(?:跳转?|重定向|变成|转)[^\n。]{0,6}https",
    ),
    Told(
        "vpn-or-ztna-interference",
        "it depends on a VPN",
        2.5,
        (
            rf"(?:连接?上?|开(?:了|启)?|打开|使用)[^\n。]{{0,4}}(?:vpn|深信服|easyconnect|anyconnect)[^\n。]{{0,14}}{BAD}|"
            rf"{OFF}[^\n。]{{0,6}}(?:vpn|深信服|easyconnect|anyconnect)[^\n。]{{0,10}}{GOOD}"
        ),
    ),
    Told(
        "dead-or-misconfigured-proxy",
        "it depends on a proxy",
        2.5,
        (
            rf"(?:系统|浏览器|网络|git|npm|终端)[^\n。]{{0,6}}代理[^\n。]{{0,16}}(?:没(?:有)?关|残留|还在|没清|没有?启动)|"
            rf"{OFF}[^\n。]{{0,6}}(?:系统)?(?:代理|clash\w*|v2ray\w*|梯子|加速器)[^\n。]{{0,12}}(?:{BAD}|没网|断网|{GOOD})"
        ),
    ),
    Told(
        "name-resolves-to-stale-or-wrong-address",
        "a name has the address of before, or all names have one",
        3.5,
        (
            r"(?:新(?:的)? ?ip|换(?:了|过)? ?(?:ip|服务器)|改(?:到|成|了)[^\n。]{0,4}ip|"
            r"(?:解析|dns)[^\n。]{0,6}(?:改|换|更新)了?)"
            r"[^\n。]{0,40}(?:还是|一直是|仍(?:然)?是?|依然是?)[^\n。]{0,8}(?:原来|旧|老|以前|之前)|"
            r"(?:所有|任何|全部)(?:的)?域名[^\n。]{0,16}(?:都|全)[^\n。]{0,4}(?:成|变|是|解析)[^\n。]{0,6}\d{1,3}\.\d"
        ),
    ),
    Told(
        "dead-or-misconfigured-proxy",
        "nothing opens unless the proxy's program runs",
        3.5,
        (
            r"(?:打开|开启|开着|启动|运行)[^\n。]{0,8}(?:clash\w*|q?v2ray\w*|ssr?\b|xray\w*|代理|梯子|加速器|翻墙)[^\n。]{0,10}(?:就|才)"
            r"[^\n。]{0,3}(?:上网|联网|打开网页|有网)|"
            r"(?:不开|没开|不打开|关了|关闭|退出)[^\n。]{0,8}(?:clash\w*|q?v2ray\w*|ssr?\b|xray\w*|代理|梯子|加速器|翻墙)"
            r"[^\n。]{0,10}(?:上不了网|没网|不能上网|无法上网|断网)"
        ),
    ),
    Told(
        "out-of-memory-kill",
        "memory ran out",
        3.0,
        r"内存(?:不足|不够|溢出|爆)|被(?:系统)?(?:oom|杀死|杀掉|kill)",
    ),
    Told(
        "fd-or-watcher-limit-exhausted",
        "too many files are open",
        3.5,
        (
            r"打开(?:的)?文件(?:数)?[^\n。]{0,4}(?:过多|太多|超)|文件(?:描述符|句柄)[^\n。]{0,8}(?:耗尽|不够|不足|用完|泄露|泄漏|上限)"
        ),
    ),
    Told(
        "security-software-interception",
        "software that watches connections is what it depends on",
        3.0,
        (
            rf"{OFF}[^\n。]{{0,8}}(?:杀毒|360|火绒|电脑管家|卡巴斯基|安全软件|安全卫士)[^\n。]{{0,12}}{GOOD}|(?:火绒|360|杀毒(?:软件)?|"
            r"电脑管家|安全卫士)[^\n。]{0,10}(?:拦截|阻止|屏蔽|误杀|隔离)"
        ),
    ),
    Told(
        "wsl2-localhost-forwarding-broken",
        "Windows does not reach WSL at localhost",
        2.5,
        (
            rf"windows[^\n。]{{0,16}}{BAD}[^\n。]{{0,10}}wsl|wsl[^\n]{{0,30}}windows[^\n。]{{0,16}}(?:localhost|127\.0\.0\.1)[^\n。]{{0,10}}{BAD}"
        ),
    ),
    Told(
        "startup-race-not-ready",
        "it asks before the other is ready",
        2.5,
        (
            r"(?:还没|尚未|没有?)(?:完全)?(?:启动|起来|就绪|准备好|初始化)[^\n。]{0,12}(?:就|已经)[^\n。]{0,8}(?:连|访问|请求)|启动顺序|先后顺序"
        ),
    ),
    Told(
        "port-held-by-other-application",
        "another program is at the port",
        1.5,
        r"端口[^\n。]{0,10}(?:被|与|和)[^\n。]{1,16}(?:占用|占|冲突)|端口冲突",
    ),
)
WALL = (
    rf"{OFF}[^\n。]{{0,6}}(?:防火墙|firewalld?|iptables|ufw)[^\n。]{{0,12}}{GOOD}|"
    rf"防火墙[^\n。]{{0,10}}(?:放行|开放|放开)[^\n。]{{0,16}}{GOOD}"
)


def walls(text: Text) -> Lines:
    return text.find(WALL)


def desktop(text: Text) -> Lines:
    return either(on(text, "windows", "macos", "wsl"), text.find(r"windows|win1[01]"))


LEADS = (
    *(lead(told.cause, f"in Chinese it is said that {told.says}", told.weight, told.words) for told in TOLD),
    Lead(
        "desktop-firewall-inbound-block",
        "in Chinese it is said that the firewall of Windows or macOS keeps it out",
        3.0,
        lambda text: both(walls(text), desktop(text)),
    ),
    Lead(
        "firewall-drop",
        "in Chinese it is said that a firewall keeps it out",
        3.0,
        lambda text: unless(walls(text), desktop(text), engine(text)),
    ),
)
