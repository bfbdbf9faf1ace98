"""
``http_proxy`` and its relatives tell clients to ask a proxy instead of the server, and
nothing exempts this machine unless ``no_proxy`` says so.  The proxy then fetches
``http://localhost`` from where *it* runs, and answers 502, 503 or 403; or it is gone, and
the client says "connection refused" and names the port of the proxy.

No standard says how the variables are read, so clients disagree: curl takes
``http_proxy`` in lower case only, Python takes both, Go never asks a proxy for loopback,
Node only when it is told to, and browsers do not look at the environment at all.
That is why one program reaches the server and another does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from portwise.knowledge.terms import edits, proxies, words
from portwise.knowledge.terms.edits import Change
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.evidence import some
from portwise.model.exchange import Exchange
from portwise.model.facts import ATTEMPT, EXPORTED, HERE, HTTP, PROXIED, PROXIES
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint

EXEMPTING = ("NO_PROXY", "no_proxy")
SIMPLE = re.compile(r"[\w.,:*/\[\]-]+")  # which no shell takes for anything else
FORBIDDEN = (403, 407)  # by the proxy's rules, or until one logs in


class Capture(NamedTuple):
    """One proxy, who would ask it for this target, and which variables say so."""

    place: str
    clients: tuple[str, ...]
    variables: tuple[str, ...]


def captures(view: View) -> Iterator[Capture]:
    """One per proxy; a target that is that proxy itself is not captured by it."""
    rows = proxies.in_variables(view)
    for place in dict.fromkeys(f"{row.host}:{row.port}" for row in rows):
        mine = [row for row in rows if f"{row.host}:{row.port}" == place]
        if place != f"{view.target.host}:{view.target.port}":
            variables = dict.fromkeys(row.variable for row in mine)
            yield Capture(place, tuple(row.client for row in mine), tuple(variables))


def asked(view: View, capture: Capture) -> Exchange:
    return view[PROXIED.of(capture.place)]


def turns_away(met: Exchange) -> bool:
    return met.status >= 500 or met.status in FORBIDDEN


def answers_directly(view: View, otherwise: int = 0) -> bool:
    """Whether the server gives a client without a proxy an answer of another status."""

    def answers(spot: Endpoint) -> bool:
        if view[ATTEMPT.of(spot)].outcome is not Outcome.CONNECTED:
            return False
        met = view[HTTP.of(spot)]
        return met.met is Outcome.CONNECTED and met.status != otherwise

    return some(view.endpoints, answers)


def fails(view: View, capture: Capture) -> bool:
    """A proxy that says 502 of a server that is down, or passes its 403 on, has told the truth."""
    met = asked(view, capture)
    if met.outcome is not Outcome.CONNECTED:
        return True
    return turns_away(met) and answers_directly(view, met.status)


def how(view: View, capture: Capture) -> str:
    met = asked(view, capture)
    if met.outcome is Outcome.CONNECTED:
        return f"answers {met.status}"
    if met.outcome in (Outcome.HANG, Outcome.TIMEOUT):
        return "does not answer"
    return "refuses connections" if met.outcome is Outcome.REFUSED else f"fails ({met.outcome.value})"


def exempting(view: View, variable: str) -> str | None:
    """
    What the variable should hold: all that it holds now, and this machine, which every client takes as it stands here.

    One that is not set hides nothing until it is: it takes what the other spelling holds.  A lone ``*`` must stay
    alone, for curl and Python then read it as "everything"; nothing can be put beside it.
    """
    held = {name: value for row in view[PROXIES.of(HERE)] for name, value in row.exempt if value.strip()}
    if "*" in map(str.strip, held.values()):
        return None
    kept = held.get(variable) or next(iter(held.values()), "")
    return ",".join(dict.fromkeys((*kept.replace(",", " ").split(), view.target.host, "localhost", "127.0.0.1", "::1")))


def written(view: View, capture: Capture) -> Change | None:
    """
    The line that exempts this machine, in the one file that sets these variables.

    In a file of a shell one line sets both spellings; elsewhere the small one, which every client reads.
    """
    rows = view[EXPORTED.of(HERE)]
    mine = [row for row in rows if row.name in capture.variables]
    upper, lower = exempting(view, "NO_PROXY"), exempting(view, "no_proxy")
    if len({row.file for row in mine}) != 1 or not all(text and SIMPLE.fullmatch(text) for text in (upper, lower)):
        return None
    last, shell = mine[-1], any(row.text for row in mine)
    both = f"NO_PROXY={upper} no_proxy={lower}"
    held = [row for row in rows if row.file == last.file and row.name in EXEMPTING]
    if not held:
        return Change(last.file, last.line, "", f"export {both}" if shell else f"no_proxy={lower}")
    if len(held) > 1:
        return None
    (row,) = held
    if not row.text:
        return Change(row.file, max(row.line, last.line), "", f"export {both}")
    new = both if shell else f"{row.name}={lower if row.name == 'no_proxy' else upper}"
    return Change(row.file, row.line, row.text, new)


def exports(view: View, capture: Capture) -> str | None:
    """The same for a shell that is open; a slot that is a whole command, parted by NUL."""
    found = written(view, capture)
    return "\0".join(("export", *found.new.removeprefix("export ").split(" "))) if found else None


def told(of: Callable[[Change], str]) -> Callable[[View, Capture], str | None]:
    return lambda view, capture: (found := written(view, capture)) and of(found)


def edited(view: View, capture: Capture) -> str | None:
    found = written(view, capture)
    return found and edits.lying(view, found.file)


def declares(view: View, capture: Capture, of_root: bool = False) -> str | None:
    """Where that line stands, or is to stand, in a file of one's own or in one of the machine."""
    found = written(view, capture)
    if found is None or found.file.startswith("/etc/") is not of_root:
        return None
    return f"{'in' if found.old else 'below'} line {found.line} of {found.file}"


