"""Servers that serve their own machine alone, or no TCP at all, as those who ask from elsewhere tell of them."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on
from portwise.read.lead import Lead, beside, leads
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless

LOOPBACK, DATAGRAMS, MODELS, GATEWAY, DESKTOP, PERIMETER = (
    "bound-to-loopback-client-uses-lan",
    "service-on-unix-socket-or-udp-only",
    "ai-server-loopback-only",
    "llm-gateway-backend-unreachable",
    "desktop-firewall-inbound-block",
    "network-perimeter-block",
)
UNPUBLISHED = "container-port-not-published-or-mismapped"
FINE = (
    r"(?:works?|worked|working|fine|opens?|ok|okay|answers?|loads?|reachable|accessible|responds?|comes? up|visible|"
    r"without (?:any )?(?:trouble|problems?|issues?)|no (?:trouble|problems?|issues?))"
)
ILL = (
    r"(?:cannot|can not|can't|couldn't|could not|unable|not|never|nobody|n't|refus\w*|fails?|failed|no (?:connection|"
    r"access|response|answer|luck)|unreachable|inaccessible|tim(?:es|ed|e) ?out)"
)
OTHERS = (
    r"(?:(?:an)?other (?:\w+ )?(?:machines?|computers?|pcs?|devices?|hosts?|laptops?|servers?|clients?)|remote(?:ly)?"
    r"(?: (?:machines?|hosts?|clients?|pcs?|computers?|devices?))?|(?:my|the) (?:\w+ )?(?:phone|laptop|tablet|desktop|"
    r"notebook|computer|pc|workstation|mac)|rest of (?:my|the) \w+|(?:the |my |our )?(?:local |home |whole )?(?:lan|"
    r"network|subnet|wi-?fi)|outside|elsewhere|external(?:ly)?|internet)"
)
STAND_IN = (
    r"\b(?:simplehttpserver|http\.server|http-server|nc -l\w*|netcat|ncat|iperf3?|another (?:web ?)?(?:server|program|"
    r"service)|a (?:small|simple|different|test|plain|dummy|little) (?:web ?|http )?server|apache|nginx|iis|python'?s? "
    r"server)\b[^\n]{0,100}\b(?:instead|(?:on|at) (?:the |that |this )?(?:same|very) port|on (?:that|this) port|"
    r"on (?:port )?\d{2,5}|there|\d{4,5})\b[^\n]{0,140}\b" + FINE + r"\b"
)
OWN_MACHINE = (
    r"(?:(?:on|at|from|in) (?:the (?:same )?|my |its own |that |this )?(?:machine|server|host|computer|pc|box|pi|mac|"
    r"raspberry(?: pi)?)(?: (?:itself|(?:where|on which|that|which)\b[^\n.,]{0,25}\bruns?(?: on)?))?|locally|localhost|"
    r"127\.0\.0\.1)"
)
FINE_AT_HOME = (
    rf"\b{FINE}\b[^\n.;]{{0,40}}\b{OWN_MACHINE}\b|\b{OWN_MACHINE}\b(?::\d+)?[^\n.;]{{0,40}}(?<!not )\b{FINE}\b|"
    rf"\bon (?:the )?(?:server|host|pi) (?:itself )?(?:i can|it does)\b"
)
REFUSED_ELSEWHERE = rf"\b{OTHERS}\b[^\n]{{0,80}}\b(?:refus\w*|err_connection_refused|econnrefused)\b"
WHICH_SETTING = (
    r"\b(?:which|what|where|how|is there)\b[^\n?]{0,60}\b(?:parameters?|options?|settings?|config\w*|files?|flags?|"
    r"arguments?|switch|lines?|bind|listen|expose|change|set|allow|enable|make|let|open)\b[^\n?]{0,100}\b"
    rf"(?:(?:from|to|on|in|over|by|via|for|through|at|with) (?:the |my |all |any |its )?{OTHERS}|0\.0\.0\.0|(?:at|on|"
    rf"by|"
    r"with|via) (?:the|its|an|my) (?:lan |local |public |external )?ip)\b|"
    r"\b(?:can|could|may|is it possible)\b[^\n?]{0,50}\b(?:reach|had|access|open|use|see|visit|connect|view)\w*\b"
    rf"[^\n?]{{0,40}}\b(?:(?:from|on|over|across|in|by) (?:the |my |any )?{OTHERS}|(?:at|by|on|via|with|through|under) "
    r"(?:the|its|an|my) (?:lan |local )?ip)\b[^\n?]{0,40}"
)
NARROW_WORD = (
    r"\b(?:localhost|127\.0\.0\.1|loopback)\b[^\n.]{0,20}\b(?:is all|only|alone|exclusively|and nothing else|and no "
    r"other)"
    r"\b|\b(?:only|just|nothing (?:else )?(?:but|than)|solely|exclusively|stuck (?:on|to|at)|limited to|restricted "
    r"to)\b"
    r"[^\n.]{0,30}\b(?:localhost|127\.0\.0\.1|loopback)\b|\b(?:127\.0\.0\.1|localhost)(?::\d+)?,? (?:and|but) "
    r"(?:nothing|nowhere|not)\b"
)
BACKWARDS = (
    r"\bgatewayports\b|\breverse[- ](?:ssh[- ])?(?:tunnel|port[- ]?forward|forward|proxy over ssh)\w*|\bremote "
    r"(?:port[- ])?"
    r"forward\w*|\bremoteforward\b|\bautossh\b|\bssh\b[^\n]{0,60} -\w*r ?\S*:\S*:\d+|\btun reverse\b"
)
FAR_END = (
    r"\b(?:127\.0\.0\.1|localhost|loopback)\b[^\n]{0,80}\b(?:only|nothing else|alone|not|instead|never|always)\b|"
    r"\b(?:only|always|just|another address than|other than)\b[^\n]{0,50}\b(?:127\.0\.0\.1|localhost|loopback)\b"
)
GUARDED = (
    r"\bfirewall|\bufw\b|\biptables\b|\bsecurity (?:group|list)\b|\bwsl\d?\b|\bprotected mode\b|\bkube\w*|"
    r"\bvirtualbox\b|\bvmware\b|\bhyper-v\b|\bvpn\b|\b0\.0\.0\.0\b"
)
DEVELOPED = (
    r"\b(?:192\.168\.\d{1,3}|10\.\d{1,3}\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3})\.\d{1,3}:(?:1313|3000|3001|4000|"
    r"4173|4200|5000|5001|5173|6006|7860|7861|8000|8050|8188|8501|8787|8888|8889|9000|9292)\b"
)
FROM_MINE = r"\bfrom (?:my|another|the|any|all) (?:other )?(?:\w+ )?(?:computer|pc|laptop|machine|phone|device|mac)s?\b"
BY_DATAGRAMS = (
    r"\b(?:wireguard|wg0|wg-easy|bedrock(?: server)?|valheim|factorio|palworld|satisfactory|7 days to die|openvpn|"
    r"teamspeak\w*|mumble|counter-?strike|csgo|quake|quic|http/?3|syslog|rsyslog|snmp(?:d|trap)?|chrony|ntpd?|tftp|"
    r"dhcpd?|"
    r"radius|freeradius|coap|mosh|netflow|sflow|collectd|statsd|ipsec|strongswan|l2tp|dtls|rtp|bacnet|hysteria|"
    r"zerotier|"
    r"artnet|knx|mdns)\b"
)
TRIED_BY_TCP = (
    r"\b(?:telnet|nmap|netcat|nc -\w*[vz]\w*|tnc|test-netconnection|port ?check\w*|canyouseeme|open ?port|port "
    r"scan\w*)\b|"
    r"\bports? (?:(?:is|are|seems?|seem|shown|show|as|to|be|still|not) )*(?:closed|open|shut|filtered)\b|"
    r"\bnothing listens\b|\b(?:not|nothing|n't) (?:\w+ )?listen\w*"
)
SAID_UDP = r"\b\d{2,5}/udp\b"
SOCKET_FILE = (
    r"\b(?:netstat|ss|lsof)\b[^\n]{0,100}\bunix(?:[- ]domain)? sockets?\b|\b(?:only|just|nothing "
    r"but)\b[^\n.]{0,20}\b(?:unix"
    r"(?:[- ]domain)? sockets?|socket files?|named pipes?)\b|\bunix(?:[- ]domain)? sockets?\b[^\n.]{0,20}\b(?:only|"
    r"instead"
    r" of|rather than|and (?:no|not))\b|(?<![\w.-])\d{2,5}\.sock\b"
)
OF_A_FRONT = r"\bphp\d?[\d.]*-fpm\b|\bgunicorn\b|\buwsgi\b|\b502\b|\bdocker\.sock\b|\bpermission denied\b"
MODEL_SERVER = (
    r"\b(?:gpt4all|lm ?studio|koboldcpp|oobabooga|text-generation-webui|llamafile|llama[-.]?(?:cpp|server)|ollama|"
    r"jan\.ai|"
    r"jan (?:app|server)|msty|anythingllm|comfyui|stable diffusion|invokeai|local ?ai|tabby(?:ml|api)?|xinference|"
    r"vllm)\b"
)
LLM_FRONT = (
    r"\b(?:litellm|open[- ]?webui|librechat|lobe ?chat|one-?api|new-?api|flowise|dify|langflow|openrouter|portkey|"
    r"gateway|proxy|n8n|chatbox|big-?agi)\b"
)
WALL_OFF_IN_VAIN = (
    r"\b(?:firewalls?|windows defender|antivirus|ufw|firewalld|iptables)\b[^\n.;]{0,40}\b(?:off|disabled|deactivated|"
    r"stopped|turned off|switched off|down)\b[^\n.;]{0,40}\b(?:no (?:change|difference|effect|luck|help|success)|same|"
    r"still|nothing (?:changes|changed)|in vain|(?:not|n't) (?:help|change|work)\w*|without success)\b|"
    r"\b(?:disabl\w+|turn\w* off|switch\w* off|deactivat\w+)\b[^\n.;]{0,30}\b(?:firewalls?|windows defender)\b[^\n.;]"
    r"{0,50}\b(?:no (?:change|difference|effect|luck|help)|same|still|(?:not|n't) (?:help|change|work)\w*|in vain)\b"
)


def at_home_alone(text: Text) -> Lines:
    """It opens where it runs, and other machines are refused."""
    told = text.together(FINE_AT_HOME, REFUSED_ELSEWHERE)
    return unless(told, text.find(GUARDED), engine(text), met(text, "timeout", "name-failure", "tls-error"))


def asked_for_a_setting(text: Text) -> Lines:
    """Somebody asks how others get there, and of nothing that stands between."""
    told = text.find(WHICH_SETTING)
    other = either(
        text.find(GUARDED, SOCKET_FILE), engine(text), met(text, "timeout", "name-failure", "tls-error", "http-5xx")
    )
    return unless(told, other)


def narrow_by_its_word(text: Text) -> Lines:
    told = both(text.find(NARROW_WORD), either(text.find(WHICH_SETTING), text.find(REFUSED_ELSEWHERE)))
    return unless(told, engine(text), met(text, "name-failure", "tls-error", "bind-EADDRINUSE"))


def another_server_is_reached(text: Text) -> Lines:
    """Something else at that port is reached from elsewhere: nothing stands between."""
    told = both(text.find(STAND_IN), text.find(rf"\b{ILL}\b"), text.find(rf"\b{OTHERS}\b"))
    return unless(told, engine(text), met(text, "http-5xx", "bind-EADDRINUSE"))


def of_development_from_mine(text: Text) -> Lines:
    told = both(text.find(DEVELOPED), text.find(FROM_MINE), text.find(rf"\b{ILL}\b"))
    return unless(told, text.find(GUARDED), engine(text), on(text, "windows"), met(text, "timeout", "http-5xx"))


def models_at_home_alone(text: Text) -> Lines:
    """A server of models answers its own machine, and no gateway is spoken of."""
    told = both(text.find(MODEL_SERVER), text.find(FINE_AT_HOME), text.find(rf"\b{OTHERS}\b"), text.find(rf"\b{ILL}\b"))
    return unless(told, text.find(LLM_FRONT), engine(text))


def datagrams_tried_by_tcp(text: Text) -> Lines:
    return unless(text.together(BY_DATAGRAMS, TRIED_BY_TCP), met(text, "http-5xx", "tls-error"))


def lent_for_datagrams(text: Text) -> Lines:
    """A port is lent out for UDP, and somebody tries it by TCP."""
    return both(
        text.find(SAID_UDP), text.find(r"\b(?:telnet|nc -\w*[vz]|curl|nmap|test-netconnection)\b"), met(text, "refused")
    )


def waits_at_a_file(text: Text) -> Lines:
    return unless(text.find(SOCKET_FILE), text.find(OF_A_FRONT))


LEADS: tuple[Lead, ...] = (
    *leads(
        "another server at that port is reached from elsewhere, so that nothing stands between",
        another_server_is_reached,
        {LOOPBACK: 2.0, DESKTOP: -1.0, PERIMETER: -1.5},
    ),
    *leads("it opens where it runs, and other machines are refused", at_home_alone, {LOOPBACK: 2.0}),
    *leads("somebody asks which setting lets others in", asked_for_a_setting, {LOOPBACK: 1.0}),
    *leads(
        "it is told to serve localhost alone, and somebody wants it from elsewhere", narrow_by_its_word, {LOOPBACK: 2.0}
    ),
    *beside(
        "the far end of a reverse tunnel is wanted elsewhere, and opens at the loopback",
        {LOOPBACK: 2.5, "ssh-tunnel-refused-or-died": -1.5},
        BACKWARDS,
        FAR_END,
    ),
    *leads(
        "from another device a port is asked at which servers for development wait",
        of_development_from_mine,
        {LOOPBACK: 1.2},
    ),
    *leads(
        "a server of models answers its own machine, and no gateway is spoken of",
        models_at_home_alone,
        {MODELS: 2.0, GATEWAY: -2.5},
    ),
    *beside("with the firewalls off nothing changes", {DESKTOP: -2.0}, WALL_OFF_IN_VAIN),
    *leads(
        "a server of datagrams is looked for by TCP",
        datagrams_tried_by_tcp,
        {DATAGRAMS: 3.0, "nothing-listening": -2.0, UNPUBLISHED: -1.5, "vpn-or-ztna-interference": -1.0},
    ),
    *leads("a port is lent out for UDP, and TCP is tried", lent_for_datagrams, {DATAGRAMS: 3.0, UNPUBLISHED: -2.5}),
    *leads(
        "it waits at the file of a socket and at no port", waits_at_a_file, {DATAGRAMS: 4.0, "wrong-port-or-typo": -1.5}
    ),
)
