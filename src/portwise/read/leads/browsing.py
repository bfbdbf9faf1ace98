"""What a browser itself brings about: its age, what it kept, what was added to it, and the networks that it watches."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, one_browser
from portwise.read.lead import Lead, leads
from portwise.read.scene import engine
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless

KEPT, FAULT, ADDED, STATE = (
    "browser-cached-state",
    "browser-profile-or-version-fault",
    "browser-extension-or-policy-block",
    "browser-socket-state",
)
CORS, VERSION = "cors-blocked", "tls-version-or-cipher-mismatch"
AGED = (
    r"\b(?:very |really |quite |pretty )?old(?:er)? (?:computer|laptop|pc|phone|browser|i-?pad|imac|macbook|mac|"
    r"tablet|"
    r"smartphone|kiosk|android|chrome|firefox|safari|webview|notebook)s?\b|\bwindows (?:xp|vista|98|2000|me)\b|"
    r"\bwinxp\b|"
    r"\bandroid (?:[2-5]|6)(?:\.\d)?\b|\bios (?:[5-9]|10|11|12)\b|\bsafari (?:[4-9]|1[0-2])\b|"
    r"\bfirefox (?:[3-9]|[1-4]\d|5[0-2])\b|"
    r"\bchrom(?:e|ium) (?:[2-5]\d|6\d|49|81)\b|\bos x (?:10\.(?:[4-9]|1[01])|lion|snow leopard|yosemite|mavericks)\b|"
    r"\bel capitan\b|\bie ?(?:6|7|8|9|10)\b|\binternet explorer (?:[6-9]|10)\b|\bsmart ?tv\b|\bwebview \d\d\b"
)
PUBLIC_SITE = (
    r"\b(?:your|the|this|our|their) (?:web ?)?(?:site|page|website|shop|forum|portal|platform)\b|"
    r"\bthis site can'?t provide a secure connection\b"
)
OTHER_REASONS = (
    r"\bcertificat\w*|\bhsts\b|\bredirect\w*|\blocalhost\b|\b127\.0\.0\.1\b|\bextension\b|\bintranet\b|\bsni\b|"
    r"\bvirtual host\w*|\bsmart ?card\b|\bpin\b"
)
OWN_DEVICE = (
    r"\bidrac\b|\bilo\b|\bipmi\b|\bbmc\b|\bprinter\b|\bswitch\b|\bnas\b|\brouter\b|\bnginx\b|\bcaddy\b|"
    r"\bapache\b|\bssl_protocols\b|"
    r"\bmy server\b|\bour server\b|\btomcat\b|\bcurl\b|\bopenssl\b|\bopens in\b|\bie ?(?:6|7|8|"
    r"11)\b[^\n.]{0,30}\b(?:can|gets in|"
    r"opens|works)\b"
)
BY_ADDON = (
    r"\b(?:with|when|while|if|as soon as|once|since) (?:the |my |your |this |an? )?(?:\w+ ){0,3}(?:extension|"
    r"add-?on|ad-?blocker|"
    r"plug-?in|shields?)s?\b[^\n.]{0,25}\b(?:on|enabled|active|activated|installed|up|switched on|turned on|"
    r"running)\b|"
    r"\b(?:the|this|your|my) extension\b[^\n.]{0,20}\b(?:breaks?|blocks?|rewrites?|changes?|upgrades?|adds?|"
    r"interfer\w+)\b|"
    r"\b(?:extension|add-?on|ad-?blocker)\b[^\n.]{0,30}\bis (?:enabled|on|off|disabled)\b"
)
ADDON_ITSELF = (
    r"\bvs ?code\b|\bkilo ?code\b|\bide\b|\brestricted address\b|\b(?:writing|develop\w*|my own|building|"
    r"our) (?:a |an )?(?:\w+ )?extension\b|\bmanifest(?:\.json|_version| v[23])\b"
)
FRESHENED = (
    r"\bctrl ?\+? ?(?:shift ?\+? ?r|f5)\b|\bcmd ?\+ ?shift ?\+ ?r\b|\bhard[- ](?:reload|refresh)\w*\b|"
    r"\bforce[- ]?(?:d )?"
    r"(?:reload|refresh)\w*\b|\b(?:clear|delet|empty|emptied|remov|wip)\w* (?:the |my |all |their |its |"
    r"your )?(?:browser(?:'s)? )?"
    r"(?:caches?|cookies?|site data|browsing data|local ?storage|history)\b|\bshift ?[-+]? ?reload\b"
)
CAME_AGAIN = (
    r"\b(?:solve[sd]?|fix(?:es|ed)?|helps?|helped|works?|worked|cures?|cured|gone|again|new one|opens?|loads?|"
    r"ok|fine)\b|"
    r"\bhave to\b|\bneed to\b|\bevery time\b|\bafter each\b|\bonly after\b"
)
SENT_ON = (
    r"\bkeeps? (?:on )?(?:sending|redirect\w*|going|jumping|opening|forwarding|using)\b|\bstill (?:redirects?|"
    r"goes|opens|jumps|sends|"
    r"shows|uses)\b|\balways (?:redirects?|goes to|opens|jumps)\b|\bremembers?\b"
)
SET_OTHERWISE = (
    r"\b(?:changed|removed|moved|deleted|disabled|switched off|turned off|no longer (?:have|use|run)|"
    r"used to (?:have|run|be)|"
    r"renamed|replaced|another project|earlier|months ago|weeks ago|last year|before)\b"
)
INTERFACES = (
    r"\bnetwork[ _-]chang(?:ed|e)\b|\bconnection was interrupted\b|\berr_network_io_suspended\b|"
    r"\bchange of (?:the )?network\b"
)
COMES_AND_GOES = (
    r"\bdocker\b|\bcontainers?\b|\bcompose\b|\bveth\w*|\bminikube\b|\bkind\b|\bk3[sd]\b|\bvirtualbox\b|\bvm\b|\btap\b"
)
NAMES = (
    r"\b(?:can't|cannot|can not|unable to|trouble|couldn't|not|never) (?:find(?:ing)?|be found|found|resolv\w*)\b|"
    r"\berr_name_not_resolved\b|\bdns_probe\w*|\bserver not found\b|\bunknown host\b"
)
INNER_NAME = (
    r"\b(?:internal|intranet|corporate|company(?:'s)?|local|lan|private|home|split)[- ](?:hosts?|names?|"
    r"domains?|sites?|servers?|"
    r"dns|zones?|pages?)\b|\b[\w-]+\.(?:lan|local|home|internal|corp|intranet|home\.arpa|fritz\.box)\b|"
    r"\brouter\.\w+\.\w+|"
    r"\binternal hosts?\b|\bpi-?hole\b"
)
SECURE_DNS = (
    r"\bsecure dns\b|\bdoh\b|\bdns[ -]over[ -]https\b|\btrr\b|\bmozilla_cloudflare\b|\bprivate dns\b|"
    r"\bcanary domain\b"
)
NEWLY = (
    r"\b(?:since|after) (?:the )?(?:latest |last |recent |an? )?(?:firefox|chrome|edge|"
    r"brave)?(?:'s)? ?(?:browser )?(?:updat|upgrad)\w+\b"
)


def too_old_for_a_site(text: Text) -> Lines:
    """Somebody's machine or browser is old, and a site that serves others does not open."""
    shown = either(
        met(text, "tls-error"),
        text.find(PUBLIC_SITE, r"\bwhite\b|\bblank\b|\bsyntaxerror\b|\bunexpected token\b|\bunsupported\b"),
    )
    aged = both(
        text.find(AGED), shown, text.find(r"\b(?:browser|chrome|firefox|safari|ie|explorer|site|page|webview)\b")
    )
    return unless(aged, text.find(OWN_DEVICE), text.find(OTHER_REASONS), engine(text))


