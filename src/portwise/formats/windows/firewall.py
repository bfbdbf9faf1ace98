"""
Rules and profiles of the Windows firewall, as three sources write them.

- the registry, ``HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy``: a rule is a
  line, ``v2.31|Action=Block|Active=TRUE|Dir=In|Protocol=6|Profile=Public|LPort=3000|App=C:\\a.exe|Name=a|``
  ([MS-FASP] 2.2.19 and its ABNF), in one language
- ``netsh advfirewall firewall show rule name=all``: blocks of ``Word:   value``, in the language of the machine.  Their
  order is the same in all: name, enabled, direction, profiles, grouping, two addresses, protocol, ports, …, action
- Get-NetFirewallRule: records whose words are English everywhere, without ports (those are in filters of their own)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from portwise.formats.windows import powershell
from portwise.formats.windows.printed import lines
from portwise.formats.windows.registry import Key
from portwise.model.target import HIGHEST_PORT
from portwise.model.windows import FirewallRule, Profile

PROTOCOLS = {"6": "tcp", "17": "udp", "": "any", "256": "any"}
KINDS = {"domainprofile": "domain", "standardprofile": "private", "publicprofile": "public"}
PORTS = re.compile(r"[0-9]{1,5}(?:-[0-9]{1,5})?")
PAIR = re.compile(r"([^\s:][^:\r\n]{0,60}):[ \t]{1,60}(\S.{0,1000}?)[ \t]*")
DASHES = re.compile(r"-{20,}")
NAMES = ("domain", "private", "public")
# Words of netsh where it is not English; what is in no table is not understood, and its rule is left out
YES = {"yes", "ja", "oui", "sí", "si", "sì", "sim", "да", "是", "はい", "예"}
NO = {"no", "nein", "non", "não", "нет", "否", "いいえ", "아니요"}
IN = {"in", "eingehend", "entrante", "entrant", "dentro", "entrada", "ingresso", "受信", "入"}
OUT = {"out", "ausgehend", "saliente", "sortant", "fuera", "saída", "uscita", "送信", "出"}
BLOCK = {"block", "blocken", "blockieren", "bloquer", "bloquear", "blocca", "ブロック", "阻止"}
ALLOW = {"allow", "zulassen", "autoriser", "permitir", "consenti", "許可", "允许", "bypass"}
POLICY = re.compile(r"\b(BlockInbound|AllowInbound|BlockInboundAlways),\s*(?:Allow|Block)Outbound\b", re.IGNORECASE)
FACES = {
    "domain": ("domain", "domän", "domaine", "dominio", "domínio"),
    "private": ("private", "privat", "privé", "privado", "privato"),
    "public": ("public", "öffentlich", "público", "pubblico"),
}
ON, OFF = {"on", "ein", "activé", "activer", "activado"}, {"off", "aus", "désactivé", "inactif", "desactivado"}
ANY = {"any", "alle", "beliebig", "tous", "tout", "cualquiera", "qualsiasi", "qualquer", "任意", "任何"}


def of_registry(keys: tuple[Key, ...]) -> tuple[FirewallRule, ...]:
    """All rules of a key that can be read; whoever is named by a resource keeps the name of it."""
    values = (value for key in keys for value in key.values.values() if value.startswith("v2."))
    return tuple(rule for value in values if (rule := _written(value)))


def _written(value: str) -> FirewallRule | None:
    pairs = [part.partition("=") for part in value.split("|")[1:] if "=" in part]
    said: dict[str, list[str]] = {}
    for name, _, word in pairs:
        said.setdefault(name, []).append(word)
    try:
        ports = tuple(one for word in said.get("LPort", ()) for one in spans(word))
        ports += tuple(one for word in said.get("LPort2_10", ()) for one in spans(word))
    except ValueError:  # RPC, IPHTTPSIn, Ply2Disc: a port that the service is told at run time
        return None
    first = {name: words[0] for name, words in said.items()}
    return FirewallRule(
        first.get("Name", ""),
        first.get("Action") in ("Allow", "ByPass"),
        first.get("Active") == "TRUE",
        first.get("Dir") == "In",
        tuple(word.lower() for word in said.get("Profile", ())),
        PROTOCOLS.get(first.get("Protocol", ""), first.get("Protocol", "")),
        ports,
        first.get("App", ""),
        ",".join(word for name in ("RA4", "RA6", "RA42", "RA62") for word in said.get(name, ())),
    )


def spans(word: str) -> tuple[tuple[int, int], ...]:
    """``80``, ``8000-8010``, ``80,443``.  Raises ValueError."""
    return tuple(_span(part.strip()) for part in word.split(","))


def _span(part: str) -> tuple[int, int]:
    if not PORTS.fullmatch(part):
        raise ValueError(f"{part[:20]} is no port")
    first, _, last = part.partition("-")
    low, high = int(first), int(last or first)
    if not low <= high <= HIGHEST_PORT:
        raise ValueError(f"{part} is no range of ports")
    return low, high


def profiles(keys: tuple[Key, ...]) -> tuple[Profile, ...]:
    """
    ``reg query …\\FirewallPolicy\\PublicProfile`` and its neighbours, in any number of keys.

    What comes in and has no rule is blocked unless DefaultInboundAction says 0.
    """
    return tuple(_profile(key) for key in keys if key.path.rpartition("\\")[2].lower() in KINDS)


def _profile(key: Key) -> Profile:
    name = KINDS[key.path.rpartition("\\")[2].lower()]
    said = {name.lower(): value for name, value in key.values.items()}
    blocks = said.get("defaultinboundaction", "1") != "0"
    return Profile(name, said.get("enablefirewall") == "1", blocks, said.get("donotallowexceptions") == "1")


def profiles_shown(text: str) -> tuple[Profile, ...]:
    """
    ``netsh advfirewall show allprofiles`` and ``currentprofile``.

    The policy is written alike in every language (``BlockInbound,AllowOutbound``); the line before it is the switch.
    One whose name or switch nobody knows is left out.
    """
    found: list[Profile] = []
    name, before = "", ""
    for line in map(str.strip, lines(text)):
        if line.endswith(":") or DASHES.fullmatch(line):
            name = next((face for face, words in FACES.items() if any(w in line.lower() for w in words)), name)
        elif (policy := POLICY.search(line)) and before in ON | OFF and name:
            blocks = policy[1].lower().startswith("block")
            found.append(Profile(name, before in ON, blocks, policy[1].lower() == "blockinboundalways"))
            name = ""
        before = line.split()[-1].lower() if line.split() else before
    return tuple(found)


def profiles_of_powershell(text: str) -> tuple[Profile, ...]:
    """Get-NetFirewallProfile; what is not configured is blocked, as Windows comes."""
    found = (record.values for record in powershell.records(text))
    return tuple(
        Profile(
            said["Name"].lower(),
            said["Enabled"] == "True",
            said.get("DefaultInboundAction", "") != "Allow",
            said.get("AllowInboundRules", "") == "False",
        )
        for said in found
        if said.get("Name", "").lower() in NAMES and said.get("Enabled") in ("True", "False")
    )


def shown(text: str) -> tuple[FirewallRule, ...]:
    """``netsh advfirewall firewall show rule name=all [verbose]``; a rule with words that nobody knows is left out."""
    return tuple(rule for block in _blocks(text) if (rule := _shown(block)))


def _blocks(text: str) -> Iterator[list[tuple[str, str]]]:
    """A name, dashes, and the rest of the pairs."""
    pairs: list[tuple[str, str]] = []
    name: tuple[str, str] | None = None
    for line in map(str.strip, lines(text)):
        if DASHES.fullmatch(line):
            if name and pairs:
                pairs.pop()
                yield pairs
            pairs = [name] if name else []
        elif found := PAIR.fullmatch(line):
            name = (found[1].strip().lower(), found[2])
            pairs.append(name)
        elif line.endswith(":") and line.count(":") == 1:  # a value that is empty: no group
            pairs.append((line[:-1].strip().lower(), ""))
    if pairs:
        yield pairs


def _shown(block: list[tuple[str, str]]) -> FirewallRule | None:
    values = [value for _, value in block]
    low = [value.lower() for value in values]
    pairs = pairwise(low[1:])  # with "verbose" a description stands before them
    first = next((n for n, (on, way) in enumerate(pairs, 1) if on in YES | NO and way in IN | OUT), 0)
    action = next((value for value in reversed(low) if value in BLOCK | ALLOW), "")
    if not first or not action:
        return None
    enabled, direction, faces = (*low[first : first + 3], "")[:3]
    at = next((n for n, value in enumerate(values) if n > first + 2 and value.upper() in ("TCP", "UDP")), 0)
    try:
        local = values[at + 1] if at and at + 1 < len(values) else ""
        ports = () if not at or local.lower() in ANY else spans(local)
    except ValueError:
        return None
    program = next((value for value in values[at:] if re.fullmatch(r"[A-Za-z]:\\.{1,500}|System|%.{1,500}", value)), "")
    named = tuple(name for name in NAMES if name in faces)
    protocol = values[at].lower() if at else "any"
    return FirewallRule(
        values[0], action in ALLOW, enabled in YES, direction in IN, _all(named), protocol, ports, program
    )


def _all(named: tuple[str, ...]) -> tuple[str, ...]:
    """All three, or words that nobody knows: for every profile, as one has to fear."""
    return () if named == NAMES else named


def of_powershell(text: str) -> tuple[FirewallRule, ...]:
    """Get-NetFirewallRule: a rule without its ports, which stand for all; "" where it does not tell its program."""
    return tuple(rule for record in powershell.records(text) if (rule := _record(record.values)))


def _record(said: Mapping[str, str]) -> FirewallRule | None:
    action, direction = said.get("Action", ""), said.get("Direction", "")
    if action not in ("Allow", "Block") or direction not in ("Inbound", "Outbound"):
        return None
    names = tuple(word.strip().lower() for word in said.get("Profile", "Any").split(","))
    return FirewallRule(
        said.get("DisplayName", "") or said.get("Name", ""),
        action == "Allow",
        said.get("Enabled", "") == "True",
        direction == "Inbound",
        _all(tuple(name for name in NAMES if name in names)),
        "any",
        (),
        "",
    )
