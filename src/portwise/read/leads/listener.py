"""What speaks for servers that do not wait where a client looks: never started, died, not yet ready, told otherwise."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines, Noted, Success
from portwise.read.grounds import CRASH, refused, watcher_and_crash
from portwise.read.lead import Lead
from portwise.read.scene import engine
from portwise.read.signs.statements import works
from portwise.read.text import Text, either, unless
from portwise.read.waits import after, bind_failed, ended, failed, lead, lines, listening, nobody, ports, through

BELOW = 4  # lines


def refused_and_nothing_more(text: Text) -> Lines:
    """Nobody says that a server waits, or that any client got through there."""
    return unless(refused(text), lines(listening(text)), lines(through_there(text)), bind_trouble(text))


def bind_trouble(text: Text) -> Lines:
    return lines(failed(text, "bind-EADDRINUSE", "bind-EACCES", "bind-EADDRNOTAVAIL", "bind-EPERM"))


def silent_or_slow(text: Text) -> Lines:
    return lines(failed(text, "timeout", "hang", "unreachable", "name-failure", "tls-error"))


def nobody_there(text: Text) -> Lines:
    return unless(nobody(text), bind_failed("EADDRINUSE")(text))


def still_there(text: Text) -> Lines:
    """A server on the port that refused."""
    wanted = ports(failed(text, "refused"))
    return lines(row for row in listening(text) if row.sign.port in wanted and row.sign.by in ("socket", "words"))


def works_there(text: Text) -> Lines:
    """Somebody gets through, not only at another port than the one that refuses."""
    there = through_there(text)
    apart = lines(n for n in through(text) if n not in there)
    said = (n for n in works(text, "here", "curl", "loopback") if n not in apart)
    return either(lines(there), tuple(said))


def through_there(text: Text) -> list[Noted[Success]]:
    """Clients that got through, without those at another port than the one that refuses."""
    asked = ports(failed(text, "refused"))
    return [n for n in through(text) if not asked or not n.sign.port or n.sign.port in asked]


def crash(text: Text) -> Lines:
    return either(text.find(*CRASH), lines(ended(text, "exited", "failed", "restarting", "crashed")))


def crash_of_its_own(text: Text) -> Lines:
    """Not that of a client, which ends below the line in which it is refused."""
    asked = lines(failed(text, "refused"))
    return tuple(n for n in crash(text) if not any(0 <= n - line <= BELOW for line in asked))


def waiting(text: Text) -> Lines:
    return lines(listening(text, by="words socket"))


def crash_before_it_waits(text: Text) -> Lines:
    return unless(crash_of_its_own(text), waiting(text), bind_trouble(text))


def crash_after_it_waits(text: Text) -> Lines:
    said = lines(listening(text, by="words"))
    return after(either(crash(text), lines(ended(text, "terminated", "killed"))), said) if said else NOWHERE


LEADS = (
    lead(
        "tls-version-or-cipher-mismatch",
        "it is an older bundler on a newer Node.js",
        -4.0,
        r"err_ossl_evp_unsupported|digital envelope routines",
    ),
    lead(
        "service-crashed-at-start",
        "an older bundler does not run on a newer Node.js",
        2.5,
        r"err_ossl_evp_unsupported|digital envelope routines",
    ),
    Lead(
        "nothing-listening",
        "it is refused, and nothing in the text says that a server waits",
        1.2,
        refused_and_nothing_more,
    ),
    Lead("nothing-listening", "a look at the port finds nobody", 2.0, nobody_there),
    lead(
        "nothing-listening",
        "the server was never started",
        1.7,
        (
            r"\b(?:forgot|forgotten|have|need|had) to (?:start|run|launch)\b|\b(?:was|were|is|are|had) (?:not|n't|"
            r"never) (?:been )?(?:started|launched)\b"
        ),
        (
            r"\b(?:wasn't|isn't|hadn't|haven't|hasn't|didn't|not) (?:actually |even |been |yet |"
            r"currently )?(?:running|started|start(?:ing)? the)\b"
        ),
        (
            r"\bnever (?:started|ran|installed)\b|\bnot (?:installed|enabled)\b|\b(?:do|did|should) i (?:have|"
            r"need) to (?:start|run|install)"
        ),
        (
            r"\bis (?:the |my |your |it |\w+ )?(?:server |service |daemon )?(?:even )?running\?|"
            r"make sure .{0,30}is (?:up and )?running"
        ),
    ),
    lead(
        "nothing-listening",
        "its service is stopped or unknown",
        2.5,
        r"active: inactive \(dead\)|\bloaded: not-found\b|unit .{1,60}could not be found|\bis not running\b|"
        r"\bnot running\b|status: stopped|\bis stopped\b|"
        r"\bstate\s*:\s*1\s*stopped|\b(?:port )?down\s+\w*\s*/var/lib/postgresql|\bdisabled; ",
        (
            r"unrecognized service|specified service does not exist|failed to (?:get|connect) unit file|"
            r"pg_ctl: no server running|no server running|no such (?:service|process)"
        ),
        r"(?m)^\S{2,40}\s+(?:none|stopped)\s*(?:root|\w{1,12})?\s*$|\bstatus\W{1,4}(?:none|stopped|inactive|down)\b",
    ),
    Lead("nothing-listening", "it tried to start, and ended with an error", -2.0, crash_of_its_own),
    Lead("nothing-listening", "a server is seen on that port", -2.0, still_there),
    Lead("nothing-listening", "a bind failed, which tells of more", -2.0, bind_trouble),
    Lead("nothing-listening", "it is not refused", -1.0, lambda text: unless(silent_or_slow(text), refused(text))),
    Lead("nothing-listening", "it runs in a container", -0.8, engine),
    Lead(
        "nothing-listening",
        "it works from somewhere",
        -1.5,
        works_there,
    ),
    Lead(
        "service-crashed-at-start",
        "it ends with an error, and nothing says that it ever waited",
        2.0,
        crash_before_it_waits,
    ),
    lead(
        "service-crashed-at-start",
        "its supervisor starts it again and again",
        2.0,
        (
            r"start request repeated too quickly|scheduled restart job|restart counter is at|"
            r"activating \(auto-restart\)|too many unstable restarts|restart loop|"
            r"keeps? (?:restarting|crashing)|crash(?:es|ed|ing)? (?:on|at|during|immediately|right) ?(?:start|"
            r"boot|launch|startup|after start)?|exited too quickly"
        ),
        r"status[^\n]{0,20}errored|\berrored\s+\d+|\bgave up: |entered fatal state",
    ),
    lead(
        "service-crashed-at-start",
        "it lacks what it needs to start",
        1.2,
        (
            r"cannot find module|modulenotfounderror|no module named|importerror|err_module_not_found|"
            r"exec format error|command not found"
        ),
        (
            r"application failed to start|error creating bean|worker failed to boot|improperlyconfigured|"
            r"configuration file .{0,60}test failed|\[emerg\]"
        ),
        (
            r"(?:env|environment) variable.{0,40}(?:missing|not set|required|undefined)|missing (?:required )?env|"
            r"is not set\b|no space left on device|invalid config"
        ),
    ),
    Lead("service-crashed-at-start", "the error is that of a bind, which has a cause of its own", -2.5, bind_trouble),
    lead(
        "service-crashed-at-start",
        "what fails is the loading of a model",
        -2.0,
        r"cuda|\bgguf\b|llama|vram|torch\.|safetensors|load(?:ing)? (?:the )?model",
    ),
    lead(
        "service-crashed-at-start",
        "memory ran out",
        -1.5,
        r"out of memory|oom[-_ ]?kill|status=137|code 137|heap out of memory",
    ),
    lead(
        "service-crashed-at-start",
        "a watcher stays alive",
        -2.0,
        r"\[nodemon\]|waiting for (?:file )?changes|watching for file changes",
    ),
    Lead("service-crashed-at-start", "it runs in a container", -0.7, engine),
    Lead("service-exited-or-killed", "it waited, and further down it ends", 2.0, crash_after_it_waits),
    lead(
        "service-exited-or-killed",
        "it ran, and ends by itself or with its session",
        2.5,
        (
            r"\bclos(?:e|ed|ing) (?:the |my |that |of the )?(?:ssh|terminal|putty|session|laptop|window|console|"
            r"shell|tab(?![^\n.]{0,30}\b(?:altogether|new one|re-?load\w*)\b))|"
            r"(?<!server )(?<!client )(?<!peer )(?<!upstream )(?<!end )(?<!prematurely )\bclos(?:e|ed|ing) "
            r"(?:the |my |that )connection\b(?! unexpectedly)|\blog(?:ged|ging)? ?(?:out|off)\b|\blogout\b|\bsighup\b"
        ),
        (
            r"\b(?:dies|died|stops?|stopped|goes? (?:down|away)|went (?:down|away)|exits?|disappears?|quits?|"
            r"vanish\w+|crashe[sd])\b.{0,40}\b(?:after (?:a |some |several |about |~)?(?:\w+ )?"
            r"(?:hours?|minutes?|days?|while|time|night|weeks?)|randomly|by itself|on its own|overnight|"
            r"every (?:night|day|few))"
        ),
        (
            r"\b(?:when|as soon as|once|after|if) (?:i|we) (?:disconnect|exit|close|log ?out|quit|leave)\b|"
            r"\bafter (?:a |the |every |each |my |our )?(?:[\w']+ ){0,3}(?:reboot|restart of the (?:machine|server))"
        ),
        r"\blinger=no\b|\bnohup\b|\bdisown\b|\bsetsid\b|\bhuponexit\b",
    ),
    lead(
        "service-exited-or-killed",
        "it ran for a time",
        1.5,
        (
            r"\b(?:works?|worked|ran|runs|running|was up|been running) (?:fine |well |ok |perfectly |"
            r"great )?(?:for (?:\w+ ){1,3}(?:hours?|minutes?|days?|weeks?|months?|years?|while)|until|yesterday)"
        ),
        (
            r"\b(?:was working|worked|ran) [^\n.]{0,60}\b(?:all at once|all of a sudden|and now|but now|until today)\b|"
            r"\bused to (?:work|run)\b|\bsuddenly\b.{0,30}\b(?:stopped|refus|down|gone)|\bno longer (?:running|"
            r"there|up)\b|\bprocess (?:is|was|has) (?:gone|died|disappeared)"
        ),
        (
            r"segmentation fault|core dumped|exited on signal \d+|caught (?:sigterm|signal)|received (?:sigterm|"
            r"sigint|sighup|signal|fast shutdown|smart shutdown)|"
            r"\bserver closed\b(?! (?:the |its |our |my |idle )?connection)|shutting down"
        ),
        (
            r"\bback (?:at|to) the prompt\b|\b(?:script|program|server|process) (?:ends|exits|quits|is over|"
            r"stops running)\b|\b(?:second|2nd|next) (?:client|request|connection)\b.{0,40}\brefus"
        ),
    ),
    lead(
        "service-exited-or-killed",
        "the kernel killed it for memory",
        -1.5,
        r"out of memory|oom[-_ ]?kill|\boomkilled\b|code 137",
    ),
    Lead("service-exited-or-killed", "it runs in a container", -0.7, engine),
    Lead("service-exited-or-killed", "the error is that of a bind", -1.5, bind_trouble),
    Lead("service-exited-or-killed", "a watcher stays alive", -2.0, watcher_and_crash),
    Lead("service-crashed-at-start", "a watcher stays alive, and below it its program ends", -1.5, watcher_and_crash),
)
