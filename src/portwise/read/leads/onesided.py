"""What a reader infers of what works on one side alone: of a router, a firewall, a family, a port."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on
from portwise.read.lead import Lead
from portwise.read.leads.limits import under_load
from portwise.read.leads.reach import WITHOUT_WALL
from portwise.read.scene import engine
from portwise.read.signs.statements import fails
from portwise.read.text import Text, both, either, unless

PERIMETER, WALL, STALE_NAME = (
    "network-perimeter-block",
    "desktop-firewall-inbound-block",
    "name-resolves-to-stale-or-wrong-address",
)
TAKEN, MEMORY, RELAY, EXHAUSTED = (
    "port-held-by-other-application",
    "browser-cached-state",
    "wsl2-localhost-forwarding-broken",
    "ephemeral-port-exhaustion",
)
FROM_AFAR = (
    r"\b(?:from|over|via|on|use|using|with) (?:the )?(?:outside|anywhere|elsewhere|everywhere|internet|work|office|"
    r"mobile|"
    r"cell\w*|4g|5g|lte|3g|hotspot|vpn|another network|other networks?|data|wan|external\w*|remote\w*|"
    r"my phone'?s? data)"
    r"\b[^\n]{0,60}\b(?:works?|worked|working|fine|ok|perfect\w*|reach\w*|connects?|loads?|opens?|can|access\w*|no "
    r"problems?|without)\b|\b(?:works?|worked|working|fine|ok|perfect\w*|reach\w*|connects?|loads?|opens?|access\w*)\b"
    r"[^\n]{0,50}\b(?:from|over|via|on|using|with|when) (?:i'm |i am |the |my )?(?:outside|anywhere|elsewhere|"
    r"everywhere|"
    r"internet|work|office|mobile|cell\w*|4g|5g|lte|3g|hotspot|vpn|another network|other networks?|data|away|"
    r"external\w*|"
    r"remote\w*)\b|\b(?:externally|remotely|outside)\b[^\n]{0,40}\b(?:works?|fine|ok|perfect\w*)\b|"
    r"\u5916\u7f51[^\n]{0,20}(?:\u53ef\u4ee5|\u6b63\u5e38|\u80fd)|(?:\u6d41\u91cf|\u70ed\u70b9|4g|"
    r"5g)[^\n]{0,20}(?:\u53ef\u4ee5|\u6b63\u5e38|\u80fd)"
)
WITHIN = (
    r"(?:at home|internally|locally|inside (?:my |the |our )?(?:own )?(?:home|lan|house|network)|(?:home|local) wi-?fi|"
    r"(?:from|on|in|within|over|via|using|through|connected to|to) (?:my |the |our )?(?:own |same |home |local |"
    r"internal |house )*(?:lan|wi-?fi|wlan|network))"
)
FAILING = (
    r"(?:can't|cannot|cant|can not|couldn't|could not|unable|not|\w+n't|never|fails?|failed|no longer|times? out|"
    r"nothing|"
    r"dead|refused|inaccessible)"
)
NOT_AT_HOME = (
    rf"\b{WITHIN}\b[^\n]{{0,80}}\b(?:{FAILING}|only|stops?)\b|\b{FAILING}\b[^\n]{{0,80}}\b{WITHIN}\b|"
    r"(?:\u5185\u7f51|\u5c40\u57df\u7f51|\u5bb6\u91cc|\u5bb6\u4e2d)[^\n]{0,30}(?:\u4e0d\u80fd|\u65e0\u6cd5|"
    r"\u4e0d\u884c|\u6253\u4e0d\u5f00|\u53ea\u80fd)"
)
PUBLIC_NAME = (
    r"\bddns\b|\bdyn(?:amic)?[ -]?dns\b|\bduck ?dns\b|\bno-?ip\b|\bdyndns\b|\bsynology\.me\b|\bmyfritz\b|"
    r"\bquickconnect\b|"
    r"\b(?:public|external|outside|wan|own|my|domain|dynamic) (?:domain|host ?name|name|url|address|ip|hostname)\b|"
    r"\bport[- ]?forward\w*\b|\bdomain(?: name)?\b|\u57df\u540d|\b[\w-]+\.(?:duckdns|subsonic|ddns|dyndns|hopto|"
    r"zapto)\.\w+"
)
BY_ADDRESS_WITHIN = (
    r"\b(?:internal|local|lan|private|nas'?s?|server'?s?|its|by|with|the|via|over|use|using|to use|take) (?:the )?"
    r"(?:nas'?s? |server'?s? |internal |local |lan |private )?(?:ip|address)\b|\b192\.168\.\d+\.\d+\b|"
    r"(?:\u5c40\u57df\u7f51|\u5185\u7f51) ?(?:ip|\u5730\u5740)"
)
OTHER_FAMILY = (
    r"\b(?:curl|wget|ping|ssh|with|using|by|over|via|use|forc\w+|through)\b[^\n]{0,30}(?:\s-4\b|\s--?ipv4\b|"
    r"--inet4-only\b|"
    r"\bipv4\b)[^\n]{0,60}\b(?:works?|worked|fine|ok|loads?|is there|answers?|opens?|connects?|at once|instantly|"
    r"immediately|200|"
    r"no problems?|succeeds)\b|(?:\bipv4|\bv4|(?<!\S)-4)\b[^\n]{0,20}\b(?:works?|worked|is fine|fine|ok)\b"
)
SIX_SILENT = (
    r"\bconnect(?:ion)? to (?:\[)?[0-9a-f]{1,4}:[0-9a-f:]{4,40}\]?[^\n]{0,30}\b(?:timed out|no route|unreachable|"
    r"refused)|"
    r"\btrying (?:\[)?[0-9a-f]{1,4}:[0-9a-f:]{4,40}[^\n]{0,30}\n[^\n]{0,60}\b(?:timed out|unreachable)|"
    r"(?:\bipv6|\bv6|(?<!\S)-6|\baaaa)\b[^\n]{0,60}\b(?:tim\w+ out|hangs?|unreachable|not|n't|dead|fails?|never|broken|"
    r"loss)\b"
)
AWAY = (
    r"^\s*\d{1,2}\.?\s+(?:[0-9a-f]{1,4}:){2,7}[0-9a-f:]{0,4}\s|\bipv6\b[^\n]{0,60}\b(?:other (?:sites?|hosts?|"
    r"servers?)|"
    r"google|everything else|otherwise|works (?:fine )?(?:here|elsewhere))\b|\btest-ipv6\b|\b10/10\b"
)
SECOND_LAN = (
    r"\b(?:at|from|in) (?:home|work|the office|(?:the |my )?(?:university|uni|school|campus|company))\b[^\n]{0,30}\b"
    r"(?:and|as well as|or|too|also)\b[^\n]{0,30}\b(?:home|work|office|university|uni|school|campus|mobile|phone|"
    r"company|"
    r"hotspot|wi-?fi)\b|\b(?:two|2|three|several|different|multiple|various|other|both) (?:different )?(?:wi-?fis?|"
    r"networks|connections|isps?|providers|locations|countries|ips?|ip addresses|servers in)\b|"
    r"\bdifferent (?:devices|machines|computers|browsers) and (?:ips?|networks?|connections?)\b|"
    r"\b(?:tried|same|also|too|either)\b[^\n]{0,40}\b(?:with|over|via|from|on|using|through) (?:a |my |the )?(?:vpn|"
    r"mobile (?:data|network)|"
    r"4g|5g|lte|hotspot|another (?:network|country|isp|connection|provider|location))\b"
)
IS_IT_ME = (
    r"\bis it (?:just |only )?me\b|\bis it (?:due to |because of )?(?:my|our) (?:connection|network|internet|isp|side|"
    r"end|fault)\b|"
    r"\bis (?:the|your|that) (?:\w+ ){0,3}(?:server|site|website|mirror|host|repo\w*|registry|service)s? (?:currently |"
    r"still |now )?(?:down|offline|dead|gone|unavailable|up|available|having)\b|"
    r"\b(?:server|site|website|mirror) (?:seems?|appears?|looks?|might be|may be|is probably) (?:to be )?(?:down|"
    r"offline|"
    r"dead|unreachable)\b|\b(?:servers?|site|website|mirror) (?:is|are) (?:currently |still |now )?(?:down|offline|"
    r"dead)\b|\bwhen will (?:the )?(?:server|site|it)\b[^\n]{0,20}\bback\b|\bfor others\b|\bfor everyone\b"
)
FETCHED = (
    r"\b(?:download(?:s|ing|ed)?|datasets?|mirror|weights|checkpoint\w*|installer|website|web ?site|home ?page|"
    r"repository|"
    r"package|update server|documentation|docs)\b"
)
NO_SERVER_OF_MINE = (
    r"\bmy (?:own )?(?:server|vps|nas|site|domain|router|app|container|raspberry)\b|\blocalhost\b|\b127\.0\.0\.1\b"
)
WEB_PLAIN = (
    r"(?:\bhttp\b(?!s)|\bport 80\b|(?<!\d)80\b)[^\n]{0,60}\brefused\b|\brefused\b[^\n]{0,40}(?:\bport 80\b|"
    r"\bhttp\b(?!s))|"
    r"\bcurl\b[^\n]{0,40}\bhttp://[^\n]{0,80}\n[^\n]{0,80}\brefused\b"
)
WEB_SECURE = (
    r"(?:\bhttps\b|\bport 443\b|(?<!\d)443\b)[^\n]{0,60}\b(?:works?|fine|ok|gets through|loads?|opens?|answers?|"
    r"responds?|"
    r"200|30[12]|403|404|reachable|connected)\b|"
    r"\bcurl\b[^\n]{0,40}\bhttps://[^\n]{0,80}\n[^\n]{0,40}\bhttp/[\d.]+ \d{3}\b"
)
LET_IN = (
    r"\bingress rule\b|\bsecurity (?:list|group)s?\b|\bfirewall-cmd\b|\bufw\b|\biptables\b|\bport 80 is (?:open|"
    r"allowed)\b|"
    r"\b(?:opened|allowed|open)\b[^\n]{0,20}\b80\b"
)
NAME_SERVICE = (
    r"\bsystemd-resolved?\b|\bresolved\.conf\b|\bdnsstublistener\b|\bdnsmasq\b|\b127\.0\.0\.53\b|\bstub (?:resolver|"
    r"listener)\b"
)
AT_53 = (
    r"\bport 53\b[^\n]{0,60}\b(?:bind|bound|use|used|taken|occupied|busy|block\w*|held|conflict\w*|listen\w*|free)\b|"
    r"\b(?:bind|bound|listen\w*|use|used|taken|occup\w+|block\w*|hold\w*|held|has|owns|conflict\w*|free)\b[^\n]{0,40}"
    r"\bport 53\b|:53\b[^\n]{0,40}\b(?:in use|bind|denied)\b|\b(?:in use|bind)\b[^\n]{0,40}:53\b"
)
OWN_PAGE_GONE = (
    r"\b(?:can't|cannot|can not|couldn't|no longer|unable to|lost|gone|n't)\b[^\n]{0,60}\b(?:web ?)?(?:gui|ui|"
    r"interface|"
    r"admin page|dashboard|start page|home ?page|login page)\b|\b(?:gui|ui|interface|dashboard|admin page)\b[^\n]{0,40}"
    r"\b(?:gone|missing|lost|disappeared|unreachable|replaced|not|n't)\b"
)
ANOTHER_PAGE = (
    r"\b(?:some|an)?other (?:web ?)?(?:page|site|app|login|ui|gui|interface|dashboard|service|server)\b[^\n]{0,40}"
    r"\b(?:comes? up|shows?|opens?|appears?|instead|answers?|loads?|there)\b|"
    r"\b(?:shows?|opens?|get|see|brings up|lands? (?:me )?on|comes? up|redirect\w*)\b[^\n]{0,40}\b(?:page|ui|gui|login|"
    r"interface|dashboard)\b[^\n]{0,20}\b(?:of|from|for) (?:the |a |my |another )?[\w -]{0,30}\b(?:container|docker|"
    r"app|"
    r"plugin|add-?on|program|server|service)\b|"
    r"\binstead\b[^\n]{0,40}\b(?:page|ui|gui|login|interface|dashboard) (?:of|from|for)\b"
)


def well_without_the_wall(text: Text) -> Lines:
    """With the firewall of the desktop off it works."""
    here = either(on(text, "windows", "macos", "wsl"), text.find(r"\bwindows\b|\bdefender\b|\bmac\b"))
    return unless(both(text.find(WITHOUT_WALL), here), fails(text, "firewall-off"))


def from_afar_alone(text: Text) -> Lines:
    """The public name leads home from anywhere but from home."""
    return text.together(FROM_AFAR, NOT_AT_HOME, PUBLIC_NAME)


def only_from_afar(text: Text) -> Lines:
    """And the address within leads there."""
    return both(from_afar_alone(text), text.find(BY_ADDRESS_WITHIN))


def six_leads_nowhere(text: Text) -> Lines:
    """Its address of IPv6 is silent and that of IPv4 answers, while IPv6 here leads far."""
    return unless(text.together(SIX_SILENT, OTHER_FAMILY, AWAY), engine(text))


def down_for_all(text: Text) -> Lines:
    """Something to fetch, which no network of somebody's reaches."""
    silent = either(
        met(text, "timeout", "refused", "unreachable", "empty", "reset"),
        text.find(
            r"\btim\w*[- ]?out\b|\bunreachable\b|\b(?:can't|cannot) (?:connect|reach|access|download)\b|\bdown\b"
        ),
    )
    asked = both(text.find(FETCHED), text.find(IS_IT_ME, SECOND_LAN), silent)
    return unless(asked, text.find(NO_SERVER_OF_MINE), met(text, "name-failure"))


