"""What a reader infers of places that were mistaken for others: ports, families, names, origins."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Calling, Failure, Lines
from portwise.read.lead import Lead
from portwise.read.leads.enclosed import PERIMETER
from portwise.read.leads.numbers import written
from portwise.read.places import is_loopback
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, kind, lines, listening

ALSO_HELD = (
    r"\b(?:home assistant|homebridge|node-?red|openhab|another (?:client|app|controller|program)|second (?:client|"
    r"controller|connection)|other (?:client|controller|app)|iobroker|domoticz|vendor(?:'s)? app)\b[^\n]{0,50}"
    r"\b(?:too|also|as well|already|at the same time|connected|talking)\b|"
    r"\b(?:only )?one (?:client|connection|session|tcp connection) (?:only|at (?:a|the same) time|is allowed|allowed)\b"
)
MANAGED_MONGO = (
    r"\bmongodb\.net\b|\bmongodb\+srv\b|\batlas\b",
    r"\breplicasetnoprimary\b|\bserverselection\w*error\b|\bno primary\b|\bserver selection timed? ?out\b",
)
LAN = re.compile(r"^(?:192\.168\.|10\.|172\.(?:1[6-9]|2\d|3[01])\.)")


def held_by_another_client(text: Text) -> Lines:
    """A device of the network closes at once, and somebody else is connected to it."""
    cut = lines(n for n in failed(text, "reset", "refused", "empty") if LAN.match(n.sign.host))
    return unless(both(cut, text.find(ALSO_HELD)), engine(text))


def one_digit(a: str, b: str) -> bool:
    return len(a) == len(b) > 3 and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def mistyped(text: Text) -> Lines:
    """The port that refuses and the one that is told for a running server differ by a digit within."""
    asked = {n.sign.port: n.lines for n in failed(text, "refused") if n.sign.port}
    told = written_of_servers(text)
    pairs = [(a, b) for a in asked for b in told if a not in told and one_digit(str(a), str(b)) and a // 10 != b // 10]
    return tuple(dict.fromkeys(n for a, b in pairs for n in (*asked[a], *told[b])))


SERVER_AT = re.compile(
    r"\b(?:mysql|maria(?:db)?|postgres\w*|mongo\w*|redis|mssql|sql server|oracle|apache|nginx|tomcat|rabbitmq|server)"
    r" ?(?:\(|on port |on |at port |at |port |: ?)(?P<port>\d{4,5})\b"
)


def written_of_servers(text: Text) -> dict[int, Lines]:
    """Ports that people name beside a server."""
    ports = {int(hit["port"]) for hit in SERVER_AT.finditer(text.folded)}
    return {port: at for port, at in written(text).items() if port in ports} | dict.fromkeys(
        ports - written(text).keys(), NOWHERE
    )


def loopback_of_another_number(text: Text) -> Lines:
    """A client asks a host of the network, and the server was told an address of the loopback for that port."""
    asked = {n.sign.port for n in text.signs(Failure) if n.sign.port and n.sign.host and not is_loopback(n.sign.host)}
    told = [
        n
        for n in text.signs(Calling)
        if n.sign.port in asked and n.sign.host.startswith("127.") and n.sign.host != "127.0.0.1"
    ]
    waiting = [n for n in listening(text, "loopback4") if n.sign.port in asked and n.sign.host != "127.0.0.1"]
    return lines([*told, *waiting])


def jupyter_of_a_container(text: Text) -> Lines:
    """Jupyter prints the name of its container, as it does where it waits at every address."""
    return both(text.find(r"\bhttps?://[0-9a-f]{12}:\d{2,5}/"), engine(text), text.find(r"\bbrowser\b|\bopen\w*\b"))


def refused_at_the_other_family(text: Text) -> Lines:
    """BusyBox's wget prints that it took ::1, and that this was refused."""
    return both(
        text.find(r"\bconnecting to localhost(?::\d+)? \(\[::1\]:\d+\)"), text.find(r"\brefused\b|can't connect")
    )


