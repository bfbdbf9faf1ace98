"""
The one line by which a database comes to listen where the client came, too.

Nothing is opened that has no guard: Redis only with a password, MongoDB only with authorization; the others ask
for one by themselves.
"""

from __future__ import annotations

from portwise.knowledge.terms.edits import Change
from portwise.model.cause import View
from portwise.model.facts import ADDRESSING
from portwise.model.process import Process
from portwise.model.settings import Directive
from portwise.model.target import Address

EVERYWHERE = ("*", "0.0.0.0", "::")
OFF = ("0", "off", "false")
BY_COMMAND = "postgresql.auto.conf"  # which ALTER SYSTEM writes, and nobody else should


def last(rows: tuple[Directive, ...], *names: str) -> Directive | None:
    """The one that counts."""
    return next((row for row in reversed(rows) if row.name in names), None)


def postgres(view: View, process: Process, address: Address) -> Change | None:
    rows = view[ADDRESSING.of(process)]
    stated = last(rows, "listen_addresses")
    now = stated or next((row for row in rows if row.name == "#listen_addresses"), None)
    if now is None or not now.text or now.file.endswith(BY_COMMAND):
        return None
    words = [word for part in now.value.split(",") if (word := part.strip())]
    if stated and (set(words) & {*EVERYWHERE, str(address)}):
        return None
    return Change(now.file, now.line, now.text, f"listen_addresses = '{','.join((*words, str(address)))}'")


def mysql(view: View, process: Process, address: Address) -> Change | None:
    """Only the newer take several, MySQL from 8.0.13 on: where several stand already one more is put to them."""
    rows = view[ADDRESSING.of(process)]
    bind, skip = last(rows, "bind-address"), last(rows, "skip-networking")
    if skip and skip.value.lower() in OFF:
        skip = None
    if any(row and not row.text for row in (bind, skip)):
        return None
    words = bind.value.split(",") if bind else []
    fits = bool({*words} & {*EVERYWHERE, str(address)})
    if skip:
        if bind is None:
            return Change(skip.file, skip.line, skip.text, f"bind-address={address}")
        return Change(skip.file, skip.line, skip.text, f"#{skip.text}") if fits else None
    if bind is None or fits or not bind.value:
        return None
    several = len(words) > 1
    new = f"{bind.value},{address}" if several else str(address)
    return Change(
        bind.file, bind.line, bind.text, bind.text.replace(bind.value, new), loses="" if several else bind.value
    )


def redis(view: View, process: Process, address: Address) -> Change | None:
    rows = view[ADDRESSING.of(process)]
    bind = last(rows, "bind")
    guard = last(rows, "user") or last(rows, "aclfile") or last(rows, "requirepass")  # who the first says counts most
    if bind is None or not bind.text or guard is None or not guard.value:
        return None
    return Change(bind.file, bind.line, bind.text, f"{bind.text} {address}")


def mongod(view: View, process: Process, address: Address) -> Change | None:
    rows = view[ADDRESSING.of(process)]
    bind, net, guard = last(rows, "bindIp", "bind_ip", "bindIpAll"), last(rows, "net"), last(rows, "authorization")
    if guard is None or guard.value != "enabled":
        return None
    if bind is None:
        return Change(net.file, net.line, "", f"{net.value}bindIp: localhost,{address}") if net else None
    if not bind.text or not bind.value or bind.name == "bindIpAll":
        return None
    return Change(bind.file, bind.line, bind.text, bind.text.replace(bind.value, f"{bind.value},{address}"))