def plain_web_refused(text: Text) -> Lines:
    """The web server answers at 443, and 80 is refused although the filters let it in: nobody waits there."""
    told = text.together(WEB_PLAIN, WEB_SECURE, LET_IN)
    return unless(told, met(text, "timeout", "unreachable"), engine(text))


def name_service_holds_it(text: Text) -> Lines:
    return both(text.find(AT_53), text.find(NAME_SERVICE))


def pushed_aside(text: Text) -> Lines:
    """In place of a machine's own page another program's comes."""
    return unless(text.together(OWN_PAGE_GONE, ANOTHER_PAGE), text.find(r"\bcookies?\b|\bcache\b|\bincognito\b"))


def asked_at_its_own_address(text: Text) -> Lines:
    """From WSL a server on Windows is asked at the address of Windows, and not at localhost."""
    asked = text.find(
        r"\bcurl\b[^\n]{0,40}\b172\.\d+\.\d+\.\d+|\bnameserver\b|\bip route\b|\bhost(?:'s)? ip\b|\$\(hostname\)\.local"
    )
    return both(
        on(text, "wsl"),
        asked,
        text.find(r"\b(?:runs?|running|listens?|server|app|service)\b[^\n]{0,30}\bon (?:the )?windows\b"),
    )


LEADS = (
    Lead(WALL, "with the firewall of the desktop off it works", 3.0, well_without_the_wall),
    Lead(RELAY, "with the firewall of the desktop off it works", -2.0, well_without_the_wall),
    Lead(EXHAUSTED, "a tool that opens thousands of connections has no port of its own left", 3.0, under_load),
    Lead(
        "time-wait-bind-conflict",
        "a tool that opens thousands of connections has no port of its own left",
        -2.5,
        under_load,
    ),
    Lead(PERIMETER, "the public name leads home from anywhere but from home", 2.0, from_afar_alone),
    Lead(PERIMETER, "at home the address within is needed, and elsewhere the public name does", 2.0, only_from_afar),
    Lead(
        STALE_NAME,
        "an address of IPv6 is silent where that of IPv4 answers, and IPv6 leads far",
        3.0,
        six_leads_nowhere,
    ),
    Lead("remote-site-down", "what is to be fetched is reached from no network of somebody's", 3.0, down_for_all),
    Lead(PERIMETER, "what is to be fetched is reached from no network of somebody's", -2.0, down_for_all),
    Lead("nothing-listening", "443 answers, and 80 is refused although the filters let it in", 4.0, plain_web_refused),
    *(
        Lead(cause, "443 answers, and 80 is refused although the filters let it in", -3.0, plain_web_refused)
        for cause in (PERIMETER, "hsts-or-bad-redirect")
    ),
    Lead(TAKEN, "the name service of the machine holds port 53", 3.0, name_service_holds_it),
    Lead(TAKEN, "in place of a machine's own page another program's comes", 3.0, pushed_aside),
    Lead(MEMORY, "in place of a machine's own page another program's comes", -2.0, pushed_aside),
    Lead(RELAY, "from WSL a server on Windows is asked at the address of Windows", -2.5, asked_at_its_own_address),
)
