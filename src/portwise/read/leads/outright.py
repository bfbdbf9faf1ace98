"""Where a server is and where it is asked: by number or by name, at a file, at another address, behind something."""

from __future__ import annotations

import re

from portwise.model.reading import Failure, Lines, Listening, Success
from portwise.read.hints import EVERYWHERE, lines, met
from portwise.read.lead import Lead, beside, leads
from portwise.read.places import is_address, is_loopback
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless

SIX_ONLY = "server-ipv6-only-client-ipv4"
SIX_FIRST = "localhost-ipv6-first-server-ipv4-only"
AT_A_FILE = "service-on-unix-socket-or-udp-only"
OTHER = "port-held-by-other-application"
EXCLUDED = "windows-excluded-port-range"
STRANGER = "security-software-interception"
ELSEWHERE = "bound-to-specific-other-address"
LOOPBACK = "bound-to-loopback-client-uses-lan"
UPGRADE = "dev-server-proxy-or-websocket-upstream"
UNTRUSTED = "certificate-untrusted"
WATCHER = "dev-watcher-alive-child-crashed"
MEMORY = "out-of-memory-kill"
BUSY = "cpu-or-io-starvation"
DEBUGGED = "debugger-paused"
LATE = "reverse-proxy-upstream-timeout"
VPN = "vpn-or-ztna-interference"
FIREWALL = "desktop-firewall-inbound-block"
RESET = "network-state-needs-reset"
SAID_LOCALHOST = re.compile(
    r"(?:local:|listening (?:on|at)|running (?:on|at)|ready (?:on|at)|started (?:on|at|server on)|available at|"
    r"serving (?:on|at)|view site|starting [^\n]{0,40} on|url:|"
    r"server[^\n]{0,20} at)[^\n]{0,30}?\bhttps?://localhost:(?P<port>\d{2,5})"
)
BY_NUMBER = re.compile(
    r"(?:econnrefused|refused|err_connection_refused|failed to connect|fail\w*|"
    r"000)[^\n]{0,60}?127\.0\.0\.1(?: port |:)(?P<port>\d{2,5})|"
    r"127\.0\.0\.1:(?P<other>\d{2,5})[^\n]{0,60}?(?:econnrefused|refus\w+|err_connection_refused|\b000\b|"
    r"not (?:work|open|load)|n't (?:work|open|load))"
)
BY_SIX = r"(?:\[::1\]|::1)[:\]]?\d{0,5}[^\n]{0,40}refus|refus\w*[^\n]{0,40}::1"
WITHIN_REACH = (
    r"\bdocker (?:ps|images|info|version)\b[^\n]{0,60}\b(?:works?|fine|ok|lists?|shows?)\b|\bservices\.msc\b|"
    r"\bsql server \([\w ]+\):? running|\b(?:ssms|management studio|sqlcmd|\.net app|isql|psql|mysql|redis-cli|"
    r"mongo)\b[^\n]{0,60}\b(?:connects?|works?|fine|ok|gets? in|opens?)\b|"
    r"\bthat connects\b|\bphp[\d.]*-fpm\b[^\n]{0,30}\b(?:running|active|up|started)\b"
)
NO_TCP = (
    r"\b(?:1433|2375|2376|4243|9000|8545|8546)\b[^\n]{0,80}\brefus\w*|\brefus\w*[^\n]{0,80}\b(?:1433|2375|2376|"
    r"4243|9000|8545|"
    r"8546)\b|\beconnrefused\b[^\n]{0,40}:(?:1433|2375|4243|9000)\b|\bfailed to connect to [\w.\\]{1,40}:1433\b"
)
LENT_OUT = r"->\d{2,5}/tcp|\bports:\s|\b-p \d{2,5}:\d"
ETHEREUM = r"\bgeth\b|\bgo-ethereum\b|\bparity (?:node|client)\b|\bnethermind\b|\bbesu\b"
RPC_ON = r"(?<!\w)--(?:rpc|http|ws)\b|\brpc-http-enabled\b|\bgeth\.ipc\b[^\n]{0,30}\bwork|\brpcport\b"
ANOTHER_PAGE = (
    r"\b(?:instead of|rather than|and not) (?:my|the|our) (?:own )?(?:\w+ )?(?:page|app\w*|site|server|project|"
    r"html|game|api)\b[^\n.]{0,60}\b(?:see|saw|get|got|shows?|opens?|comes?|appears?|is)\b|\b(?:see|saw|get|got|"
    r"shows?|opens?|comes?|appears?)\b[^\n.]{0,60}\binstead of (?:my|the|our)\b|"
    r"\b(?:login|log-?in|sign-?in|password|user ?name)\b[^\n.]{0,40}\b(?:page|prompt|window|dialog|mask|screen|"
    r"form)\b[^\n.]{0,50}\b(?:of|from|for) (?:an?other|something|oracle|xdb|iis|jenkins|apache|tomcat|skype|nas|"
    r"router|splunk)|\u300cxdb\u300d|\bxdb\b"
)
FORBIDDEN = (
    r"forbidden by its access permissions|\b10013\b|\bwsaeacces\b|zugriffsrechte|droits d'acc\u00e8s|"
    r"permisos de acceso|\u8bbf\u95ee\u6743\u9650\u4e0d\u5141\u8bb8"
)
TO_SERVE = (
    r"\blisten\w*|\bbind\w*|\bports are not available\b|\bserver (?:fail|could|can)\w*|\bexpos\w*|\bhttp\.sys\b|"
    r"\bdocker\b|\bwinnat\b|\bexcluded\b|\bstart\w* (?:the )?(?:server|service|iis|app)\b|\bkestrel\b"
)
GUARDS = (
    r"\b(?:anti-?virus|avast|avg|eset|nod32|kaspersky|bitdefender|norton|mcafee|sophos|trend micro|f-?secure|"
    r"malwarebytes|comodo|360|zonealarm|webroot|avira|g ?data|defender|firewall|security (?:suite|software|"
    r"product)|endpoint protection|users?|customers?|clients?)\b"
)
WEBSOCKET_LOST = (
    r"\bwebsocket connection to '?\"?wss?://[^\n]{0,120}fail|\bwebsocket[^\n]{0,60}\b(?:fail\w*|error|clos\w*|"
    r"disconnect\w*|1006|400|404|502)\b|\berror during websocket handshake\b|\bunexpected response code: (?:200|"
    r"400|404|426|502|503)\b|\bcould not establish[^\n]{0,30}websocket"
)
BEHIND = (
    r"\bnginx\b|\bapache2?\b|\bcaddy\b|\btraefik\b|\bhaproxy\b|\breverse proxy\b|\bproxy manager\b|\bingress\b|"
    r"\bload balancer\b|\bcloudflare\b|\bproxy_pass\b|\bmod_proxy\b|\biis\b|\bsynology\b|\bswag\b"
)
BY_CERTIFICATE = (
    r"\berr_cert_\w+|\bself[- ]signed\b|\bsec_error_\w+|\bcertificate verify failed\b|\bunable to verify\b|"
    r"\bunable_to_\w+|\bcert_has_expired\b"
)
SOCKET_SECURE = r"\bwss://|\bsecure websocket"
CRASHED_WATCHED = (
    r"\bapp crashed - waiting for file changes\b|\[nodemon\] app crashed|"
    r"\bfailed running '[^'\n]+'\. waiting for file changes|\brestarting is paused\b|"
    r"\bwaiting for changes before restart|\bwatch(?:ing|er)\b[^\n]{0,40}\bcrash\w*"
)
PROXIED = (
    r"\[hpm\]|\berror occurred while (?:trying to )?proxy\w*|\bproxy error: could not proxy\b|"
    r"\bhttp proxy error\b|\berror occurred while proxying\b"
)
KILLED_BY_PROBE = r"\b137\b|\bsigkill\b|\bkilled\b|\bcrashloopbackoff\b"
NOT_OF_MEMORY = (
    r"\b(?:not|no|isn't|wasn't|never) [`'\"]?oom ?-?killed\b|\boomkilled\W{1,4}false\b|\breason\W{1,4}error\b|"
    r"\bmemory (?:is |usage |use )?(?:is )?(?:fine|low|at \d|only|far|nowhere|well)\b|\b(?:enough|plenty of|"
    r"lots? of) (?:free )?(?:memory|ram)\b|\bnot (?:for want of |because of |the )?memory\b"
)
SHORT_OF_CPU = (
    r"\bcpu limits?\b|\bthrottl\w*|\blimits?\.cpu\b|\b\d{1,4}m\b[^\n]{0,10}\bcpu\b|\bcpu\b[^\n]{0,40}\b\d{1,4}m\b|"
    r"\bovercommit\w*|\bnr_throttled\b|\bload average\b|\b100 ?% cpu\b|\bcpu (?:is |at )?(?:at )?100\b"
)
STEPPED = (
    r"\bxdebug\b|\bbreak ?-?points?\b|\bstepp?(?:ing)? (?:through|over|into)\b|\bwhile (?:i(?:'m|"
    r" am)? )?debugging\b|\bdebug session\b|\bphpstorm\b[^\n]{0,40}\bdebug|\bpaused (?:in|at) the debugger\b|"
    r"\bpdb\b|\bbyebug\b|\bbinding\.pry\b"
)
GATE_WAITED = (
    r"\b504\b|\bgateway time-?out\b|\bupstream timed out\b|\bfastcgi_read_timeout\b|\bproxy_read_timeout\b|"
    r"\btime-?out (?:longer|higher|up)\b|\bwait longer\b"
)
DAEMON_BOX = r"\bexpose (?:the )?(?:docker )?daemon on\b|\btcp://localhost:2375\b|\bdaemon\b[^\n]{0,40}\b2375\b"
FROM_FAR = (
    r"\bremote(?:ly)?\b|\b0\.0\.0\.0\b|\bfrom (?:another|other|my|a different) (?:\w+ )?(?:machine|pc|computer|"
    r"host|server|laptop|vm)\b|\blan\b|\bnothing more\b"
)
PEERS = (
    r"\b(?:localsend|kde ?connect|airdrop|nearby share|quick share|chromecast|google cast|casting|airplay|"
    r"syncthing|sonos|spotify connect|plex|printers?|scanner|nas|smb|lan share|local sharing|snapdrop|pairdrop|"
    r"warpinator|homekit|home assistant|dlna|moonlight|sunshine|steam link|barrier|synergy|input leap|landrop)\b"
)
NOT_FOUND = (
    r"\b(?:do(?:es)? not|don't|doesn't|can(?:'t|not)|no longer|never|won't|not)\b[^\n.]{0,40}\b(?:find|see|show|"
    r"discover|detect|connect|reach|appear|list|pair)\w*"
)
PRIVATE_WAYS = (
    r"\b(?:mullvad|nordvpn|nord vpn|protonvpn|proton vpn|expressvpn|surfshark|pia|private internet access|"
    r"windscribe|ivpn|airvpn|cyberghost|tunnelbear|warp|cisco anyconnect|anyconnect|globalprotect|forticlient|"
    r"pulse secure|zscaler|netskope|openvpn|wireguard|vpn)\b"
)
IS_ON = r"\b(?:on|connected|active|running|runs?|enabled|up|with|both|behind|through|installed)\b"
SENT_BY_VPN = (
    r"\brouted (?:over|by|via|through) (?:the |a |my )?vpn\b|\bconnects? to (?:the |a |my )?vpn\b|\b(?:forced|"
    r"sent|routed|goes|going|put|tunnell?ed|takes?)\b[^\n.]{0,30}\b(?:through|via|into|over|in|"
    r"the)\b[^\n.]{0,10}\bvpn\b|\bbehind the vpn\b|\bsplit[- ]?tunnel\w*|\bkill ?switch\b|"
    r"\bsince it is in the vpn\b"
)
OWN_NETWORK_LOST = (
    r"\blocally\b|\blocal (?:devices?|machines?|network|lan|traffic)\b|\b(?:from|to|in|inside|of) (?:my |the |"
    r"our |another |other |its |a )?(?:other |own |local |home )?(?:vlans?|"
    r"lan|subnets?|house|local network|home network|network)\b"
)
UNIT_CUT = r"\brpc: unable to send\b|\byp_bind_client\w*|\boperation not permitted\b|\bepermi?\b|\bipaddressdeny\b"
HOME_UNITS = (
    r"\bsystemd-(?:userdbd|logind|udevd|hostnamed|localed|timedated|homed|machined|importd|portabled)\b|"
    r"\bpolkitd?\b|\bipaddress(?:deny|allow)\b"
)
DIRECTORIES = r"\b(?:nis|ypbind|yp\w+|ldap|nslcd|sssd|nss\w*|winbind|rpcbind|nfs|kerberos)\b"
STILL_THERE = (
    r"\b(?:routes?|utun\d*|tun\d|tap\d?|adapter|interface|dns server|dns settings?|nameservers?|proxy settings?|"
    r"resolv\.conf|winsock|lsp|filter)\b[^\n.]{0,60}\b(?:still|stays?|left|remain\w*|there already|not removed|"
    r"exists?|keeps?|stuck|stale|are there)\b"
)
AFTER_IT = r"\b(?:lid|sleep|woke|wakes?|suspend\w*|hibernat\w*|uninstall\w*|disconnect\w*|crash\w*|removed|quit)\b"
REBOOT_ALONE = (
    r"\b(?:only|just) (?:a |so far )?(?:re-?boot|restart)\w*\b|\b(?:re-?boot|restart)\w*\b[^\n.]{0,40}\b(?:helps?|"
    r"fix\w*|solve\w*|cures?|out of this|works?|again|everything)\b|\bwinsock reset\b|"
    r"\bflush\w* (?:the )?(?:routes?|dns)\b|\bnetsh int ip reset\b"
)


