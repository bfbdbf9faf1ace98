"""What speaks for proxies and VPNs between a client and its target."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import browser_alone, met, says
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless

VPN = (
    r"\b(?:vpns?|anyconnect|cisco secure client|globalprotect|zscaler|netskope|cloudflare (?:warp|one|"
    r"zero trust)|warp(?:-cli| client)|wireguard|openvpn|nordvpn|nordlynx|tailscaled?|zerotier|"
    r"forticlient|fortinet vpn|pulse secure|ivanti|protonvpn|proton vpn|mullvad|expressvpn|surfshark|"
    r"private internet access|windscribe|check ?point (?:vpn|endpoint)|openconnect|sonicwall|f5 (?:edge|"
    r"vpn)|"
    r"tun mode|warp\+?(?!\.\w| (?:terminal|speed|drive))|hamachi|ztna|zero[- ]trust|utun\d|wg\d\b|ppp0)\b"
)
VARIABLE = r"\b(?:https?|all|no)_proxy\b"
TOOLS = (
    r"\b(?:clash|v2ray\w*|shadowsocks\w*|surge|sing-?box|privoxy|squid|tinyproxy|cntlm|px proxy|fiddler|"
    r"charles|mitmproxy|burp|proxyman|proxifier|proxychains|polipo|ss-local|xray|nekoray|hiddify|lantern|"
    r"psiphon)\b"
)


def proxy_variable(text: Text) -> Lines:
    """Set, as shells, files and tools show it, and not empty."""
    return text.find(
        r"(?<!no_)\b(?:https?|all)_proxy[\"']?\s*[=:]\s*[\"']?(?:https?|socks\w*)?:?/?/?[\w.-]+:?\d*",
        r"\bproxy env(?:ironment)? variables?\b",
        r"\bhttp\.proxyhost\b|\b-dhttps?\.proxy",
        r"\bsetx? https?_proxy\b",
    )


def no_proxy_setting(text: Text) -> Lines:
    return text.find(
        r"\bno prox(?:y|ies)\b(?! ?=)|\b(?:echo|env).{0,60}_proxy[^\n]{0,60}\n\s*(?:\[?empty|\(?nothing|"
        r"\(none)",
        r"\b(?:no|without any|not (?:using|behind) (?:a|any)) (?:http )?prox(?:y|ies)\b|"
        r"\bproxy\b.{0,30}\b(?:not set|unset|empty|none|disabled|off)\b|\bhttpenable : 0\b",
    )


ENV = (
    Lead(
        "env-proxy-captures-localhost",
        "a client says that it uses a proxy of its environment",
        5,
        says(
            r"\buses proxy env variable\b",
            r"\bproxyerror\b.{0,200}\b(?:localhost|127\.0\.0\.1|::1|0\.0\.0\.0|192\.168|10\.\d)",
            r"\bcannot connect to proxy\b|\bunable to connect to proxy\b",
            r"\bproxyconnect tcp\b",
        ),
    ),
    Lead(
        "env-proxy-captures-localhost",
        "without the proxy variables it works",
        4.5,
        lambda text: either(
            works(text, "proxy-off"),
            text.find(
                r"\b(?:unset|set no_proxy|export no_proxy|no_proxy=|--noproxy|trust_env ?= ?false|"
                r"env -u)\b.{0,100}\b(?:works?|worked|fix\w*|help\w*|solv\w*|ok|200|fine|gone)\b"
            ),
        ),
    ),
    Lead("env-proxy-captures-localhost", "a proxy variable is set", 3, proxy_variable),
    Lead(
        "env-proxy-captures-localhost",
        "a program that was asked for one host connects to another",
        2.5,
        says(
            r"\bunable to access 'https?://(?P<host>[^/:']{1,80})[^'\n]{0,120}': failed to connect to "
            r"(?!(?P=host))\S+ port \d+",
        ),
    ),
    Lead(
        "env-proxy-captures-localhost",
        "the exceptions of proxies are spoken of",
        1.5,
        says(
            r"\bno_proxy\b|"
            r"\bnoproxy\b|--noproxy\b|\btrust_env\b|\bnode_use_env_proxy\b|\bproxy bypass\b|"
            r"\bglobal-agent\b|\bhttps-proxy-agent\b"
        ),
    ),
    Lead(
        "env-proxy-captures-localhost",
        "a proxy answers for a server of this machine",
        3,
        lambda text: both(
            text.find(
                r"\bx-squid-error\b|\bvia: \d\.\d\b|\b(?:squid|privoxy|cntlm|mitmproxy|tinyproxy|zscaler|blue ?coat|"
                r"mcafee web gateway)\b|\bproxy-connection\b|\berr_(?:access_denied|connect_fail|dns_fail|"
                r"cannot_forward)\b"
            ),
            text.find(
                r"\blocalhost\b|\b127\.0\.0\.1\b|\b192\.168\.|\b10\.\d+\.\d+\.\d+\b|\bcluster\.local\b|"
                r"\bhost\.docker\.internal\b"
            ),
        ),
    ),
    Lead(
        "env-proxy-captures-localhost",
        "the address that was dialled is not the target's",
        1,
        says(
            r"\btrying "
            r"\S+:\d+\.\.\.[^\n]*\n[^\n]*\n?.{0,80}\bproxy\b|\bvia proxy\b|\bthrough (?:the|a|"
            r"our) (?:corporate |company )?proxy\b|\bbehind (?:a|the|our) (?:corporate |company )?proxy\b|"
            r"\bcorporate proxy\b"
        ),
    ),
    Lead(
        "env-proxy-captures-localhost",
        "no proxy is set",
        -3,
        lambda text: unless(no_proxy_setting(text), proxy_variable(text)),
    ),
    Lead(
        "env-proxy-captures-localhost",
        "nobody speaks of a proxy",
        -2,
        lambda text: unless(
            met(text, "refused", "timeout", "http-4xx", "http-5xx", "name-failure"),
            text.find(r"prox(?:y|ies)\b|\bsquid\b"),
        ),
    ),
)
SETTINGS = (
    Lead(
        "dead-or-misconfigured-proxy",
        "the browser says that its proxy does not answer",
        5,
        says(
            r"\berr_proxy_connection_failed\b|\berr_tunnel_connection_failed\b|\bns_error_proxy_\w+|"
            r"\bproxy server is refusing connections\b|\berr_pac_\w+|\berr_no_supported_proxies\b|"
            r"\berr_mandatory_proxy\w*|\berr_proxy_\w+|\berr_socks_\w+|"
            r"\bthere is something wrong with the proxy server\b|\bunable to connect to the proxy server\b|"
            r"\bcould not connect to the proxy\b|\bproxy tunneling failed\b|\btunnel connection failed\b|"
            r"\bkcferrorhttpproxy\w*|\bno internet\b.{0,40}\bproxy\b"
        ),
    ),
    Lead(
        "dead-or-misconfigured-proxy",
        "the settings of the system or of a program name a proxy",
        3,
        says(
            r"\bhttps?enable : 1\b|\bsocksenable : 1\b|\bproxyautoconfigenable : 1\b|"
            r"\bproxyenable\s+(?:reg_dword\s+)?(?:0x)?1\b|\bproxy server\(s\) ?:|\bautoconfigurl\b|\bproxy\.pac\b|"
            r"\bwpad\b|\bpac (?:file|script|url)\b",
            r"\b(?:npm|yarn|pnpm) config (?:get|set|list|delete|rm)\b.{0,40}\bproxy\b|\bhttp\.proxy\b|"
            r"\bnetwork\.proxy\.\w+|\borg\.gnome\.system\.proxy\b|\bmode 'manual'|\bsystem prox(?:y|ies)\b|"
            r"(?<!no )\bproxy settings?\b(?! detected)|\bmanual proxy\b|\bproxy_pac\b|"
            r"\bgradle\.properties\b.{0,60}proxy|"
            r"systemprop\.https?\.proxy",
        ),
    ),
    Lead(
        "dead-or-misconfigured-proxy",
        "a local proxy tool is spoken of",
        2.5,
        lambda text: both(
            text.find(
                TOOLS,
                r"\b127\.0\.0\.1[: ](?:port )?(?:7890|7891|7897|1080|1086|1087|10808|10809|8118|3128|9090|6152)\b|"
                r"\bport (?:7890|7897|10809|1087|3128)\b",
            ),
            text.find(r"\bproxy\b|\bproxies\b"),
        ),
    ),
    Lead(
        "dead-or-misconfigured-proxy",
        "what was dialled is the usual port of a local proxy",
        3.5,
        says(
            r"\b(?:connect\w*|econnrefused|dial tcp|failed to connect to|proxy)\b.{0,60}\b(?:127\.0\.0\.1|"
            r"localhost|::1)\]?[: ](?:port )?(?:7890|7891|7897|1086|1087|10808|10809|8118|3128)\b"
        ),
    ),
    Lead(
        "dead-or-misconfigured-proxy",
        "a program that was asked for one host connects to another",
        4,
        says(
            r"\bunable to access 'https?://(?P<host>[^/:']{1,80})[^'\n]{0,120}': failed to connect to "
            r"(?!(?P=host))\S+ port \d+",
            r"\bfailed to connect to \S{1,60} port (?:7890|7891|7897|1087|10808|10809|8118|3128)\b",
        ),
    ),
    Lead("dead-or-misconfigured-proxy", "with the proxy off it works", 2.5, lambda text: works(text, "proxy-off")),
    Lead(
        "dead-or-misconfigured-proxy",
        "the proxy asks for a password or refuses",
        2.5,
        says(
            r"\b407\b.{0,40}\bproxy\b|\bproxy authentication required\b|\bproxy-authenticate\b|\bhttp code (?:403|"
            r"407|503) from proxy\b|\bfrom proxy after connect\b|\bconnect tunnel failed\b"
        ),
    ),
    Lead(
        "dead-or-misconfigured-proxy",
        "browsers fail where curl gets through, and a proxy is spoken of",
        1,
        lambda text: unless(both(browser_alone(text), text.find(r"\bprox(?:y|ies)\b")), no_proxy_setting(text)),
    ),
    Lead("dead-or-misconfigured-proxy", "browsers fail where curl gets through", 0.75, browser_alone),
    Lead(
        "dead-or-misconfigured-proxy",
        "it is a variable of the environment that names the proxy",
        -1.5,
        lambda text: unless(proxy_variable(text), text.find(r"\berr_proxy\w*|\bsystem proxy\b|\bpac\b")),
    ),
    Lead(
        "dead-or-misconfigured-proxy",
        "nobody speaks of a proxy",
        -1.5,
        lambda text: unless(
            met(text, "refused", "timeout"),
            text.find(r"\bprox(?:y|ies)\b|_proxy\b|\bclash\b|\bfiddler\b|\bcharles\b"),
            browser_alone(text),
        ),
    ),
    Lead(
        "dead-or-misconfigured-proxy",
        "a server's own reverse proxy is spoken of",
        -1.5,
        says(
            r"\bproxy_pass\b|"
            r"\breverse[- ]proxy\b|\bproxypass\b|\bupstream\b"
        ),
    ),
)
TUNNEL = (
    Lead(
        "vpn-or-ztna-interference",
        "without the VPN it works",
        5,
        lambda text: either(
            works(text, "vpn-off"),
            text.find(
                r"\b(?:works?|fine|ok|loads|connects)\b.{0,40}\b(?:without|when not (?:on|connected to)|off|"
                r"after (?:disconnecting|quitting|leaving)|as soon as i (?:disconnect|quit))\b.{0,20}" + VPN
            ),
        ),
    ),
    Lead(
        "vpn-or-ztna-interference",
        "with the VPN it fails",
        3.5,
        lambda text: either(
            fails(text, "vpn-on"),
            text.find(
                r"\b(?:fail\w*|cannot|can't|no longer|not|lose\w*|lost|unreachable|times? out|refus\w*|stops?|"
                r"hangs?)\b.{0,80}\b(?:while|when|"
                r"once|if|as soon as|whenever|after)\b (?:\w+ ){0,4}?" + VPN,
                r"\b(?:when|while|once|as soon as|after|if|whenever|only when) (?:\w+ ){0,5}?"
                + VPN
                + r".{0,80}\b(?:fail|"
                r"time|refus|hang|stop|no longer|can't|cannot|doesn't|unreachable|break|lost|dead|"
                r"gone)\w*",
                VPN + r".{0,40}\b(?:breaks?|kills?|blocks?|takes over|hijacks?|steals?|captures?|intercepts?)\b",
            ),
        ),
    ),
    Lead("vpn-or-ztna-interference", "a VPN or a client of a zero-trust network is spoken of", 2, says(VPN)),
    Lead(
        "vpn-or-ztna-interference",
        "the way to the network leads through a tunnel",
        3,
        says(
            r"\b(?:interface|dev|netif)\s*:?\s+(?:utun|tun|wg|ppp|tailscale|gpd|cscotun)\d+\b",
            r"\b0/1\b.{0,40}\butun\d|\b128\.0/1\b|\bsplit[- ]tunnel\w*|\bfull[- ]tunnel\w*|"
            r"\ballow (?:local )?lan access\b|\blocal lan access\b|\bkill ?switch\b|\ballowedips\b",
        ),
    ),
    Lead(
        "vpn-or-ztna-interference",
        "with the VPN off nothing changes",
        -4,
        lambda text: unless(fails(text, "vpn-off"), works(text, "vpn-off")),
    ),
    Lead(
        "vpn-or-ztna-interference",
        "the VPN is the server that is asked for, or not in use",
        -2,
        says(
            r"(?<!with )(?<!with the )(?<!with my )(?<!turn the )(?<!the )\bvpn (?:is |was )?(?:off|disabled),|"
            r"\bno "
            r"vpns?\b|\bnot (?:using|on|running) (?:a |any |the )?vpn\b|\b(?:my|the|our) (?:openvpn|"
            r"wireguard|vpn) server\b"
        ),
    ),
)
LEADS = (*ENV, *SETTINGS, *TUNNEL)