def four_by_choice(text: Text) -> Lines:
    """Of a server that is told 0.0.0.0 a program of Node asks localhost, and is refused; others get through."""
    told = either(
        text.find(r"\b(?:listener|bind|host|hostname|listen|address)\b[^\n]{0,20}(?<![\d.])0\.0\.0\.0\b"),
        lines(n for n in listening(text) if kind(n.sign.host) == "any" and n.sign.host == "0.0.0.0"),
    )
    node = text.find(r"\bnode(?:\.?js)?\b|\brequire\(|\bmqtt\.connect\(|\baxios\b|\bundici\b")
    refused = text.find(r"\beconnrefused\b|\brefused\b")
    name = text.find(r"\b\w+://localhost\b|\blocalhost:\d+")
    return unless(both(told, node, refused, name), text.find(r"(?<!no )\bdocker\b|\bcontainers?\b|\bwsl\b|\bkube\w*"))


def works_by_number_alone(text: Text) -> Lines:
    """Led through SSH, 127.0.0.1 answers and localhost does not: the other side does not know that name."""
    number = text.find(r"-l ?\d+:127\.0\.0\.1:\d+[^\n]{0,60}\b(?:works?|ok|fine)\b")
    name = text.find(r"-l ?\d+:localhost:\d+[^\n]{0,60}\b(?:not|fails?|doesn't|refused|nothing)\b")
    return both(number, name)


def asked_by_browser_alone(text: Text) -> Lines:
    """An extension or an app of a web view is forbidden to ask a local API."""
    return both(
        text.find(
            r"\b(?:chrome|browser|firefox|edge|safari|web) extension\b|\bextension's\b|\bbackground(?:\.js| script)\b|"
            r"\bservice[_-]worker\.js\b|\bcontent script\b|\b(?:chrome|moz)-extension://|\bobsidian\b|\btauri://|"
            r"\bapp://|\bcapacitor://|\bmanifest v3\b"
        ),
        text.find(r"\b403\b|\bforbidden\b|\borigins?\b"),
        text.find(r"\bollama\b|\blm ?studio\b|\blocal (?:api|server|llm)\b|\blocalhost\b|\b127\.0\.0\.1\b|\bllama\b"),
    )


LEADS = (
    Lead(
        "connection-or-task-limit-reached",
        "a device closes at once, and another client is connected to it",
        3.5,
        held_by_another_client,
    ),
    Lead("wrong-port-or-typo", "the port that refuses is the one of a server but for a digit", 4.0, mistyped),
    Lead(
        "bound-to-loopback-client-uses-lan",
        "the server was told an unusual address of the loopback",
        4.0,
        loopback_of_another_number,
    ),
    *(
        Lead(cause, "the server was told an unusual address of the loopback", -1.5, loopback_of_another_number)
        for cause in ("bound-to-specific-other-address", "container-app-bound-to-loopback")
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "Jupyter tells the name of its container",
        2.0,
        jupyter_of_a_container,
    ),
    *(
        Lead(cause, "Jupyter tells the name of its container", -2.0, jupyter_of_a_container)
        for cause in ("container-app-bound-to-loopback", "bound-to-loopback-client-uses-lan")
    ),
    Lead(
        "localhost-ipv6-first-server-ipv4-only",
        "a small client takes ::1 for localhost, and is refused",
        3.5,
        refused_at_the_other_family,
    ),
    Lead(
        "container-exited-or-unhealthy",
        "a small client takes ::1 for localhost, and is refused",
        -1.5,
        refused_at_the_other_family,
    ),
    Lead(
        "localhost-ipv6-first-server-ipv4-only",
        "the server is told 0.0.0.0, and a program of Node asks localhost",
        2.5,
        four_by_choice,
    ),
    Lead(
        "hosts-file-localhost-broken",
        "the far end of a forward knows 127.0.0.1 and not localhost",
        4.0,
        works_by_number_alone,
    ),
    Lead("cors-blocked", "an extension or a web view is forbidden to ask a local API", 3.0, asked_by_browser_alone),
    Lead(
        "browser-extension-or-policy-block",
        "an extension or a web view is forbidden to ask a local API",
        -2.0,
        asked_by_browser_alone,
    ),
    Lead(
        PERIMETER,
        "the database of a provider has no primary for this client",
        3.5,
        lambda text: both(*(text.find(pattern) for pattern in MANAGED_MONGO)),
    ),
)
