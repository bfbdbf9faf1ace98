"""Leads of containers, of choosy browsers and of what works on one side alone: each keeps to its own."""

from importlib import import_module

import pytest

from portwise.read.readers import understood

FILES = ("housed", "choosy", "onesided", "afar", "chinese")
SAID = {  # in other words than those of any report, each in several ways
    "the program in the container is said to wait at the loopback": (
        "ports: 8081:8080\nin the log of the container: Serving on 127.0.0.1:8080",
        "docker run -p 9000:9000 larch/panel\nthe panel binds to localhost inside",
        "the service was bound to 127.0.0.1, and docker has the port published",
    ),
    "a container of macvlan or ipvlan and its own host do not reach one another": (
        "docker network create -d macvlan lan0\nthe NAS itself cannot open the container, every laptop can",
        "ipvlan network: containers are not able to ping the docker host",
        "with macvlan it is impossible to reach the host from within, nothing else is wrong",
    ),
    "containers reach one another by address, and not by name": (
        "two docker containers. ping by container name fails, by IP it works",
        "docker run web, docker run db: using the host name gives unknown host, with 172.17.0.3 it works",
        "one container finds the other with its ip address fine, the service name is unknown (podman)",
    ),
    "both sides of a mapping were changed, and only the outer one can be": (
        "docker: - 3000:3000 works\nchanged to - 3300:3300, http://localhost:3300/: Connection reset by peer",
    ),
    "an engine's network has addresses of the company's": (
        "docker0 has 172.17.0.1, and that collides with a range of our company",
        "our corporate network also uses the same range as docker",
        "the bridge of docker interferes with the office network",
    ),
    "a container with a tunnel's firewall is in a network of its own": (
        "the mullvad container works by default, on a user-defined network of docker it has no connectivity",
    ),
    "an engine's network is told the usual size of packets": (
        'docker network create -o "com.docker.network.driver.mtu"="1500" back',
    ),
    "without root a container's server of a low port is denied": (
        "rootless podman, adguard: listen udp :53: permission denied",
        "podman as a normal user\nsmbd: bind on port 445: Permission denied",
    ),
    "a part of Windows that serves HTTP is on beside the server that is meant": (
        "Windows 11: the ingress says 404 for every host name, SSRS is installed as well",
        "On Windows my nginx is started, but port 80 shows an empty page; World Wide Web Publishing is running",
    ),
    "a container may not start a thread": (
        "docker logs web: runtime: failed to create new OS thread (have 2 already; errno=1)",
        "podman: pthread_create failed: Operation not permitted",
    ),
    "the page of a container comes, and its script is kept from the answers": (
        "docker compose up, the dashboard loads, but each request is blocked by CORS",
    ),
    "a server was begun at a port that browsers keep away from, and its page does not open": (
        "flask runs on port 6666 and the page never opens",
        "I started it at 10080 and my browser can't open the site",
        "6000 \u7aef\u53e3\u7684\u7f51\u9875\u6253\u4e0d\u5f00",
    ),
    "at a port that browsers keep away from its page does not open, and at another it does": (
        "the site does not open on port 5060, any other port is fine",
        "port 6667: the page won't open. With 7000 it does",
    ),
    "one browser does not go by the proxy of the system, and another does": (
        "my .pac file is set for the system. Safari opens the page. Chrome does not load it.",
        "system proxy with a pac script: works in Firefox. Edge can't reach it.",
    ),
    "Firefox alone does not reach what only the network's name server knows": (
        "Firefox does not find nas.home.arpa, Chrome opens it",
        "only in Firefox our intranet site is not found. Edge works.",
    ),
    "a program that sets itself as the system's proxy was closed, and nothing loads": (
        "after I uninstalled Fiddler I have no internet",
        "I closed Charles and now no website loads",
        "when Hiddify is not running I can't open any page",
        "\u9000\u51fa clash \u4e4b\u540e\u4e0a\u4e0d\u4e86\u7f51",
    ),
    "with 127.0.0.1 in place of localhost it goes, as somebody says in Chinese": (
        "http://localhost:9000 \u6ca1\u6709\u53cd\u5e94,\u6362\u6210 http://127.0.0.1:9000 \u5c31\u53ef\u4ee5",
    ),
    "with the firewall of the desktop off it works": (
        "Windows 10. The tablet connects as soon as I disable Defender",
        "macOS: with the firewall turned off everybody can open it",
        "Turning off the Windows firewall fixes it",
    ),
    "a tool that opens thousands of connections has no port of its own left": (
        "k6 with 900 users: dial tcp 10.0.0.9:80: connect: cannot assign requested address",
        "JMeter says java.net.BindException: Address already in use: connect",
    ),
    "the public name leads home from anywhere but from home": (
        "my DuckDNS name works over 4G. On my own wifi it never loads, only 192.168.1.20 does",
        "I can reach the domain from work, at home it times out and I need the local IP",
        "\u57df\u540d\u5728\u5916\u7f51\u53ef\u4ee5\u6253\u5f00,\u5bb6\u91cc\u4e0d\u884c,\u53ea\u80fd\u7528\u5c40\u57df\u7f51IP",
        "on our LAN the DynDNS address is dead, when I use LTE it opens",
    ),
    "at home the address within is needed, and elsewhere the public name does": (
        "my DuckDNS name works over 4G. On my own wifi it never loads, only 192.168.1.20 does",
        "I can reach the domain from work, at home it times out and I need the local IP",
        "\u57df\u540d\u5728\u5916\u7f51\u53ef\u4ee5\u6253\u5f00,\u5bb6\u91cc\u4e0d\u884c,\u53ea\u80fd\u7528\u5c40\u57df\u7f51IP",
    ),
    "an address of IPv6 is silent where that of IPv4 answers, and IPv6 leads far": (
        "ping -6 larch.example times out, curl -4 works at once, IPv6 to google is fine",
    ),
    "what is to be fetched is reached from no network of somebody's": (
        "the download of the weights times out, from work and from home too",
        "Is the mirror down? apt cannot connect to it, also over a VPN",
    ),
    "443 answers, and 80 is refused although the filters let it in": (
        "https works, http is refused, and the security group has both",
        "port 443 is fine; port 80: connection refused. ufw allows 80 and 443",
    ),
    "the name service of the machine holds port 53": (
        "dnsmasq has port 53, so my container cannot use it",
        "bind: listen udp 0.0.0.0:53: bind: address already in use, is that systemd-resolved?",
    ),
    "in place of a machine's own page another program's comes": (
        "the dashboard of the NAS is gone, another login page comes up there",
        "I lost my router's web interface. Its address shows the page of the Grafana container",
    ),
    "from WSL a server on Windows is asked at the address of Windows": (
        "WSL2: curl 172.20.48.1:4000 waits, the server runs on Windows",
    ),
    "it answers this machine alone, and somebody asks how others could get there": (
        "the panel opens on localhost only. How do I reach it from a tablet?",
        "it works at http://127.0.0.1:8090, but I would like to open it from other computers",
        "\u53ea\u80fd\u672c\u673a\u8bbf\u95ee,\u5c40\u57df\u7f51\u91cc\u522b\u7684\u8bbe\u5907\u6253\u4e0d\u5f00",
    ),
    "an app is turned away at HTTPS where browsers get through": (
        "the Android app can't log in to my server, in the browser it is fine, with a Let's Encrypt certificate",
        "Our iOS client fails with the wildcard certificate. The web version works.",
    ),
    "a certificate is told to be signed by itself or unknown, in Chinese": (
        "\u7528\u4e86\u81ea\u7b7e\u540d\u8bc1\u4e66,app \u8fde\u4e0d\u4e0a",
        "\u63d0\u793a\u8bc1\u4e66\u4e0d\u53d7\u4fe1\u4efb",
    ),
    "in Chinese it is said that names are not resolved": ("容器里一直解析失败", "域名无法解析"),
    "in Chinese it is said that it listens for its own machine alone": (
        "服务只监听 127.0.0.1",
        "局域网的同事怎么访问",
        "改成 0.0.0.0 就可以",
    ),
    "in Chinese it is said that a container does not reach its host": (
        "容器内访问宿主机的数据库超时",
        "容器里 ping 宿主机不通",
    ),
    "in Chinese it is said that the port of a container is not mapped": ("我忘了映射端口", "端口映射不生效"),
    "in Chinese it is said that a cloud's rules or a provider keep it out": (
        "安全组没有放行",
        "运营商把 80 封了",
        "域名未备案",
    ),
    "in Chinese it is said that a certificate has run out": ("证书过期了", "系统时间不对"),
    "in Chinese it is said that a certificate is for another name": ("证书域名不匹配",),
    "in Chinese it is said that a page asks another origin": ("前端报跨域",),
    "in Chinese it is said that with the browser's cache emptied, or in a private window, it works": (
        "清除缓存后正常",
        "无痕模式可以打开",
    ),
    "in Chinese it is said that it is led to https on its own": ("浏览器自动跳转到 https",),
    "in Chinese it is said that it depends on a VPN": ("开了vpn之后无法访问", "断开 easyconnect 就好了"),
    "in Chinese it is said that it depends on a proxy": ("系统代理没有关", "关掉 clash 之后断网"),
    "in Chinese it is said that a name has the address of before, or all names have one": (
        "服务器换了 IP 程序连的还是旧的地址",
        "任何域名都解析成 10.9.0.1",
    ),
    "in Chinese it is said that nothing opens unless the proxy's program runs": (
        "开着 clash 才能上网",
        "退出梯子就上不了网",
    ),
    "in Chinese it is said that memory ran out": ("内存不足", "进程被系统杀掉"),
    "in Chinese it is said that too many files are open": ("打开的文件过多", "文件描述符耗尽"),
    "in Chinese it is said that software that watches connections is what it depends on": (
        "关闭360之后正常",
        "火绒拦截了",
    ),
    "in Chinese it is said that Windows does not reach WSL at localhost": (
        "windows 里访问不到 wsl 的服务",
        "wsl 里正常,windows 用 localhost 打不开",
    ),
    "in Chinese it is said that it asks before the other is ready": (
        "数据库还没启动好,应用就去连接",
        "是启动顺序的问题",
    ),
    "in Chinese it is said that another program is at the port": ("端口被 nginx 占用", "端口冲突"),
    "in Chinese it is said that the firewall of Windows or macOS keeps it out": ("Windows 11 关闭防火墙后可以访问",),
    "in Chinese it is said that a firewall keeps it out": ("CentOS 关闭 firewalld 后可以访问", "防火墙放行端口就好了"),
    "at one port http gets through, and https is cut off": (
        "http://192.168.4.2:8090 is fine, https://192.168.4.2:8090 says connection closed",
        "https://larch.lan:5001 fails. http://larch.lan:5001 works",
    ),
    "at one port https gets through, and http is cut off": (
        "http://larch.lan:8443 is reset, https://larch.lan:8443 works",
    ),
    "what is typed with http becomes https by itself": (
        "Edge turns it into https whatever I type",
        "the browser changes http://larch.lan to https",
    ),
    "a gateway in a container sends on to localhost": (
        "docker run -d -p 80:80 larch/nginx, with proxy_pass http://localhost:4000: 502",
        "Nginx Proxy Manager in docker, forward host 127.0.0.1 and I get Bad Gateway",
        "image: caddy:2\nreverse_proxy localhost:9000\nconnection refused",
    ),
}
KEPT = {  # near by, and of another cause
    "the program in the container is said to wait at the loopback": (
        "docker run -p 127.0.0.1:9000:9000 larch/panel\nit listens on 127.0.0.1:9000",
        "my server listens on localhost",
    ),
    "a container of macvlan or ipvlan and its own host do not reach one another": (
        "the container cannot reach the host (bridge)",
        "docker network create -d macvlan lan0, all is well",
    ),
    "containers reach one another by address, and not by name": (
        "my laptop finds the server by IP, by name it does not",
        "two containers find each other by name",
    ),
    "both sides of a mapping were changed, and only the outer one can be": (
        "docker: - 3000:3000 and - 5432:5432, it works, then http://localhost:8080/ was refused",
        "docker compose with 8000:80 worked. 8100:80: curl: (56) Recv failure at http://localhost:8100/",
    ),
    "an engine's network has addresses of the company's": (
        "the docker bridge has 172.17.0.0/16",
        "two networks of our office overlap",
    ),
    "a container with a tunnel's firewall is in a network of its own": (
        "the web container is on a custom network of docker and has no connectivity",
    ),
    "an engine's network is told the usual size of packets": ("com.docker.network.driver.mtu=1360",),
    "without root a container's server of a low port is denied": (
        "rootless podman, nginx: open() \"/var/log/nginx.log\" failed (13: Permission denied: '/var/log')",
        "docker as root, nginx: permission denied",
    ),
    "a part of Windows that serves HTTP is on beside the server that is meant": (
        "IIS Express on Windows: docker says 404",
        "On Windows my nginx says 404",
    ),
    "a container may not start a thread": ("docker: can't start new thread",),
    "the page of a container comes, and its script is kept from the answers": (
        "docker compose up, the dashboard loads nothing",
        "each request of my page is blocked by CORS, no container about",
    ),
    "a server was begun at a port that browsers keep away from, and its page does not open": (
        "flask runs on port 5000 and the page never opens",
        "port 6000: the page does not open, curl: (7) Failed to connect to localhost port 6000: Connection refused",
        "bind: address already in use, port 6000, the page does not open",
    ),
    "at a port that browsers keep away from its page does not open, and at another it does": (
        "the site does not open on port 5060",
    ),
    "one browser does not go by the proxy of the system, and another does": (
        "my .pac file is set for the system. Chrome does not load it.",
        "Safari opens the page. Chrome does not load it.",
    ),
    "Firefox alone does not reach what only the network's name server knows": (
        "Firefox does not find nas.home.arpa, neither does Chrome",
        "Firefox says SEC_ERROR_UNKNOWN_ISSUER for our intranet site, Chrome works",
    ),
    "a program that sets itself as the system's proxy was closed, and nothing loads": (
        "I closed the tab and now no website loads",
        "Charles is open and shows all requests",
    ),
    "with 127.0.0.1 in place of localhost it goes, as somebody says in Chinese": (
        "http://localhost:9000 \u6ca1\u6709\u53cd\u5e94,127.0.0.1 \u4e5f\u4e0d\u884c",
    ),
    "with the firewall of the desktop off it works": (
        "Windows 10. The firewall is off and the tablet does not connect",
        "Windows 10. The tablet can't connect even with the firewall disabled",
        "Windows 10. It doesn't work after I turned the firewall off",
        "Linux, as soon as I disable the firewall it works",
    ),
    "a tool that opens thousands of connections has no port of its own left": (
        "Error: listen EADDRINUSE: address already in use :::3000, so I cannot load test it",
        "dial tcp 10.0.0.9:80: connect: cannot assign requested address",
    ),
    "the public name leads home from anywhere but from home": (
        "my DuckDNS name works over 4G and at home",
        "at home the server's IP does not answer",
    ),
    "at home the address within is needed, and elsewhere the public name does": (
        "my DuckDNS name works over 4G and at home",
        "at home the server's IP does not answer",
    ),
    "an address of IPv6 is silent where that of IPv4 answers, and IPv6 leads far": (
        "curl -6 larch.example times out, curl -4 works at once",
    ),
    "what is to be fetched is reached from no network of somebody's": (
        "the download from my server times out, from work and from home too",
        "the download times out",
    ),
    "443 answers, and 80 is refused although the filters let it in": (
        "https works, http is refused",
        "https works, http times out, and the security group has both",
    ),
    "the name service of the machine holds port 53": (
        "port 5353 is in use, is that systemd-resolved?",
        "systemd-resolved does not find the name",
    ),
    "in place of a machine's own page another program's comes": (
        "the dashboard of the NAS is gone",
        "I can't open the dashboard: the browser's cache shows another page, comes up each time",
    ),
    "from WSL a server on Windows is asked at the address of Windows": (
        "WSL2: curl localhost:4000 waits, the server runs on Windows",
    ),
    "it answers this machine alone, and somebody asks how others could get there": (
        "the panel opens on localhost only",
        "docker: it works at http://127.0.0.1:8090, but I would like to open it from other computers",
        "it works on localhost, but not from other computers, although the firewall is open",
    ),
    "an app is turned away at HTTPS where browsers get through": (
        "the Android app can't log in to my server, in the browser it is fine",
        "the app fails with the certificate, which has expired. The browser works after a warning",
    ),
    "a certificate is told to be signed by itself or unknown, in Chinese": ("\u8bc1\u4e66\u8fc7\u671f\u4e86",),
    "in Chinese it is said that names are not resolved": ("解析文件成功",),
    "in Chinese it is said that it listens for its own machine alone": ("服务监听 8080",),
    "in Chinese it is said that a container does not reach its host": ("宿主机访问容器正常",),
    "in Chinese it is said that the port of a container is not mapped": ("端口映射到 8080",),
    "in Chinese it is said that a cloud's rules or a provider keep it out": ("安全组已经放行",),
    "in Chinese it is said that a certificate has run out": ("证书没问题",),
    "in Chinese it is said that a certificate is for another name": ("证书过期了",),
    "in Chinese it is said that a page asks another origin": ("前端报错",),
    "in Chinese it is said that with the browser's cache emptied, or in a private window, it works": ("清除缓存没用",),
    "in Chinese it is said that it is led to https on its own": ("https 可以打开",),
    "in Chinese it is said that it depends on a VPN": ("没有用 vpn",),
    "in Chinese it is said that it depends on a proxy": ("没有代理",),
    "in Chinese it is said that a name has the address of before, or all names have one": ("域名换了新 IP 连上了",),
    "in Chinese it is said that nothing opens unless the proxy's program runs": ("打开 clash 看日志",),
    "in Chinese it is said that memory ran out": ("内存 8G",),
    "in Chinese it is said that too many files are open": ("打开文件",),
    "in Chinese it is said that software that watches connections is what it depends on": ("装了360",),
    "in Chinese it is said that Windows does not reach WSL at localhost": ("wsl 正常",),
    "in Chinese it is said that it asks before the other is ready": ("数据库没有启动",),
    "in Chinese it is said that another program is at the port": ("端口 8080",),
    "in Chinese it is said that the firewall of Windows or macOS keeps it out": ("CentOS 关闭防火墙后可以访问",),
    "in Chinese it is said that a firewall keeps it out": ("Windows 11 关闭防火墙后可以访问",),
    "at one port http gets through, and https is cut off": (
        "http://192.168.4.2:8090 is fine, https://192.168.4.2:8443 says connection closed",
        "http://larch.lan:5001 redirects, https://larch.lan:5001 fails. http works",
    ),
    "at one port https gets through, and http is cut off": (
        "http://larch.lan:8443 works, https://larch.lan:8443 works",
    ),
    "what is typed with http becomes https by itself": ("I changed the setting to https",),
    "a gateway in a container sends on to localhost": (
        "nginx on the host, proxy_pass http://localhost:4000: 502",
        "docker run --network=host nginx, proxy_pass http://localhost:4000: 502",
    ),
}
LEADS = [lead for name in FILES for lead in import_module(f"portwise.read.leads.{name}").LEADS]


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: f"{lead.cause}: {lead.says}")
def test_a_lead_is_heard_in_each_of_its_ways_and_not_next_door(lead):
    """One that speaks of what it was made from alone helps nobody else, and one that always speaks nobody."""
    unheard = [raw for raw in SAID[lead.says] if not lead.holds(understood(raw))]
    misheard = [raw for raw in KEPT[lead.says] if lead.holds(understood(raw))]

    assert ([], []) == (unheard, misheard)
