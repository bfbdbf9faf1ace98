"""An address is taken out of a set that bans it, nft(8): `nft delete element ip sshguard attackers { 10.0.0.9 }`."""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

THERE, MISSING = "there", "missing"
FAMILIES = ("ip", "ip6", "inet")
ELEMENTS = re.compile(r"elements = \{([^}]*)\}", re.DOTALL)
SSHGUARD, SPARED = "sshguard", "/etc/sshguard/whitelist"  # as Debian has it, WHITELIST_FILE= of sshguard.conf
JAIL = re.compile(r"addr6?-set-([\w.-]+)")
ADDRESS = re.compile(r"[0-9a-fA-F.:]+")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """One address, and no network of many."""
    if len(argv) != 9 or argv[:3] != ("nft", "delete", "element") or argv[3] not in FAMILIES:
        return None
    if (argv[6], argv[8]) != ("{", "}") or not ADDRESS.fullmatch(argv[7]):
        return None
    return Deed("element", argv, Look("output", ("nft", "-s", "list", "set", *argv[3:6])), Grade.EXACT)


def state(deed: Deed, seen: str) -> str:
    """An element that ends by itself (timeout) or has a comment is another one when it comes back: left alone."""
    found = ELEMENTS.search(seen)
    return THERE if found and deed.argv[7] in (word.strip() for word in found[1].split(",")) else MISSING


def wanted(_: Deed, __: str, ___: str) -> str:
    return MISSING


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("nft", "add", *deed.argv[2:]) if before == THERE else ()


def lasting(deed: Deed, _: Evidence) -> Argv:
    """
    Whoever banned it is to leave it alone: sshguard by its list, sshguard(8); fail2ban by the jail in the set's name.

    action.d/nftables.conf of fail2ban: ``addr-set-<name>``, with addr6 for IPv6.
    """
    if deed.argv[4] == SSHGUARD:
        return "sh", "-c", f"echo {deed.argv[7]} >> {SPARED}"
    jail = JAIL.fullmatch(deed.argv[5])
    return ("fail2ban-client", "set", jail[1], "addignoreip", deed.argv[7]) if jail else ()


def holds(deed: Deed) -> str:
    if deed.argv[4] == SSHGUARD:
        return "sshguard bans it anew; with that line it does not, from its next start on"
    jail = JAIL.fullmatch(deed.argv[5])
    if jail:
        return f"fail2ban starts again; ignoreip of {jail[1]} in /etc/fail2ban/jail.local holds then, too"
    return "whoever put it there does so again: it has a list of its own of those whom it leaves alone"


KIND = Kind("element", reads, state, wanted, back, lasting=lasting, holds=holds, until=True)
