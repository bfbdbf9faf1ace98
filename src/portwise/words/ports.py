"""What is known of a port by its number alone."""

from __future__ import annotations

from portwise.model import badports
from portwise.model.target import HIGHEST_PORT
from portwise.words.entry import Term
from portwise.words.used_by import USED_BY

AIRPLAY = (5000, 7000)  # AirPlay Receiver of macOS 12 and later

CHROMIUM_BLOCKS = badports.CHROMIUM_BLOCKS
SOME_MORE_BLOCK = frozenset((4190, 6679))  # in the Fetch standard or in Firefox

PRIVILEGED_BELOW = 1024  # net.ipv4.ip_unprivileged_port_start, unless changed
LINUX_EPHEMERAL = range(32768, 61000)  # net.ipv4.ip_local_port_range, unless changed
IANA_DYNAMIC = range(49152, HIGHEST_PORT + 1)  # RFC 6335 section 6; macOS and Windows follow it


def port(number: int) -> Term:
    """All that the number tells; who holds it now only a look at the machine does."""
    if number == 0:
        return NO_PORT
    if number > HIGHEST_PORT:
        return impossible(number)
    says = tuple(filter(None, (user(number), privilege(number), ephemeral(number), airplay(number), browsers(number))))
    blocked = ("blocked-by-browser",) if number in CHROMIUM_BLOCKS | SOME_MORE_BLOCK else ()
    causes = ("browser-blocked-port",) if blocked else ()
    return Term(
        (f"port {number}",),
        f"usually {USED_BY[number]}" if number in USED_BY else "no common server uses it by default",
        (
            *says,
            (
                f"Who holds it here: `portwise why :{number}`. Whether a server may take it: `portwise why --bind "
                f":{number}`."
            ),
        ),
        blocked,
        (*causes, *(("macos-airplay-receiver",) if number in AIRPLAY else ())),
        ("https://www.iana.org/assignments/service-names-port-numbers",),
    )


def user(number: int) -> str:
    return "A number is a habit, not a proof: any program may use it." if number in USED_BY else ""


def privilege(number: int) -> str:
    if number >= PRIVILEGED_BELOW:
        return ""
    return (
        "Privileged on Linux: below net.ipv4.ip_unprivileged_port_start (1024 unless changed) a server needs root or "
        "CAP_NET_BIND_SERVICE, else bind(2) fails with EACCES. macOS lets anybody take it on all addresses, Windows "
        "on any."
    )


def ephemeral(number: int) -> str:
    if number in LINUX_EPHEMERAL:
        return (
            "Inside the ephemeral range of Linux (32768-60999): the kernel may give it to any outgoing connection, "
            "and then a server cannot bind it for as long as that lasts. Choose a lower number for a server."
        )
    if number in IANA_DYNAMIC:
        return (
            "Inside the dynamic range of macOS and Windows (49152-65535) but above that of Linux (which ends at 60999 "
            "unless changed). Choose a lower number for a server."
        )
    return ""


def airplay(number: int) -> str:
    if number not in AIRPLAY:
        return ""
    return (
        "On macOS the AirPlay Receiver (ControlCenter) listens here by default and answers requests with 403: switch "
        "it off in System Settings, General, AirDrop & Handoff, or move your server."
    )


def browsers(number: int) -> str:
    if number in CHROMIUM_BLOCKS:
        return (
            "Browsers refuse it (ERR_UNSAFE_PORT in Chrome, NS_ERROR_PORT_ACCESS_NOT_ALLOWED in Firefox), on "
            "localhost as well. curl works. For a web server choose another port."
        )
    return "Some browsers refuse it as unsafe." if number in SOME_MORE_BLOCK else "Browsers allow it."


def impossible(number: int) -> Term:
    wrapped = number & HIGHEST_PORT
    near = ", ".join(str(n) for n in one_digit_less(number))
    return Term(
        (f"port {number}",),
        f"impossible: the highest port is {HIGHEST_PORT}",
        (
            (
                f"A TCP port has 16 bits, so {number} does not exist. Browsers, curl and Node.js refuse the URL and "
                f"send "
                f"nothing."
            ),
            (
                f"Programs that do not check cut the number down to its low 16 bits and use {wrapped}; "
                f"`portwise why :{wrapped}` tells whether something waits there."
            ),
            *((f"With one digit too many, it may have been meant as {near}.",) if near else ()),
        ),
        ("invalid-url",),
        ("target-port-out-of-range",),
        ("RFC 9293 section 3.1",),
    )


def one_digit_less(number: int) -> tuple[int, ...]:
    """The ports that are left when one digit was typed too many."""
    written = str(number)
    shorter = {int(written[:i] + written[i + 1 :]) for i in range(len(written))}
    return tuple(sorted(n for n in shorter if 0 < n <= HIGHEST_PORT))


NO_PORT = Term(
    ("port 0",),
    "no port: it means 'any free one'",
    (
        "For a server, bind(2) to port 0 asks the kernel to choose a free port. getsockname(2) tells which.",
        "For a client there is nothing to connect to at port 0.",
    ),
    ("invalid-url",),
    ("target-port-out-of-range",),
    ("man 7 ip",),
)
