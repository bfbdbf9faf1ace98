"""
Rules of packet filters and of desktop firewalls, and what security modules denied, as their tools print them.

iptables -L and -S, nft list, ufw status, firewall-cmd --list-all, pfctl -sr, netsh advfirewall, Get-NetFirewallRule,
socketfilterfw, and the audit lines of SELinux and AppArmor.  Every row speaks for itself: most tables come trimmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Line, Noted, Ruling
from portwise.read.text import Text

VERDICTS = {
    "accept": "accept",
    "allow": "accept",
    "pass": "accept",
    "return": "return",
    "drop": "drop",
    "deny": "drop",
    "block": "drop",
    "block drop": "drop",
    "reject": "reject",
    "block return": "reject",
    "limit": "limit",
    "dnat": "redirect",
    "redirect": "redirect",
    "rdr": "redirect",
}
RULELIKE = re.compile(
    r"-j |status:|dpt|dport|policy|allow|deny|reject|accept|drop|block|pass |rdr |ports:|target:|firewall|denied|action"
)
APPENDED = re.compile(
    r"(?:^|\s)-[ai] (?P<chain>[\w-]{2,30})\b(?:.{0,200}?--(?:dport|dports) (?P<port>\d{1,5}))?.{0,200}?-j "
    r"(?P<verdict>[a-z]+)\b"
)
LISTED = re.compile(
    r"^\W*(?:\d+\s+)?(?:[\d.]+[kmg]?\s+[\d.]+[kmg]?\s+)?(?P<verdict>accept|drop|reject|dnat|redirect)\s+"
    r"(?:tcp|udp|all|icmp|6|17|0)\s+(?:opt\s+)?(?:--|\S{1,3})?\s*.{0,160}?(?:dpts?:(?P<port>\d{1,5}).*)?$"
)
CHAIN = re.compile(r"\bchain (?P<chain>[\w-]{2,30}) \(policy (?P<verdict>accept|drop|reject)\b")
NFT_POLICY = re.compile(r"\bhook (?P<chain>\w+) .{0,60}policy (?P<verdict>accept|drop)\b")
NFT = re.compile(
    r"\b(?:tcp|udp|th) dport \{?\s*(?P<port>\d{1,5})[\d,\s-]*\}?[^\n]{0,120}?\b(?P<verdict>accept|drop|reject|"
    r"dnat|redirect)\b"
)
UFW = re.compile(
    r"^\W*(?:\[\s*\d+\]\s+)?(?P<port>\d{1,5})(?:/(?:tcp|udp))?(?: \(v6\))?\s+(?P<verdict>allow|deny|reject|"
    r"limit)\b(?: in| out| fwd)?\s"
)
UFW_DEFAULT = re.compile(r"\bdefault: (?P<verdict>allow|deny|reject) \(incoming\)")
FIREWALLD = re.compile(r"^\W*ports:\s+(?P<ports>(?:\d{1,5}(?:-\d+)?/(?:tcp|udp)\s*){1,40})$")
ZONE = re.compile(r"^\W*target:\s+(?P<verdict>default|accept|drop|%%reject%%)")
PF = re.compile(
    r"^\W*(?P<verdict>block(?: drop| return)?|pass|rdr)\b(?: (?:in|out|log|quick|pass|all)\b){0,4}"
    r"(?:.{0,160}?\bport (?:= )?(?P<port>\d{1,5}))?"
)
PF_MARKS = re.compile(r"\b(?:proto|quick|from any|inet6?|on [a-z]+\d|all)\b")
AVC = re.compile(r"\bavc:\s+denied\s+\{(?P<what>[^}]{1,60})\}(?:.{0,200}?\b(?:src|dest)=(?P<port>\d{1,5}))?")
APPARMOR = re.compile(r"\bapparmor=\"denied\" operation=\"(?P<what>[\w-]{1,30})\"")
FIELD = re.compile(r"^\W*(?P<name>[a-z][a-z ]{1,20}?)\s*:\s+(?P<value>\S.{0,120})$")
STATES = (
    (re.compile(r"\bfirewall is enabled\. \(state = [12]\)"), "on", "macos firewall"),
    (re.compile(r"\bfirewall is disabled\. \(state = 0\)"), "off", "macos firewall"),
    (re.compile(r"\b(?:firewall has )?block all (?:state set to )?enabled\b"), "drop", "macos firewall"),
    (re.compile(r"^\W*status: active\b"), "on", "ufw"),
    (re.compile(r"^\W*status: inactive\b"), "off", "ufw"),
    (re.compile(r"\bfirewall policy\s+blockinbound"), "drop", "windows firewall"),
)
NAMES = ("rule name", "displayname", "name", "regelname")
WINDOWS = {"action": "verdict", "aktion": "verdict", "localport": "port", "lokaler port": "port", "direction": "way"}
BLOCKS = ("block", "blocken", "blockieren")


def rules(text: Text) -> Iterator[Noted[Ruling]]:
    for line in text.lines:
        folded = line.text.casefold()
        if RULELIKE.search(folded):
            yield from (Noted(ruling, (line.number,)) for ruling in of_line(folded))
    yield from of_windows(text.lines)


def of_line(folded: str) -> Iterator[Ruling]:
    """The first shape that fits; a row is of one tool."""
    for by, pattern in SHAPES:
        if found := pattern.search(folded):
            parts = found.groupdict()
            port = int(parts["port"]) if parts.get("port") else None
            yield Ruling(VERDICTS.get(parts["verdict"], parts["verdict"]), by, port, parts.get("chain") or "")
            return
    if found := FIREWALLD.match(folded):
        yield from (
            Ruling("accept", "firewalld", int(one)) for one in re.findall(r"(\d{1,5})(?:-\d+)?/", found["ports"])
        )
    elif (found := PF.match(folded)) and PF_MARKS.search(folded):
        yield Ruling(VERDICTS[found["verdict"]], "pf", int(found["port"]) if found["port"] else None)
    elif found := AVC.search(folded):
        yield Ruling("denied", "selinux", int(found["port"]) if found["port"] else None, found["what"].strip())
    elif found := APPARMOR.search(folded):
        yield Ruling("denied", "apparmor", None, found["what"])
    else:
        yield from (Ruling(verdict, by) for pattern, verdict, by in STATES if pattern.search(folded))


SHAPES = (
    ("iptables", APPENDED),
    ("iptables", CHAIN),
    ("iptables", LISTED),
    ("nft", NFT_POLICY),
    ("nft", NFT),
    ("ufw", UFW),
    ("ufw", UFW_DEFAULT),
    ("firewalld", ZONE),
)


def of_windows(lines: tuple[Line, ...]) -> Iterator[Noted[Ruling]]:
    """netsh and PowerShell print a rule in several lines, its name first."""
    name, start, fields = "", 0, dict[str, str]()
    for line in (*lines, Line(0, "name: end")):
        found = FIELD.match(line.text.casefold())
        if not found:
            continue
        if found["name"] in NAMES and fields.get("verdict"):
            yield Noted(of_fields(name, fields), (start,))
        if found["name"] in NAMES:
            name, start, fields = found["value"].strip(), line.number, {}
        elif found["name"] in WINDOWS and start:
            fields[WINDOWS[found["name"]]] = found["value"].strip()


def of_fields(name: str, fields: dict[str, str]) -> Ruling:
    port = fields.get("port", "")
    verdict = "drop" if fields["verdict"] in BLOCKS else "accept"
    return Ruling(verdict, "windows firewall", int(port) if port.isdecimal() and len(port) <= 5 else None, name[:80])


READERS = (rules,)