def named_and_asked_by_number(text: Text) -> Lines:
    """A server says that it is at localhost, and is refused at 127.0.0.1 and the same port."""
    said = {int(hit["port"]) for hit in SAID_LOCALHOST.finditer(text.folded)}
    hits = ((int(hit["port"] or hit["other"]), hit.start()) for hit in BY_NUMBER.finditer(text.folded))
    asked = tuple(dict.fromkeys(text.number(at) for port, at in hits if port in said))
    return unless(asked, text.find(BY_SIX), engine(text))


def at_another_address(text: Text) -> Lines:
    """A server says at which address it is, and the same port is asked at another address of the machine."""
    own = [n for n in text.signs(Listening) if is_address(n.sign.host) and not is_loopback(n.sign.host)]
    own = [n for n in own if n.sign.host not in EVERYWHERE]
    wide = {n.sign.port for n in text.signs(Listening) if n.sign.host in EVERYWHERE or is_loopback(n.sign.host)}
    through = {n.sign.host for n in text.signs(Success)}
    return lines(
        (*one.lines, *lost.lines)
        for one in own
        for lost in text.signs(Failure)
        if one.sign.port == lost.sign.port
        and one.sign.port not in wide
        and lost.sign.outcomes[0] in ("refused", "timeout")
        and is_address(lost.sign.host)
        and lost.sign.host not in (one.sign.host, *through)
    )


