"""What several files of leads ask of a text."""

from __future__ import annotations

from collections.abc import Callable

from portwise.model.reading import NOWHERE, Failure, Lines, Listening
from portwise.read.lead import Lead
from portwise.read.places import is_loopback
from portwise.read.scene import engine
from portwise.read.text import Text, both, unless
from portwise.read.waits import (
    after,
    bind_failed,
    failed,
    holders,
    kind,
    lines,
    nobody_has_it,
    ports,
    seen,
)

LOWEST = 1024  # that anybody may bind
IN_USE = bind_failed("EADDRINUSE")


def refused(text: Text) -> Lines:
    return lines(failed(text, "refused"))


def taken(text: Text) -> Lines:
    """A port that is in use, in the words of a server; not where a client has no port left."""
    return unless(IN_USE(text), moved_on(text))


def moved_on(text: Text) -> Lines:
    return lines(seen(text, "moved"))


def wanted(text: Text) -> set[int]:
    return ports(failed(text, "bind-EADDRINUSE"))


def states_on_port(text: Text, *states: str) -> Lines:
    """Rows in one of these states whose own port is the wanted one."""
    mine = wanted(text)
    rows = [n for n in seen(text, *states) if not mine or int(n.sign.value.split()[0]) in mine]
    return both(taken(text), lines(rows))


def lingering(text: Text) -> Lines:
    return unless(
        states_on_port(text, "time-wait", "fin-wait-1", "fin-wait-2", "fin-wait1", "fin-wait2", "last-ack", "closing"),
        lines(holders(text)),
    )


def bind_trouble(text: Text) -> Lines:
    return lines(failed(text, "bind-EADDRINUSE", "bind-EACCES", "bind-EADDRNOTAVAIL"))


def unknown_localhost(text: Text) -> Lines:
    return lines(n for n in failed(text, "name-failure") if n.sign.host == "localhost")


def other_database(text: Text) -> Lines:
    """A container lends out the port of a database, and what answers knows neither its users nor its databases."""
    stranger = text.find(
        r"password authentication failed|role \"?[\w-]{1,40}\"? does not exist|"
        r"database \"?[\w-]{1,40}\"? does not exist|access denied for user|"
        r"\bkeys?\b.{0,40}\bnot in the container"
    )
    return both(stranger, engine(text))


def taken_and_nobody(text: Text) -> Lines:
    return both(taken(text), nobody_has_it(text))


def to_loopback(text: Text) -> Lines:
    return lines(n for n in failed(text, "refused") if kind(n.sign.host) in ("localhost", "loopback4", "loopback6"))


def together(cause: str, says: str, weight: float, gate: Callable[[Text], object], *groups: str) -> Lead:
    """One expression of each group stands somewhere, where *gate* holds."""
    return Lead(cause, says, weight, lambda text: both(*(text.find(g) for g in groups)) if gate(text) else NOWHERE)


def never_silent(text: Text) -> bool:
    return not bind_trouble(text)


CRASH = (
    r"\bfailed to build\b|\bbuild failed\b|\bexit status [1-9]|\bcompilation (?:failed|error)",
    (
        r"\[alert\]|unknown keyword|\bjob (?:for \S+ )?failed\b|\bparse error\b|\bsyntax error\b|"
        r"config\w* (?:is |file )?(?:error|invalid|broken)"
    ),
    (
        r"unsupportedclassversion|class file version|\b[a-z_]{3,40} (?:is required|must be set)|"
        r"\b\w+ is required\b|\bmust be set\b|\b(?:clos|exit|quit|stop|disappear|vanish)\w* (?:right away|"
        r"immediately|at once|directly|again)\b"
    ),
    (
        r"bootstrap checks failed|validation exception|\bis not writable\b|can(?:'t|not) create directory|"
        r"unable to (?:create|open|write|lock) .{0,60}(?:denied|file|director)|"
        r"could not (?:start|bind|open|create|read) |aborting (?:start|due)|terminating due to|"
        r"failed to (?:initiali[sz]e|load config|parse)|error while loading shared"
    ),
    (
        r"cannot find module|modulenotfounderror|importerror|syntaxerror|referenceerror|"
        r"unhandledpromiserejection|uncaught(?: ?exception|error)?\b|throw er;|"
        r"application failed to start|error starting applicationcontext|applicationcontextexception|"
        r"beancreationexception|worker failed to boot"
    ),
    (
        r"\bpanic: |\bfatal error\b|traceback \(most recent|thread 'main' panicked|unhandled exception|"
        r"nosuchmethoderror|classnotfoundexception|noclassdeffounderror"
    ),
    (
        r"configuration file .{0,60}test failed|\[emerg\]|\[fatal\]|\bfatal: |improperlyconfigured|"
        r"missing (?:required )?(?:env|environment)|keyerror: |is not set\b|"
        r"invalid (?:configuration|option|config)|unknown (?:option|directive|variable)|could not load config|"
        r"permission denied: '/|read-only file system"
    ),
    (
        r"err_ossl_evp_unsupported|unsupported engine|requires node|err_require_esm|err_module_not_found|"
        r"version .{0,20}not found|glibc_\d|exec format error|"
        r"no space left on device|npm err! code elifecycle|command not found|is not recognized as an internal"
    ),
    (
        r"exited with code [1-9]|code=exited, status=[1-9]|failed with result 'exit-code'|"
        r"start request repeated too quickly|scheduled restart job|errored\b"
    ),
)


def watcher_and_crash(text: Text) -> Lines:
    """A watcher that stays, and below it a program that ended with an error."""
    watcher = text.find(
        r"started reloader process|\bstatreload\b|\bwatchfiles\b|\* restarting with (?:stat|watchdog)|"
        r"watching for file changes|\bnodemon\b|\btsx watch\b|"
        r"ts-node-dev|\bcargo watch\b|\bair\b.{0,20}(?:building|running)|--watch\b|--reload\b|"
        r"\bwill watch for changes\b"
    )
    return both(watcher, after(text.find(*CRASH), watcher)) if watcher else NOWHERE


OF_A_WATCHER = (
    r"\bnodemon\b|\btsx watch\b|\bts-node-dev\b|\bwatching for file changes\b|\bwatchfiles\b|"
    r"(?<!macbook )(?<!the )\bair\b \w+"
)
STORES = frozenset((5432, 3306, 6379, 27017, 5672, 9092, 9200, 1433, 1883, 11211, 9042))  # ports that others keep
ASKED_IN_VAIN = (
    r"\berr_connection_refused\b|\bcould not get any response\b|\b(?:browser|curl|postman)\b[^\n]{0,40}\brefused\b"
)


def ended_for_another(text: Text) -> Lines:
    """What a watcher began was itself refused by another server and ended for it; its own port fails for nobody."""
    serves = {n.sign.port for n in text.signs(Listening) if n.sign.by in ("words", "socket")}
    away = [n for n in failed(text, "refused") if n.sign.port and n.sign.port not in serves]
    others = [n for n in away if n.sign.port in STORES or (n.sign.host and not is_loopback(n.sign.host))]
    own = [n for n in text.signs(Failure) if n.sign.port and n.sign.port not in ports(others)]
    return unless(both(text.find(OF_A_WATCHER), lines(others)), lines(own), text.find(ASKED_IN_VAIN))