def exempts(where: str, needs_root: bool) -> tuple[Remedy, Remedy]:
    """Two that are one step; *where* is a slot."""
    line = Remedy(
        f"add this machine to what is exempt, {{{where}}}: whoever is started from now on has it so",
        ("sed", "-i.before", "{edit}", "{edited}"),
        Safety.ASK,
        needs_root=needs_root,
        undo="mv {edited}.before {edited}",
        when=where,
        plain="add this machine to what is exempt, in the file that sets the variables",
    )
    shells = Remedy(
        "then in each shell that is open, for it has read that file before",
        ("{exports}",),
        Safety.ASK,
        undo="set the variables back to what they were",
        when=where,
    )
    return line, shells


def clients(_: View, capture: Capture) -> str:
    *front, last = capture.clients
    return f"{', '.join(front)} and {last}" if front else last


CAUSE = Cause(
    id="env-proxy-captures-localhost",
    hop=Hop.CLIENT,
    scope=Scope.MACHINE,
    explains=frozenset(Outcome) - {Outcome.INVALID_URL, Outcome.BOUND, Outcome.ANSWERED, Outcome.SILENT},
    prior=0.0,
    title="{variables} sends {clients} to the proxy {proxy}, which {how}",
    plain="A proxy variable sends requests for this target to a proxy that fails",
    about=About(
        "a proxy variable covers this target for some client",
        captures,
        told="no_proxy does not exempt the target, so that {variables} counts for it too",
        once=proxies.in_variables,
    ),
    needs=(
        Clause(
            "that proxy does not answer, or turns away what the server itself answers",
            fails,
            trivial=True,  # the title says it
            denied="the proxy gives the answer of the server",
        ),
    ),
    hints=(
        Hint(
            "the server answers without the proxy",
            1.0,
            lambda view, _: answers_directly(view),
            told="asked without the proxy, the server answers",
        ),
    ),
    slots={
        "variables": lambda _, capture: ", ".join(capture.variables),
        "clients": clients,
        "proxy": lambda _, capture: capture.place,
        "how": how,
        "hosts": lambda view, _: exempting(view, "NO_PROXY"),
        "its_hosts": lambda view, _: exempting(view, "no_proxy"),
        "declares": declares,
        "declares_for_all": partial(declares, of_root=True),
        "edit": told(lambda found: found.script),
        "edited": edited,
        "exports": exports,
        "undeclared": lambda view, capture: None if written(view, capture) else "it",
        "url": words.url,
    },
    remedies=(
        Remedy("ask without the proxy", ("curl", "-v", "--noproxy", "*", "{url}"), Safety.SAFE, platform="any"),
        *exempts("declares", needs_root=False),
        *exempts("declares_for_all", needs_root=True),
        Remedy(
            "add this machine to what is exempt, in both spellings, in the shell that starts the client",
            ("export", "NO_PROXY={hosts}", "no_proxy={its_hosts}"),
            Safety.SHOW,
            undo="set the variables back to what they were",
            when="undeclared",
        ),
        Remedy(
            "the same on Windows, for new windows",
            ("setx", "NO_PROXY", "{hosts}"),
            Safety.SHOW,
            undo="set the variable back to what it was",
            platform="windows",
        ),
        Remedy("or bring the proxy {proxy} back, if it is yours", (), Safety.SHOW, platform="any"),
    ),
    prevention=("set NO_PROXY wherever HTTP_PROXY is set: profiles, CI, images of containers",),
    suspect="a proxy variable",
    spares=frozenset({Client.BROWSER}),  # it reads no environment
    see=("man 1 curl, ENVIRONMENT", "https://docs.python.org/3/library/urllib.request.html#urllib.request.getproxies"),
)
