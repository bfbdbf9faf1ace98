"""What a person would type to see the same, for each kind of target and on each system."""

from __future__ import annotations

from collections.abc import Callable

from portwise.model.cause import Way
from portwise.model.record import NamedTuple
from portwise.model.target import Target

FREE = "no row: nobody has it"


def always(_: Target) -> bool:
    return True


def web(target: Target) -> bool:
    return target.speaks_http


def tcp(target: Target) -> bool:
    return Way.of(target) is Way.TCP


def udp(target: Target) -> bool:
    return Way.of(target) is Way.UDP


def unix(target: Target) -> bool:
    return Way.of(target) is Way.UNIX


def bind(target: Target) -> bool:
    return Way.of(target) is Way.BIND


class Typed(NamedTuple):
    """A command with slots; the first that fits the target is the one for its platform."""

    platform: str
    argv: tuple[str, ...]
    fits: Callable[[Target], bool] = always
    expected: str = ""  # instead of what the row expects


TRY = (
    Typed("any", ("curl", "-v", "{url}"), web),
    Typed("any", ("nc", "-vz", "{host}", "{port}"), tcp),
    Typed("any", ("nc", "-vzu", "{host}", "{port}"), udp),
    Typed("any", ("nc", "-vzU", "{path}"), unix),
    Typed("any", ("nc", "-l", "{port}"), bind, "it stays, and says nothing"),
)
LISTENERS = (
    Typed("linux", ("ss", "-lunp", "sport = :{port}"), udp, "a UNCONN row for the address, or for every address"),
    Typed("linux", ("ss", "-xlp", "src", "{path}"), unix, "a LISTEN row with that path"),
    Typed("linux", ("ss", "-ltnp", "sport = :{port}"), bind, FREE),
    Typed("linux", ("ss", "-ltnp", "sport = :{port}")),
    Typed("macos", ("lsof", "-U"), unix, "a row with that path"),
    Typed("macos", ("lsof", "-nP", "-iUDP:{port}"), udp, "a row for the address, or for every address"),
    Typed("macos", ("lsof", "-nP", "-iTCP:{port}", "-sTCP:LISTEN")),
    Typed("windows", ("netstat", "-ano")),
)
ON_PORT = (
    Typed("linux", ("ss", "-tulpan", "sport = :{port}"), bind, FREE),
    Typed("linux", ("ss", "-tulpan", "sport = :{port}")),
    Typed("macos", ("lsof", "-nP", "-i:{port}")),
    Typed("windows", ("netstat", "-ano")),
)
RULES = (
    Typed("linux", ("sudo", "nft", "list", "ruleset")),
    Typed("macos", ("sudo", "pfctl", "-sr")),
    Typed("windows", ("netsh", "advfirewall", "firewall", "show", "rule", "name=all")),
)
VARIABLES = (
    Typed(
        "linux",
        ("printenv", *("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "no_proxy", "NO_PROXY")),
    ),
    Typed("macos", ("scutil", "--proxy")),
    Typed("windows", ("netsh", "winhttp", "show", "proxy")),
)
FAMILY = (
    Typed("any", ("curl", "-4v", "{url}"), web),
    Typed("any", ("nc", "-4vz", "{host}", "{port}"), tcp),
    Typed("any", ("nc", "-4vzu", "{host}", "{port}"), udp),
)
HEAD = (Typed("any", ("curl", "-sSI", "{url}")),)


def on(linux: tuple[str, ...], macos: tuple[str, ...], windows: tuple[str, ...]) -> tuple[Typed, ...]:
    return Typed("linux", linux), Typed("macos", macos), Typed("windows", windows)
