"""How a person looks whether another address answers: by curl where it speaks the protocol, else by portwise itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portwise.model.cause import Remedy, Safety, View
from portwise.model.schemes import DEFAULT_PORT, HTTP, known

# Of `curl --version`, those that a connection shows something of; an unnamed protocol is mostly HTTP.
CURLS = HTTP | {"", "tcp", "ftp", "ftps", "smtp", "smtps", "imap", "imaps", "pop3", "pop3s", "telnet", "ldap", "mqtt"}


def is_of_the_web(view: View) -> bool:
    """The scheme says HTTP, or nothing that rules it out."""
    scheme = known(view.target.scheme)
    return scheme in HTTP or scheme.startswith("grpc") or scheme not in DEFAULT_PORT


def opens(does: str, place: str, verify: str = "portwise why {target}") -> tuple[Remedy, Remedy]:
    """One of the two is told; *place* is a slot, and the slots of the cause include `OPENING`."""
    told = Remedy(does, ("curl", "-v", place), Safety.SAFE, verify=verify, platform="any", when="for_curl")
    return told, told._replace(argv=("portwise", "why", place), when="for_others")


OPENING: Mapping[str, Callable[[View, object], str | None]] = {
    "for_curl": lambda view, _: "curl" if known(view.target.scheme) in CURLS else None,
    "for_others": lambda view, _: None if known(view.target.scheme) in CURLS else "portwise",
}
