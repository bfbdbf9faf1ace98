"""
Lines in which the kernel says that a security module denied a socket call: auditd's log, the kernel's, the journal's.

SELinux (security/selinux/avc.c): ``audit(1700000000.123:45): avc:  denied  { name_bind } for  pid=7 comm="nginx"
src=8888 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:unreserved_port_t:s0 tclass=tcp_socket
permissive=0``.  AppArmor (security/apparmor/net.c): ``audit(…): apparmor="DENIED" operation="create"
profile="snap.code" pid=7 comm="node" family="inet" sock_type="stream" …``.  Landlock, where audit is on
(admin-guide/LSM/landlock, since Linux 6.15): ``audit(…): domain=195ba459b blockers=net.connect_tcp daddr=127.0.0.1
dest=80``, and once for each domain who made it, ``audit(…): domain=195ba459b status=allocated mode=enforcing pid=7
uid=0 exe="/bin/a" comm="a"``.  A name with odd letters is written in hexadecimal digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.guard import Denial

LONGEST = 4096  # characters of a line that are looked at: whoever may write into a log may write long lines
AT = re.compile(r"audit\((\d{1,12}\.\d{1,9}):\d+\)")
SELINUX = re.compile(r"avc:\s+denied\s+\{ (?P<operation>name_bind|name_connect) \} for\s+(?P<rest>.*)")
APPARMOR = re.compile(r'apparmor="(?P<verdict>DENIED|ALLOWED)" (?P<rest>.*family="inet6?".*)')
LANDLOCK = re.compile(
    r"domain=(?P<domain>[0-9a-f]{1,16}) blockers=(?=[a-z_.,]{0,200}net\.)(?P<blockers>[a-z_.,]{1,400}) (?P<rest>.*)"
)
DOMAIN = re.compile(r"domain=(?P<domain>[0-9a-f]{1,16}) status=allocated (?P<rest>.*)")
# Each with a word that it needs: a log has ten thousand other lines, and to look for a word is quick
TELLING = (("avc:", SELINUX), ("apparmor=", APPARMOR), ("blockers=", LANDLOCK), ("status=allocated", DOMAIN))
ACCESS = re.compile(r"net\.((?:bind|connect)_\w+)")
PAIR = re.compile(r'(?<!\w)(\w{1,32})=("[^"]*"|\S+)')
HEX = re.compile(r"(?:[0-9A-F]{2})+")


def telling(line: str) -> bool:
    """Whether it is one of those: the rest of the log is nobody's business here."""
    line = line[:LONGEST]
    return any(word in line and pattern.search(line) for word, pattern in TELLING)


def denials(text: str) -> Iterator[Denial]:
    """In their order; a line that lacks something is passed over."""
    makers: dict[str, dict[str, str]] = {}
    lines = [line[:LONGEST] for line in text.splitlines()]
    for line in lines:
        if made := DOMAIN.search(line):
            makers[made["domain"]] = pairs(made["rest"])
    for line in lines:
        at = AT.search(line)
        if at and (found := SELINUX.search(line)):
            said = pairs(found["rest"])
            yield Denial(
                by="SELinux",
                at=float(at[1]),
                pid=number(said.get("pid", "")),
                name=named(said.get("comm", "")),
                operation=found["operation"],
                port=number(said.get("src" if found["operation"] == "name_bind" else "dest", "")),
                subject=kind(said.get("scontext", "")),
                object=kind(said.get("tcontext", "")),
                enforced=said.get("permissive") != "1",
            )
        elif at and (found := APPARMOR.search(line)):
            said = pairs(found["rest"])
            yield Denial(
                by="AppArmor",
                at=float(at[1]),
                pid=number(said.get("pid", "")),
                name=named(said.get("comm", "")),
                operation=named(said.get("operation", "")),
                port=0,
                subject=named(said.get("profile", "")),
                object="",
                enforced=found["verdict"] == "DENIED",
            )
        elif at and (found := LANDLOCK.search(line)) and (access := ACCESS.search(found["blockers"])):
            said, maker = pairs(found["rest"]), makers.get(found["domain"], {})
            yield Denial(
                by="Landlock",
                at=float(at[1]),
                pid=number(maker.get("pid", "")),
                name=named(maker.get("comm", "")),
                operation=access[1],
                port=number(said.get("src" if access[1].startswith("bind") else "dest", "")),
                subject=found["domain"],
                object="",
                enforced=True,
            )


def pairs(text: str) -> dict[str, str]:
    return {found[1]: found[2] for found in PAIR.finditer(text)}


def named(value: str) -> str:
    """Quoted, or in hexadecimal digits where a letter needed it."""
    if value.startswith('"'):
        return value.strip('"')
    return bytes.fromhex(value).decode("utf-8", "replace") if HEX.fullmatch(value) else value


def kind(context: str) -> str:
    """The type in ``user:role:type:level``."""
    return [*context.split(":"), "", "", ""][2]


def number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
