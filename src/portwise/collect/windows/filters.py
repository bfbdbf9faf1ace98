"""
The firewall of Windows, by the registry: its words are of one language, and everybody may read them.

Which of its three faces rules is decided by the network that the machine is in, and PowerShell tells that; with several
networks each has its own, and portwise takes the strictest.  Rules of a group policy stand under another key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import LOCAL, RULES, SHIELD
from portwise.model.guard import Passage, Shield
from portwise.model.net import Rule
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.model.windows import FirewallRule, Profile

POLICY = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
BY_GROUP = r"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall"
FACES = {"domain": "DomainProfile", "private": "StandardProfile", "public": "PublicProfile"}
NETWORK = ("powershell", "-NoProfile", "-NonInteractive", "-Command", "(Get-NetConnectionProfile).NetworkCategory")
STRICTEST = ("public", "private", "domain")
CATEGORIES = {"public": "public", "private": "private", "domainauthenticated": "domain"}
SOURCE = rf"reg query {POLICY} /s, Get-NetConnectionProfile, wf.msc"
NAME = "Windows Defender Firewall"
ANY = ("any", "tcp")


def shield(host: Host, _: Evidence, __: str) -> Shield:
    from portwise.formats.windows import firewall, registry

    face = network(host)
    keys = registry.keys(host.output(("reg", "query", rf"{POLICY}\{FACES[face]}")))
    found: tuple[Profile, ...] = firewall.profiles(keys)
    if not found:
        raise ValueError(f"the registry tells nothing of the {face} profile")
    known = firewall.of_registry(registry.keys(host.output(("reg", "query", rf"{POLICY}\FirewallRules"))))
    passages = tuple(passage(rule) for rule in (*known, *by_group(host)) if rules_here(rule, face))
    return Shield(NAME, found[0].on, found[0].blocks_all, face, passages, not found[0].blocks)


def by_group(host: Host) -> tuple[FirewallRule, ...]:
    """The key is there only where an organisation has one."""
    from portwise.formats.windows import firewall, registry

    try:
        return firewall.of_registry(registry.keys(host.output(("reg", "query", rf"{BY_GROUP}\FirewallRules"))))
    except FileNotFoundError:
        raise
    except OSError:
        return ()


def network(host: Host) -> str:
    said = [line.strip().lower() for line in host.output(NETWORK).splitlines()]
    known = {CATEGORIES[word] for word in said if word in CATEGORIES}
    if not known:
        raise ValueError("PowerShell tells no network that the machine is in")
    return next(face for face in STRICTEST if face in known)


def rules_here(rule: FirewallRule, face: str) -> bool:
    """Of those who may ask from anywhere; a rule for some addresses lets in these alone."""
    mine = rule.enabled and rule.inbound and (not rule.profiles or face in rule.profiles)
    return mine and rule.protocol in ANY and (not rule.remote or not rule.allows)


def passage(rule: FirewallRule) -> Passage:
    return Passage(rule.name, rule.program, rule.ports, not rule.allows)


def rules(host: Host, seen: Evidence, endpoint: Endpoint) -> tuple[Rule, ...]:
    """
    Rules that block what leaves; which program they are for is not compared, for each client is another.

    What comes in from the machine itself is never looked at: the rules for it are those of the firewall of the desktop.
    """
    from portwise.formats.windows import firewall, registry

    if seen[LOCAL.of(endpoint.address)]:
        return ()
    known = firewall.of_registry(registry.keys(host.output(("reg", "query", rf"{POLICY}\FirewallRules"))))
    out = (r for r in (*known, *by_group(host)) if r.enabled and not r.inbound and not r.allows)
    mine = (rule for rule in out if rule.protocol in (*ANY, seen.target.transport.value) and not rule.ports)
    return tuple(Rule("inet", NAME, "outbound", 0, "drop", "", r.name, "output", None, "wf") for r in mine)


ALL = (
    Collector(SHIELD, Cost.SLOW, SOURCE, "wf.msc", each(shield, SOURCE, "wf.msc")),
    Collector(RULES, Cost.SLOW, SOURCE, "wf.msc", each(rules, SOURCE, "wf.msc")),
)
