"""What lies outside of a server: an editor that leads ports here, a service of others, what is added to a browser."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import BROWSERS, on
from portwise.read.lead import Lead, beside, leads
from portwise.read.signs.statements import works
from portwise.read.text import Text, both, either, unless

EDITOR, ADDED, ENDED, NOBODY, FAR, DEBUGGED = (
    "dev-container-port-not-forwarded",
    "browser-extension-or-policy-block",
    "service-exited-or-killed",
    "nothing-listening",
    "remote-site-down",
    "debugger-paused",
)
NOT_FORWARDED = (
    r"\bports?\b[^\n.]{0,40}\b(?:not|no longer|never|n't)\b[^\n.]{0,20}\bforward\w*|\bnothing is forwarded\b|"
    r"\bauto(?:matic(?:"
    r"ally)?)?[- ]?(?:port[- ]?)?forward\w*|\bforward\w*(?: \w+)? (?:by (?:itself|themselves)|on (?:its|their) own|"
    r"automatically|"
    r"manually|by hand)|\badd (?:the|each|my|every) ports? (?:by hand|manually)|\bports (?:tab|panel|view)\b|"
    r"\bforwardports\b|"
    r"\bport visibility\b"
)
EDITORS = (
    r"\bvs ?code\b|\bvisual studio code\b|\bremote-?ssh\b|\bcodespaces?\b|\bdev ?containers?\b|\bdevcontainer\b|"
    r"\bgitpod\b|"
    r"\bjetbrains gateway\b|\bcursor (?:ide|editor|ssh)\b|\bcode-?server\b|\bcoder\b|\btheia\b|\bdevpod\b|\bremote "
    r"(?:extension|"
    r"development|tunnels?)\b|\bproject idx\b|\bstackblitz\b|\breplit\b"
)
OTHERS_SERVICE = (
    r"\b(?:your|their|its|the) (?:public|hosted|official|demo|live|online|production|cloud|free)(?: (?:public|hosted|"
    r"demo|live|"
    r"free|online))* (?:end-?points?|api|servers?|demo|instances?|sites?|service|back ?end|url|version|space)\b|"
    r"\byour (?:"
    r"end-?point|api|server|site|website|web ?site|service|mirror|repo(?:sitory)?)\b|\b(?:hosted|public) (?:demo|"
    r"instance|api|"
    r"end-?point)\b"
)
DOWN_THERE = (
    r"\b(?:refus\w*|down|offline|dead|not (?:running|available|reachable|responding|working|up)|isn't (?:running|up|"
    r"available|"
    r"responding|working)|is (?:gone|unreachable|unavailable)|tim(?:es|ed|e) ?out|no longer (?:works?|available|up)|"
    r"50[234]|does(?: not|n't) (?:respond|answer|load|open))\b"
)
COUNTS_VISITORS = (
    r"\b(?:analytics|matomo|piwik|adsense|ads?|advert\w*|banners?|track(?:ing|er|ers)|stat(?:s|istics)|pixel|"
    r"telemetry|umami|"
    r"plausible|hotjar|gtag|google tag|cookie consent|social (?:buttons?|share)|pop-?ups?)\b"
)
NOT_LOADED = (
    r"\b(?:\$|jquery|\w+) is not defined\b|\berr_blocked_by_client\b|\b(?:css|styles?(?:heets?)?|scripts?|js|"
    r"javascript|jquery|"
    r"images?|assets?)\b[^\n.]{0,40}\b(?:not|n't|never|fails?|missing|blocked|failed)\b|\bfailed to load resource\b|"
    r"\bloading failed for\b"
)
ASKED_BY_A_FORM = r"\ball extensions (?:are )?disabled\b|\bextensions disabled\?|\bdisable all extensions\b"
OF_THE_SYSTEM = (
    r"\bnetwork extensions?\b|\bsystem extensions?\b|\blogin items & extensions\b|\bnetwork filters?\b|\bcontent "
    r"filter "
    r"(?:provider|extension)\b"
)
ONE_MADE_WELL = (
    r"\b(?:switch\w*|turn\w*|disabl\w*|quit\w*|uninstall\w*|remov\w*|toggl\w*|off|deactivat\w*|"
    r"stop\w*)\b[^\n]{0,80}\b(?:brings?"
    r"|back|works?|fix\w*|restor\w*|solv\w*|help\w*|again|returns?)\b|\b(?:brings?|back|works?|fix\w*|restor\w*|"
    r"solv\w*|help\w*)\b"
    r"[^\n]{0,60}\b(?:switch\w*|turn\w*|disabl\w*|quit\w*|uninstall\w*|remov\w*|toggl\w*|off)\b"
)


def service_of_others(text: Text) -> Lines:
    told = text.together(OTHERS_SERVICE, DOWN_THERE)
    return unless(told, text.find(r"\blocalhost\b|\b127\.0\.0\.1\b|\bcontainers?\b|\bself-?host\w*|\bvpn\b|\bproxy\b"))


def parts_of_a_page_blocked(text: Text) -> Lines:
    """A page that counts its visitors lacks its parts in one browser."""
    return both(text.find(COUNTS_VISITORS), text.find(NOT_LOADED), works(text, *BROWSERS))


def filter_of_the_system(text: Text) -> Lines:
    return both(text.find(OF_THE_SYSTEM), either(on(text, "macos"), text.find(r"\bmac\b")), text.find(ONE_MADE_WELL))


LEADS: tuple[Lead, ...] = (
    *beside(
        "an editor does not lead a port here by itself",
        {EDITOR: 2.5, DEBUGGED: -4.0, NOBODY: -1.0},
        NOT_FORWARDED,
        EDITORS,
    ),
    *beside("whether extensions were off is a question of the form", {ADDED: -2.5}, ASKED_BY_A_FORM),
    *leads("a service that others run is down", service_of_others, {FAR: 2.2, NOBODY: -2.0, ENDED: -1.0}),
    *leads(
        "one browser leaves out parts of a page that counts its visitors or advertises",
        parts_of_a_page_blocked,
        {ADDED: 2.5, "browser-profile-or-version-fault": -2.0},
    ),
    *leads(
        "without a filter that the system has taken in, the network is back",
        filter_of_the_system,
        {"security-software-interception": 2.5, ADDED: -3.0, "process-stopped-or-frozen": -1.5},
    ),
)
