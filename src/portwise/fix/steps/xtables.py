"""
The same where the older tools write the rules, iptables(8): `iptables -I INPUT -d A -p tcp --dport N -j ACCEPT`.

There are two tools of that name, iptables-nft and iptables-legacy, and neither sees the rules of the other.  On
loopback both ends have one address, and `-m multiport --ports N` is the way there and the way back.
"""

from __future__ import annotations

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

TOOLS = ("iptables", "ip6tables", "iptables-legacy", "ip6tables-legacy")
SAVED = TOOLS[:2]  # by netfilter-persistent(8)
# How it is said, and how -S prints it
FORMS = {
    ("-d", "-p", "tcp", "--dport"): "-d {} -p tcp -m tcp --dport {}",
    ("-s", "-p", "tcp", "--sport"): "-s {} -p tcp -m tcp --sport {}",
    ("-d", "-p", "tcp", "-m", "multiport", "--ports"): "-d {} -p tcp -m multiport --ports {}",
}


def form(argv: Argv) -> Argv:
    """All words but those that it is about: the chain, the address and the port."""
    return (*argv[3:4], *argv[5:-3])


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if argv[:1] not in [(tool,) for tool in TOOLS] or argv[1:2] != ("-I",) or argv[-2:] != ("-j", "ACCEPT"):
        return None
    if form(argv) not in FORMS or not argv[-3].isdigit():
        return None
    return Deed("xtables", argv, Look("output", (argv[0], "-S", argv[2])), Grade.EQUIVALENT)


def state(deed: Deed, seen: str) -> str:
    """``-A INPUT -d 10.0.0.1/32 -p tcp -m tcp --dport 80 -j ACCEPT``: how many say this."""
    chain, address, port = deed.argv[2], deed.argv[4], deed.argv[-3]
    bits = "128" if ":" in address else "32"
    text = f"-A {chain} {FORMS[form(deed.argv)].format(f'{address}/{bits}', port)} -j ACCEPT"
    return str(sum(line.strip() == text for line in seen.splitlines()))


def wanted(_: Deed, before: str, __: str) -> str:
    return str(int(before) + 1)


def back(deed: Deed, before: str, seen: str) -> Argv:
    """-D takes the first that says the same, which is the one inserted."""
    return (deed.argv[0], "-D", *deed.argv[2:]) if int(state(deed, seen)) > int(before) else ()


def lasting(deed: Deed, _: Evidence) -> Argv:
    """What the usual tools have set is saved by it, and loaded at the next start."""
    return ("netfilter-persistent", "save") if deed.argv[0] in SAVED else ()


def holds(deed: Deed) -> str:
    """Of the older tools no package of Debian saves the rules."""
    tool = deed.argv[0]
    return "" if tool in SAVED else f"the machine starts again; what loads the rules of {tool} then has to have it too"


KIND = Kind("xtables", reads, state, wanted, back, lasting=lasting, holds=holds)
