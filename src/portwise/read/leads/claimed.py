"""Ports that a program cannot have, or has not: low ones, those in the way of a restart, shared and ignored ones."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.grounds import bind_trouble, taken
from portwise.read.hints import on
from portwise.read.lead import Lead
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lines

LOW, WAIT, STALE, SPLIT, SETTING, RESERVED, RANDOM, PORT = (
    "privileged-port-without-capability",
    "time-wait-bind-conflict",
    "port-held-by-stale-instance",
    "reuseport-split",
    "server-port-setting-wrong",
    "windows-excluded-port-range",
    "ephemeral-port-collision",
    "wrong-port-or-typo",
)
BOUNDARY = (
    r"\bports?\b[^\n]{0,60}\b(?:below|under|lower than|less than|smaller than|up to|until|beneath|"
    r"inferior\w* (?:to|a|\u00e0)|unter|kleiner als|"
    r"menor\w* (?:a|que|de)) (?:port )?(?:1024|1023|1025)\b|\b(?:below|under|lower than|less than|smaller than|"
    r"unter) (?:port )?(?:1024|1023)\b|"
    r"\b(?:above|over|greater than|higher than|from|at least|\u00fcber|ab|mayor\w* (?:a|que|"
    r"de)) (?:port )?(?:1023|1024)\b|[<>]=? ?102[345]\b|"
    r"\b(?:privileged|system|well-known|root) ports?\b|\b1024 (?:works|is fine|and (?:up|above|higher))|"
    r"\b1023 (?:does not|doesn't|fails)|(?:\u4f4e\u4e8e|\u5c0f\u4e8e|1024 ?(?:\u4ee5\u4e0b|\u4ee5\u5185))"
)
NO_USE = (
    r"(?:\b(?:not|cannot|unable|never|no longer)|n't)\b|\bfail\w*|\bdenied\b|\berrors?\b|\bcrash\w*|"
    r"\bprevent\w*|\brefus\w*|"
    r"\bonly (?:when|if|with|as|after)\b|\u4e0d\u80fd|\u65e0\u6cd5|\u5931\u8d25|\bnicht\b|\bkein\w*\b|"
    r"\bno (?:funciona|arranca|puede)\b"
)


def low_number(text: Text) -> Lines:
    """It is said that the number is below the bound, and that it does not work."""
    return unless(text.together(BOUNDARY, NO_USE), text.find(r"\bselinux\b|\bsemanage\b|\bapparmor\b|\bexcluded\b"))


AT_ONCE = (
    r"\b(?:re-?start\w*|start\w*|launch\w*|run(?:ning)?|re-?run\w*|open\w*|execut\w*|"
    r"rerun\w*) (?:\w+ ){0,4}?(?:again )?(?:right away|immediately|at once|directly|"
    r"straight ?away|instantly|right after(?:wards)?|quickly|too (?:soon|fast|quickly)|shortly after(?:wards)?|"
    r"within (?:a few |some |\d+ )?(?:seconds?|minutes?))\b|"
    r"\b(?:stop\w*|kill\w*|clos\w+|quit\w*|ctrl[-+ ]?c|exit\w*|end\w*|shut\w*)\b[^\n.]{0,50}\b(?:immediately|"
    r"at once|directly|right away|straight ?away|instantly|"
    r"quickly|right after)\b[^\n.]{0,30}\b(?:re-?start\w*|start\w*|launch\w*|run\w*|open\w*)\b|\b(?:quick|fast|"
    r"immediate|rapid|direct|instant) re-?(?:start|launch|run)\w*|"
    r"\bre-?start\w* (?:it )?(?:too )?(?:quickly|fast|immediately|directly)\b|\b(?:sofort|gleich|"
    r"direkt) (?:wieder|neu|erneut|danach)\b[^\n]{0,30}\bstart\w*|"
    r"\u9a6c\u4e0a(?:\u91cd\u542f|\u91cd\u65b0|\u518d)|\u7acb\u5373(?:\u91cd\u542f|\u91cd\u65b0)|"
    r"\u7acb\u523b\u91cd\u542f"
)
LATER = (
    r"\b(?:wait\w*|after|in|for) (?:about |around |roughly |some |a |an |one |two |a few |\d+ ?)*(?:seconds?|"
    r"secs?|s|minutes?|mins?)\b[^\n.]{0,60}\b(?:works?|"
    r"fine|ok|starts?|again|gone|goes|succe\w+|possible|free)\b|\btime_?wait\b|\b(?:a minute|a while|"
    r"some time) later\b[^\n.]{0,40}\b(?:works?|fine|starts?)\b"
)


def started_again_at_once(text: Text) -> Lines:
    """The port is in use for who starts the program right after it ended."""
    in_use = either(taken(text), text.find(r"\baddress already in use\b|\beaddrinuse\b|\berrno (?:98|48)\b"))
    other = text.find(
        r"\b(?:still|another|second|old|other) (?:\w+ )?(?:running|alive|instance|process|program|service)\b|"
        r"\bpid \d+|\blsof\b|\bkill -9\b|\bzombie\b|\bwe?b ?storm\b|\bnodemon\b"
    )
    return unless(both(in_use, text.find(AT_ONCE)), other, engine(text))


LEFT_ALIVE = (
    r"\b(?:quit\w*|clos\w+|exit\w*|shut\w*(?: \w+)? down|stopp?\w*|crash\w*|"
    r"kill\w*)\b[^\n]{0,120}?\b(?:something|server|process|backend|it|child|python|node|java|"
    r"instance|sidecar|daemon|helper|port \d+)\b[^\n.]{0,30}\b(?:stays?|remains?|keeps?|is left|left|still|"
    r"survives?|lives? on|lingers?|continues?)\b[^\n.]{0,40}\b(?:alive|running|bound|behind|"
    r"on (?:port )?\d{2,5}|in the background|port|listening|up)\b|"
    r"\b(?:does(?: not|n't)|did(?: not|n't)|won't|never|not|fails? to) (?:\w+ )?(?:kill|stop|terminate|end|"
    r"close|shut down|clean up|release|free)\w* (?:\w+ ){0,4}?(?:server|process\w*|backend|child\w*|"
    r"port|socket|instance|daemon|sidecar)\b|\borphan\w*\b|\bleftover (?:process|server|instance)\w*|"
    r"\bzombie (?:process|server)\w*"
)
NEXT_START = (
    r"\b(?:next|second|new|re-?)(?:start|launch|run)\w*\b|\b(?:start|launch|run|open)\w* (?:\w+ ){0,4}?again\b|"
    r"\bnext (?:start|launch|run|time)\b|\brestart\w*\b|\brelaunch\w*\b|"
    r"\beach time\b|\bevery time\b"
)
BY_HAND = (
    r"\b(?:kill\w*|end\w*|terminat\w*|stop\w*)\b[^\n.]{0,40}\b(?:manually|by hand|in the (?:terminal|"
    r"task manager|activity monitor)|from the terminal|it|the process|pid|-9)\b|\btask ?kill\b|\bkillall\b|"
    r"\bkill -\w+|"
    r"\bpkill\b|\bfuser -k\b|\bmanually (?:kill|find|stop|end|terminat)\w*|\blsof -i\b"
)


def outlives_its_app(text: Text) -> Lines:
    """What an app started stays when the app is closed, and whoever starts it anew has to end it by hand."""
    return unless(text.together(LEFT_ALIVE, NEXT_START, BY_HAND), text.find(r"\btime_wait\b"))


BOTH_RUN = (
    r"\b(?:two|both|2|several|multiple|different|second|three)\b[^\n.]{0,60}\b(?:process\w*|programs?|servers?|"
    r"instances?|binar\w+|apps?|applications?|copies|of them|start|bind)\b[^\n.]{0,80}\b(?:on|share|sharing|"
    r"bind|to|listen\w*|use|using)\b[^\n.]{0,20}\b(?:the )?(?:one|same|a single|this|that) (?:tcp )?port\b|"
    r"\bshar(?:e|es|ed|ing) (?:the |a |one )?(?:same )?(?:port|address)\b|"
    r"\bsecond (?:start|one|instance|process|server|copy|bind\w*|run)\b[^\n.]{0,30}\b(?:work\w*|start\w*|"
    r"succe\w*|comes? up|came up|no error|fine)\b|\bcan start (?:both|two|several|it twice)\b|"
    r"\bsame port (?:twice|without)\b|\bbind\w* (?:to )?the same port\b|\bport sharing\b|\bstart\w* (?:it |"
    r"the \w+ )?twice\b|(?:\u540c\u4e00\u4e2a?|\u76f8\u540c)\u7aef\u53e3"
)
NO_COMPLAINT = (
    r"\b(?:no|without|not?|n't|never|instead of) [^\n.]{0,40}\b(?:errors?|in use|eaddrinuse|complain\w*|"
    r"exceptions?|conflict\w*|fail\w*)\b|\b(?:does|did|do)(?: not|n't) (?:throw|fail|raise|complain|error)\w*|"
    r"\b(?:should|would|expect\w*) [^\n.]{0,60}\b(?:fail|raise\w*|throw|error|exception|in use|refuse)\b|"
    r"\bto my surprise\b|\bsurpris\w+\b|\bsilently\b"
)
MIXED = (
    r"\bby chance\b|\brandom\w*\b|\bhalf\b|\b50 ?%|\bmix(?:ed|ture)?\b|\beven(?:ly)?\b|\balternat\w*|"
    r"\bone or the other\b|\beither of\b|\bsometimes\b|\bload[- ]?balanc\w*|\bround[- ]?robin\b|"
    r"\bevery (?:other|second)\b|"
    r"\bdistribut\w*|\bso_?reuse_?(?:port|addr)\b|\breuse_?port\b|\breuse[_ ]?address\b"
)


def two_share_and_mix(text: Text) -> Lines:
    """Two processes took one port, nobody complained, and who asks meets the one or the other."""
    found = text.together(BOTH_RUN, NO_COMPLAINT, MIXED)
    return unless(
        found,
        text.find(r"\b(?:127\.0\.0\.1|\[?::1\]?)\b[^\n]{0,60}\b(?:0\.0\.0\.0|::)(?!1)|\bnginx: (?:master|worker)"),
    )


SET_PORT = (
    r"\b(?:chang\w*|edit\w*|set|setting|modif\w*|alter\w*|wrote|write|put|specif\w*|configur\w*|pass\w*|"
    r"defin\w*|updat\w*)\b[^\n.]{0,90}\b(?:ports?|config\w*|number|:\d{2,5}|[\w./-]+\.(?:conf|cfg|ini|ya?ml|"
    r"json|properties|env|toml))\b|"
    r"\bports? (?:is |was )?(?:chang|set|modif|edit|configur)\w*|\b(?:some |an)other port\b|\bdefault port\b|"
    r"\u4fee\u6539[^\n\u3002]{0,10}\u7aef\u53e3"
)
STILL_THERE = (
    r"\b(?:still|always|keeps?|remains?|stays?|nevertheless|anyway|regardless|"
    r"no matter)\b[^\n.]{0,70}(?:\b(?:on|at|to|under|with|uses?|using|listens?|default\w*|port|is|runs?|"
    r"starts?|boots?|comes?)\b[^\n.]{0,25}(?::|\bport )?\d{2,5}\b|"
    r"\b(?:the )?(?:default|old|original|same) (?:port|one)\b)|\b(?:on|at|under|"
    r"to) (?:port )?:?\d{2,5} (?:again|still|anyway|regardless|nevertheless)\b|\b(?:ignor\w+|no effect|"
    r"not (?:taken|respected|honou?red|applied|used|picked up)|does(?:n't| not) (?:change|work|take|apply))\b|"
    r"\u8fd8\u662f[^\n\u3002]{0,6}\d{2,5}|\u4e0d\u751f\u6548|\u6ca1\u6709\u751f\u6548"
)


def setting_in_vain(text: Text) -> Lines:
    """Somebody changed the port of a server, and it is where it was."""
    other = either(
        bind_trouble(text),
        engine(text),
        lines(failed(text, "refused", "timeout", "reset", "empty", "unreachable", "name-failure")),
        text.find(
            r"\bkube\w*|\bproxy\b|\bwildcard\b|\bin use\b|\btaken\b|\boccupied\b|\bfirewall\b|\bssh\b|\bforward\w*|"
            r"\btunnel\b|\bcors\b|\bhmr\b",
            BOUNDARY,
        ),
    )
    return unless(both(text.find(SET_PORT), text.find(STILL_THERE), text.find(r"\bport\b|:\d{4,5}\b")), other)


KEPT_AWAY = (
    r"(?:\u6392\u9664|\u4fdd\u7559|\u9884\u7559)[^\n\u3002]{0,12}\u7aef\u53e3|"
    r"\u7aef\u53e3[^\n\u3002]{0,16}(?:\u6392\u9664|\u4fdd\u7559|\u9884\u7559)|"
    r"\bexclud\w*\b[^\n.]{0,40}\bports?\b|"
    r"\bports?\b[^\n.]{0,60}\b(?:excluded|exclusion|reserved by (?:windows|hyper-?v|the system))\b|"
    r"\bexcludedportrange\b|\bwinnat\b|"
    r"\b(?:hyper-?v|windows|winnat|system)\b[^\n.]{0,40}\breserv\w*\b[^\n.]{0,30}\bports?\b|"
    r"\breserved port(?:s| range)\b"
)
NOT_BOUND = (
    r"(?:\u7ed1\u5b9a|\u542f\u52a8|\u8fd0\u884c|\u8dd1)[^\n\u3002]{0,4}(?:\u4e0d\u4e86|\u5931\u8d25|"
    r"\u4e0d\u8d77\u6765)|\u65e0\u6cd5(?:\u7ed1\u5b9a|\u542f\u52a8|\u76d1\u542c|\u6b63\u5e38)|\u5360\u7528|"
    r"\u5d29\u6e83|"
    r"\bbind\w*\b|\b10013\b|\bforbidden\b|\bpermission\w*|\bdenied\b|\bin use\b|\b(?:not|n't|cannot|"
    r"unable)\b[^\n]{0,40}\b(?:start|use|listen|open|run)\b"
)
SOME_OF_MANY = (
    r"\b(?:\d+|some|few|one|two|three|several|a couple) (?:of|out of) (?:the |these |those |them|my |\d+)\b|"
    r"\b(?:not reliably|not consistent\w*|intermittent\w*|sporadic\w*|sometimes|occasional\w*|now and then|"
    r"randomly|from time to time|"
    r"rarely|every now and then|flak[ey]\w*|once in a while|at random|how often varies)\b"
)


def random_port_is_taken_at_times(text: Text) -> Lines:
    """A fixed number among those that the kernel hands out is in use for some instances of many."""
    high = [n for n in failed(text, "bind-EADDRINUSE") if n.sign.port and n.sign.port >= 32768]
    return both(lines(high), text.find(SOME_OF_MANY))


STORES = {
    r"\bmongo\w*": (r"mongodb(?:\+srv)?://[^\s/'\"]{0,60}:(?P<port>\d{2,5})", {27017, 27018, 27019}),
    r"\bredis\b": (r"rediss?://[^\s/'\"]{0,60}:(?P<port>\d{2,5})", {6379, 6380, 26379, 7000, 7001}),
    r"\bpostg\w*": (r"postgres(?:ql)?://[^\s/'\"]{0,60}:(?P<port>\d{2,5})", {5432, 5433, 6432}),
    r"\bmysql\b|\bmariadb\b": (r"(?:mysql|mariadb)://[^\s/'\"]{0,60}:(?P<port>\d{2,5})", {3306, 3307, 33060}),
    r"\brabbit\w*|\bamqp\b": (r"amqps?://[^\s/'\"]{0,60}:(?P<port>\d{2,5})", {5672, 5671}),
    r"\belastic\w*": (r"\belasticsearch\(\[?['\"]?https?://[^\s/'\"]{0,60}:(?P<port>\d{2,5})", {9200}),
}


def store_at_a_strange_port(text: Text) -> Lines:
    """A client asks a store at a port that is not its own, and nobody says that it waits there."""
    if not text.find(r"\brefused\b|\beconnrefused\b"):
        return NOWHERE
    for name, (pattern, own) in STORES.items():
        hits = [hit for hit in re.finditer(pattern, text.folded) if int(hit["port"]) not in own]
        if hits and text.find(name):
            told = {hit["port"] for hit in hits}
            again = text.find(
                *(rf"(?<!/)(?:listen\w*|port|waiting|->|ports:?)[^\n]{{0,30}}\b{port}\b(?!/)" for port in sorted(told))
            )
            return unless(tuple(dict.fromkeys(text.number(hit.start()) for hit in hits)), again, engine(text))
    return NOWHERE


LEADS = (
    Lead(LOW, "a number below the bound of what anybody may have does not work", 3.5, low_number),
    Lead(
        "target-port-out-of-range", "a number below the bound of what anybody may have does not work", -2.5, low_number
    ),
    Lead(WAIT, "it is started again at once, and the port is in use", 2.5, started_again_at_once),
    Lead(STALE, "it is started again at once, and the port is in use", -1.0, started_again_at_once),
    Lead(
        WAIT,
        "it is started again at once, and later it goes",
        1.5,
        lambda t: both(started_again_at_once(t), t.find(LATER)),
    ),
    Lead(STALE, "what an app started outlives it, and is ended by hand", 2.5, outlives_its_app),
    *(
        Lead(cause, "what an app started outlives it, and is ended by hand", -1.5, outlives_its_app)
        for cause in ("server-hung-not-accepting", "service-exited-or-killed")
    ),
    Lead(SPLIT, "two took one port without a word, and answer by turns", 5.0, two_share_and_mix),
    *(
        Lead(cause, "two took one port without a word, and answer by turns", -3.0, two_share_and_mix)
        for cause in (STALE, "port-held-by-other-application", "wildcard-specific-shadowing", WAIT)
    ),
    Lead(SETTING, "the port was set, and it is where it was", 3.0, setting_in_vain),
    Lead(
        RESERVED,
        "the system keeps a port for itself, and nobody can have it",
        4.5,
        lambda t: unless(
            both(t.find(KEPT_AWAY), t.find(NOT_BOUND)),
            on(t, "macos"),
            t.find(r"\bsysctl\b|\bip_local_reserved_ports\b"),
        ),
    ),
    Lead(RANDOM, "a high number is in use for some of many", 2.5, random_port_is_taken_at_times),
    *(
        Lead(cause, "a high number is in use for some of many", -1.5, random_port_is_taken_at_times)
        for cause in ("port-bound-but-not-listening", STALE)
    ),
    Lead(PORT, "a store is asked at a port that is not its own", 2.5, store_at_a_strange_port),
    *(
        Lead(cause, "a store is asked at a port that is not its own", -2.0, store_at_a_strange_port)
        for cause in ("mongodb-bindip", "redis-protected-mode-or-bind", "postgres-not-accepting-tcp")
    ),
)
