"""The same where the legacy tools write the rules, iptables(8): `iptables -I INPUT -d A -p tcp --dport N -j ACCEPT`."""

from __future__ import annotations

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

TOOLS = ("iptables", "ip6tables")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 11 or argv[0] not in TOOLS or argv[1] != "-I" or argv[9:] != ("-j", "ACCEPT"):
        return None
    if (argv[3], argv[5:8]) != ("-d", ("-p", "tcp", "--dport")):
        return None
    return Deed("xtables", argv, Look("output", (argv[0], "-S", argv[2])), Grade.EQUIVALENT)


def state(deed: Deed, seen: str) -> str:
    """``-A INPUT -d 10.0.0.1/32 -p tcp -m tcp --dport 80 -j ACCEPT``: how many say this."""
    chain, address, port = deed.argv[2], deed.argv[4], deed.argv[8]
    bits = "128" if ":" in address else "32"
    text = f"-A {chain} -d {address}/{bits} -p tcp -m tcp --dport {port} -j ACCEPT"
    return str(sum(line.strip() == text for line in seen.splitlines()))


def wanted(_: Deed, before: str, __: str) -> str:
    return str(int(before) + 1)


def back(deed: Deed, before: str, seen: str) -> Argv:
    """-D takes the first that says the same, which is the one inserted."""
    return (deed.argv[0], "-D", *deed.argv[2:]) if int(state(deed, seen)) > int(before) else ()


KIND = Kind("xtables", reads, state, wanted, back)
