"""What speaks for a port that is in use by somebody who does not look like a server, or only at times."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.grounds import IN_USE, refused, taken
from portwise.read.hints import on
from portwise.read.lead import Lead
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lead, lines, nobody_has_it

BOUND = (
    (
        r"\bbind(?:s|_socket|ing)?\b[^\n]{0,100}\b(?:then|before|waits?|sleeps?|keeps?|until|loads?|reads?|asks?|hangs?|"
        r"raw_input|input)\b"
    ),
    (
        r"\bbind ok\b|\bbound\b[^\n]{0,30}\b(?:waiting|loading|reading|keeps?)\b|\b(?:reserv\w+|allocat\w+|"
        r"hold(?:s|ing)?|keeps?) (?:a |the |free |its |that )*(?:ports?|sockets?|fd)\b|"
        r"can't identify protocol|\bprotocol: tcpv?6?\b|\bno listen\b"
    ),
)
HANDED_OUT = 32768  # from there on Linux takes the ports of clients
HIGH = r"\b(?:(?:3[3-9]|[45]\d)\d{3}|6[0-5]\d{3}|32[89]\d\d)\b(?!->)"  # no client's own end in a row of lsof
CHANCE = (
    r"\b(?:not always|sometimes|rarely|seldom|once (?:every|in)|every (?:ten|few|\d+)|\d+ (?:of|out of|in) \d+|"
    r"never reproduc\w+|from time to time|randomly|selten|approximately \d+ of)\b"
)
CLIENT = (
    r"\b(?:outgoing|outbound|source port|quellport|local port|local end|as a client|connection (?:of|to|from) (?:ours|"
    r"somewhere|the)|established|peer|to somewhere else)\b|\(estab|-> ?[\w.-]+:\d+"
)
MACS = (
    r"\bmac ?os ?(?:1[2-9]|2\d)?\b|\bmonterey\b|\bventura\b|\bsonoma\b|\bsequoia\b|\btahoe\b|\bmac(?:book)?\b|\bimac\b"
)
SINCE = r"\b(?:since|after|before|used to|upgrad\w+|updat\w+|new (?:mac\w*|imac|one)|depuis|seit)\b"
AIRPLAY_PORTS = (5000, 7000)
STARTED = r"\b(?:re-?)?(?:start\w*|run\w*|redémarr\w*)\b"
AT_ONCE = (
    r"\b(?:quick\w*|fast|immediately|at once|right after|directly|straight|juste après|for a while after|second test|"
    r"between the)\b"
)
A_MINUTE = r"\b(?:minute|sixty|6[0-9] ?s?|120|seconds|a while)\b|\breuse_?addr\b"
PROGRAMS = (
    r"\b(?:mcafee|macmnsvc|trellix|unifi|splunk|emby|jellyfin|plex|razer|nahimic|itunes|apple ?mobile\w*|"
    r"vmware(?:-hostd)?|skype|teamviewer|oracle(?: xe)?|anydesk|synapse\w*|docker desktop|registry|autodesk|adobe|"
    r"steam|citrix|zscaler|tomcat|jenkins|iis|xampp|grafana|portainer|pi-?hole|adguard|cockpit|livereload)\b"
)


def bound(text: Text) -> Lines:
    return both(either(taken(text), refused(text)), text.find(*BOUND))


def high(text: Text) -> Lines:
    """A port that the kernel hands out is in use."""
    rows = [n for n in failed(text, "bind-EADDRINUSE") if n.sign.port and n.sign.port >= HANDED_OUT]
    return lines(rows) if rows else both(text.find(HIGH), IN_USE(text))


def at_times(text: Text) -> Lines:
    return both(high(text), text.find(CHANCE))


def as_client(text: Text) -> Lines:
    return both(high(text), text.find(CLIENT))


def port_of_airplay(text: Text) -> Lines:
    rows = [n for n in failed(text, "bind-EADDRINUSE") if n.sign.port in AIRPLAY_PORTS]
    return both(lines(rows), either(on(text, "macos"), text.find(MACS)))


def too_soon(text: Text) -> Lines:
    """What is started at once fails, and a minute later it does not."""
    met = lines(
        failed(text, "refused", "timeout", "hang", "reset", "name-failure", "http-5xx", "http-4xx", "tls-error")
    )
    return unless(text.together(STARTED, AT_ONCE, A_MINUTE), met)


LEADS = (
    Lead(
        "port-bound-but-not-listening",
        "the port is in use, and who asks is refused, and a look at it finds nobody",
        3.0,
        lambda text: both(taken(text), refused(text), nobody_has_it(text)),
    ),
    Lead("port-bound-but-not-listening", "something is bound, and goes on with something else", 2.0, bound),
    Lead(
        "port-bound-but-not-listening",
        "something is bound, goes on with something else, and the port is in use",
        1.0,
        lambda text: both(bound(text), taken(text)),
    ),
    Lead("ephemeral-port-collision", "a port that the kernel hands out is in use at times", 2.0, at_times),
    Lead("ephemeral-port-collision", "a port that the kernel hands out is spoken of as a client's", 1.5, as_client),
    Lead("port-held-by-stale-instance", "a port that the kernel hands out is in use at times", -1.0, at_times),
    Lead("macos-airplay-receiver", "5000 or 7000 is in use on a Mac", 2.0, port_of_airplay),
    Lead(
        "macos-airplay-receiver",
        "5000 or 7000 is in use on a Mac, which was not so before",
        1.0,
        lambda text: both(port_of_airplay(text), text.find(SINCE)),
    ),
    Lead("port-held-by-stale-instance", "5000 or 7000 is in use on a Mac", -1.0, port_of_airplay),
    Lead("time-wait-bind-conflict", "a start at once fails, and a minute later it does not", 1.2, too_soon),
    lead(
        "time-wait-bind-conflict",
        "it is so only where a client was connected",
        2.0,
        (
            r"\b(?:only )?if (?:a|any|nobody|no one|some)\w* ?(?:\w+ )?(?:was|had|is|were)\b.{0,30}\b(?:connected|"
            r"logged in|opened|client)\b"
        ),
    ),
    Lead(
        "port-held-by-other-application",
        "the port is in use, and a program that waits on ports is spoken of",
        0.9,
        lambda text: both(taken(text), text.find(PROGRAMS)),
    ),
)