def by_what_was_added(text: Text) -> Lines:
    """With an extension it fails as it does not without it."""
    return unless(text.find(BY_ADDON), text.find(ADDON_ITSELF), fails(text, "extension-off"))


def fresh_again(text: Text) -> Lines:
    """Once its cache is emptied, or it is asked for all of it, the page is as it should be."""
    again = text.together(FRESHENED, CAME_AGAIN)
    met_other = met(text, "refused", "timeout", "bind-EADDRINUSE", "name-failure")
    return unless(again, fails(text, "site-data-cleared"), met_other, text.find(r"\bssh\b|\bdroplet\b|\bvps\b"))


def sent_where_it_was(text: Text) -> Lines:
    """A browser goes where a setting that is not there any more had sent it, and a private window does not."""
    return both(text.find(SENT_ON), text.find(SET_OTHERWISE), works(text, "private-window", "curl", "other-browser"))


def changed_under_it(text: Text) -> Lines:
    """A browser tells of another network, where engines make interfaces."""
    return text.together(INTERFACES, COMES_AND_GOES)


def names_by_another_way(text: Text) -> Lines:
    """A name of the own network is not found by one browser alone."""
    alone = either(
        one_browser(text),
        both(text.find(r"\b(?:firefox|chrome|edge|brave)\b"), works(text, "ping", "terminal", "curl")),
    )
    way = either(alone, text.find(SECURE_DNS), both(text.find(NEWLY), text.find(r"\bnslookup\b|\bdig\b|\bping\b")))
    return unless(both(text.find(NAMES), text.find(INNER_NAME), way), engine(text), fails(text, "ping", "curl"))


LEADS = (
    *leads(
        "a machine or a browser is old, and a site that serves others does not open",
        too_old_for_a_site,
        {FAULT: 5.0, VERSION: -4.5},
    ),
    *leads("with an extension it fails", by_what_was_added, {ADDED: 3.0, CORS: -3.0}),
    Lead(KEPT, "once all of it is asked for anew, the page is as it should be", 2.0, fresh_again),
    Lead(KEPT, "a browser goes where a setting of before had sent it", 2.5, sent_where_it_was),
    *leads(
        "a browser tells of another network, where engines make interfaces",
        changed_under_it,
        {
            STATE: 3.5,
            "localhost-inside-container": -2.0,
            "startup-race-not-ready": -2.0,
            "container-port-not-published-or-mismapped": -2.0,
            "container-exited-or-unhealthy": -2.0,
        },
    ),
    Lead(
        "browser-secure-dns", "a name of the own network is not found by one browser alone", 2.0, names_by_another_way
    ),
)