def at_a_file_alone(text: Text) -> Lines:
    """Its own client gets in without TCP, and the port is refused."""
    return unless(text.together(WITHIN_REACH, NO_TCP), text.find(LENT_OUT))


def node_without_rpc(text: Text) -> Lines:
    return unless(
        both(text.find(ETHEREUM), either(met(text, "refused"), text.find(r"\brefus\w*"))),
        text.find(RPC_ON),
        engine(text),
    )


def a_stranger_answers(text: Text) -> Lines:
    return both(text.find(ANOTHER_PAGE), text.find(r"\bports?\b|:\d{4,5}\b|\u30dd\u30fc\u30c8|\u7aef\u53e3"))


def forbidden_to_connect(text: Text) -> Lines:
    return unless(text.together(FORBIDDEN, GUARDS), text.find(TO_SERVE))


def websocket_behind_a_gate(text: Text) -> Lines:
    return unless(text.together(WEBSOCKET_LOST, BEHIND), text.find(BY_CERTIFICATE))


LEADS: tuple[Lead, ...] = (
    *leads(
        "a server says localhost, and 127.0.0.1 is refused at its port",
        named_and_asked_by_number,
        {SIX_ONLY: 2.5, SIX_FIRST: -1.5},
    ),
    *leads("a server is at one address, and its port is asked at another", at_another_address, {ELSEWHERE: 1.5}),
    *leads("its own client gets in, and at TCP it is refused", at_a_file_alone, {AT_A_FILE: 2.0}),
    *leads(
        "a node of Ethereum was begun without what makes it wait at a port",
        node_without_rpc,
        {AT_A_FILE: 2.5, "nothing-listening": -1.0},
    ),
    *leads("the page of something else comes up at the port", a_stranger_answers, {OTHER: 2.0}),
    *leads(
        "Windows forbids somebody to connect, and nothing is to be served",
        forbidden_to_connect,
        {STRANGER: 3.5, EXCLUDED: -4.0, OTHER: -1.5},
    ),
    *leads(
        "a websocket is lost behind a gateway",
        websocket_behind_a_gate,
        {UPGRADE: 2.5, "browser-socket-state": -1.5, "browser-extension-or-policy-block": -1.5, STRANGER: -1.0},
    ),
    *beside("a websocket is lost for the certificate", {UNTRUSTED: 1.5, UPGRADE: -2.0}, SOCKET_SECURE, BY_CERTIFICATE),
    *beside(
        "what the dev server passes requests on to has crashed, and its watcher waits",
        {WATCHER: 1.5, UPGRADE: -2.0},
        CRASHED_WATCHED,
        PROXIED,
    ),
    *beside(
        "it was killed with little processor time, and not for memory",
        {BUSY: 2.0, MEMORY: -3.0},
        KILLED_BY_PROBE,
        NOT_OF_MEMORY,
        SHORT_OF_CPU,
    ),
    *beside(
        "somebody steps through the program while the gateway waits", {DEBUGGED: 2.0, LATE: -1.5}, STEPPED, GATE_WAITED
    ),
    *beside(
        "the engine's own box lends its port to localhost alone",
        {LOOPBACK: 4.0, AT_A_FILE: -2.0, "server-port-setting-wrong": -1.5},
        DAEMON_BOX,
        FROM_FAR,
    ),
    *beside(
        "with a VPN on, devices of one network do not find each other",
        {VPN: 2.5, FIREWALL: -1.0},
        PEERS,
        NOT_FOUND,
        PRIVATE_WAYS,
        IS_ON,
    ),
    *beside(
        "what is sent through a VPN is lost to the own network",
        {VPN: 2.0, "wrong-or-blackhole-route": -1.0, "path-mtu-blackhole": -1.0},
        SENT_BY_VPN,
        OWN_NETWORK_LOST,
        NOT_FOUND,
    ),
    *beside(
        "a unit of systemd that may speak to nobody is to ask a directory",
        {"cgroup-bpf-network-policy": 3.0, "network-perimeter-block": -1.5},
        UNIT_CUT,
        HOME_UNITS,
        DIRECTORIES,
    ),
    *beside(
        "what a VPN or a filter had set is there after its end",
        {RESET: 2.5, VPN: -1.0},
        STILL_THERE,
        AFTER_IT,
        REBOOT_ALONE,
    ),
)
