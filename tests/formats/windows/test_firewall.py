"""Rules of the Windows firewall from the registry, from netsh in three languages, and from PowerShell.

The registry: [MS-FASP] 2.2.19 and its ABNF (v2.31, Windows 10 and 11); netsh: learn.microsoft.com, Netsh advfirewall,
2024.  Programs and ports are our own.
"""

import pytest

from portwise.formats.windows import firewall, registry
from portwise.model.windows import FirewallRule, Profile

POLICY = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
RULES = rf"""
{POLICY}\FirewallRules
    {{0A}}    REG_SZ    v2.31|Action=Block|Active=TRUE|Dir=In|Protocol=6|Profile=Public|App=C:\Program Files\nodejs\node.exe|Name=Node.js|
    {{0B}}    REG_SZ    v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|Profile=Private|LPort=3000|LPort2_10=8000-8010|RA4=LocalSubnet|Name=shop|
    {{0C}}    REG_SZ    v2.31|Action=Allow|Active=FALSE|Dir=Out|Name=@FirewallAPI.dll,-25000|
    {{0D}}    REG_SZ    v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=RPC|Name=told at run time|
    note    REG_SZ    no rule
"""  # noqa: E501 - as reg.exe prints it


def test_rules_of_the_registry():
    """A port that the service is told at run time is no port; what is no rule is none."""
    assert (
        FirewallRule("Node.js", False, True, True, ("public",), "tcp", (), r"C:\Program Files\nodejs\node.exe"),
        FirewallRule(
            "shop", True, True, True, ("domain", "private"), "tcp", ((3000, 3000), (8000, 8010)), "", "LocalSubnet"
        ),
        FirewallRule("@FirewallAPI.dll,-25000", True, False, False, (), "any", (), ""),
    ) == firewall.of_registry(registry.keys(RULES))


def test_profiles_of_the_registry():
    """StandardProfile is the private one; what has no rule is blocked unless it is said."""
    on, off = "    EnableFirewall    REG_DWORD    0x1\n", "    EnableFirewall    REG_DWORD    0x0\n"
    text = (
        f"{POLICY}\\DomainProfile\n{off}\n{POLICY}\\PublicProfile\n{on}    DoNotAllowExceptions    REG_DWORD    0x1\n"
    )
    text += f"{POLICY}\\StandardProfile\n{on}    DefaultInboundAction    REG_DWORD    0x0\n"

    assert (
        Profile("domain", False, True),
        Profile("public", True, True, True),
        Profile("private", True, False),
    ) == firewall.profiles(registry.keys(text))


ENGLISH = """
Rule Name:                            Node.js JavaScript Runtime
----------------------------------------------------------------------
Enabled:                              Yes
Direction:                            In
Profiles:                             Public
Grouping:
LocalIP:                              Any
RemoteIP:                             Any
Protocol:                             TCP
LocalPort:                            3000,8000-8010
RemotePort:                           Any
Edge traversal:                       Defer to user
Action:                               Block

Rule Name:                            shop
----------------------------------------------------------------------
Enabled:                              No
Direction:                            Out
Profiles:                             Domain,Private,Public
Grouping:
LocalIP:                              Any
RemoteIP:                             Any
Protocol:                             Any
Edge traversal:                       No
Action:                               Allow
Ok.
"""
GERMAN = """
Regelname:                            Node.js JavaScript Runtime
----------------------------------------------------------------------
Aktiviert:                            Ja
Richtung:                             Eingehend
Profile:                              Public
Gruppierung:
Lokales IP:                           Beliebig
Remote-IP:                            Beliebig
Protokoll:                            TCP
Lokaler Port:                         3000,8000-8010
Remoteport:                           Beliebig
Edgeausnahme:                         Auf Benutzer zurückstellen
Aktion:                               Blockieren

Regelname:                            shop
----------------------------------------------------------------------
Aktiviert:                            Nein
Richtung:                             Ausgehend
Profile:                              Domain,Private,Public
Gruppierung:
Lokales IP:                           Beliebig
Remote-IP:                            Beliebig
Protokoll:                            Beliebig
Edgeausnahme:                         Nein
Aktion:                               Zulassen
OK.
"""
EXPECTED = (
    FirewallRule("Node.js JavaScript Runtime", False, True, True, ("public",), "tcp", ((3000, 3000), (8000, 8010)), ""),
    FirewallRule("shop", True, False, False, (), "any", (), ""),
)


@pytest.mark.parametrize("text", [ENGLISH, GERMAN], ids=["English", "German"])
def test_rules_of_netsh(text):
    """The same order in every language."""
    assert EXPECTED == firewall.shown(text)


def test_a_description_and_a_program_are_told_with_verbose():
    """They stand before and behind the rest."""
    text = ENGLISH.replace("Enabled:                              Yes", "Description: says: much\nEnabled:   Yes", 1)
    text = text.replace(
        "Action:                               Block", "Program: C:\\node\\node.exe\nAction:    Block", 1
    )

    assert (EXPECTED[0]._replace(program="C:\\node\\node.exe"), EXPECTED[1]) == firewall.shown(text)


def test_a_language_that_nobody_knows_tells_nothing():
    """Better no rule than a wrong one."""
    assert () == firewall.shown(ENGLISH.replace("Yes", "Jah").replace("No\n", "Ei\n"))


RECORD = r"""
Name                  : TCP Query User{3F}C:\program files\nodejs\node.exe
DisplayName           : Node.js JavaScript Runtime
Enabled               : True
Profile               : Private, Public
Direction             : Inbound
Action                : Block
"""


def test_rules_of_powershell():
    """Get-NetFirewallRule tells no port."""
    assert (
        FirewallRule("Node.js JavaScript Runtime", False, True, True, ("private", "public"), "any", (), ""),
    ) == firewall.of_powershell(RECORD)


SHOWN = """
Domain Profile Settings:
----------------------------------------------------------------------
State                                 OFF
Firewall Policy                       BlockInbound,AllowOutbound
LocalFirewallRules                    N/A (GPO-store only)

Public Profile Settings:
----------------------------------------------------------------------
State                                 ON
Firewall Policy                       BlockInboundAlways,AllowOutbound
InboundUserNotification               Enable
Ok.
"""
AUF_DEUTSCH = (
    SHOWN.replace("Domain Profile Settings", "Domänenprofil-Einstellungen")
    .replace("Public Profile Settings", "Öffentliches Profil-Einstellungen")
    .replace("State   ", "Status  ")
    .replace("Firewall Policy", "Firewallrichtlinie")
    .replace(" ON", " EIN")
    .replace("OFF", "AUS")
)


@pytest.mark.parametrize("text", [SHOWN, AUF_DEUTSCH], ids=["English", "German"])
def test_profiles_of_netsh(text):
    """netsh advfirewall show allprofiles: the policy is one word in every language."""
    assert (Profile("domain", False, True), Profile("public", True, True, True)) == firewall.profiles_shown(text)
    assert () == firewall.profiles_shown(
        text.replace("ON", "KYLLÄ").replace("EIN", "KYLLÄ").replace("OFF", "EI").replace("AUS", "EI")
    )


PROFILES = """
Name                            : Public
Enabled                         : True
DefaultInboundAction            : NotConfigured
AllowInboundRules               : NotConfigured

Name                            : Private
Enabled                         : False
DefaultInboundAction            : Allow
AllowInboundRules               : False
"""


def test_profiles_of_powershell():
    """Get-NetFirewallProfile."""
    assert (Profile("public", True, True), Profile("private", False, False, True)) == firewall.profiles_of_powershell(
        PROFILES
    )
