"""What systemctl show says of units."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.units import confinement, units
from portwise.model.service import Confinement, Unit

SHOP = """Id=shop.service
LoadState=loaded
ActiveState=activating
SubState=auto-restart
Result=signal
ExecMainCode=2
ExecMainStatus=9
NRestarts=5
ExecStart={ path=/usr/bin/node ; argv[]=/usr/bin/node server.js --port 3000 ; pid=4711 ; code=killed }
Environment=PORT=3001 LANG=C
"""
SOCKET = """Id=shop.socket
LoadState=loaded
ActiveState=failed
SubState=failed
Result=trigger-limit-hit
Listen=127.0.0.1:3000 (Stream)
Listen=[::1]:3000 (Stream)
Listen=/run/shop.sock (Stream)
Listen=53 (Datagram)
Triggers=shop.service other.service
"""
GONE = "Id=gone.service\nLoadState=not-found\nActiveState=inactive\n"


def test_a_service_and_its_socket():
    """The command says which port a service wants, Listen= which one a socket has; what is not loaded is no unit."""
    said = units(f"{SHOP}\n{GONE}\n{SOCKET}")

    assert (
        Unit("shop.service", "activating", "auto-restart", "signal", 9, True, 5, (3000,), ()),
        Unit(
            "shop.socket",
            "failed",
            "failed",
            "trigger-limit-hit",
            0,
            False,
            0,
            (3000,),
            ("shop.service", "other.service"),
        ),
    ) == said


@pytest.mark.parametrize(
    ("command", "environment", "ports"),
    [
        ("/usr/sbin/nginx -g daemon on;", "", (80,)),
        ("/usr/bin/node server.js", "PORT=3000", (3000,)),
        ("/bin/sh -c 'echo \"", "", ()),  # systemd prints no quotes, so that these need not close
    ],
)
def test_a_service_wants_what_its_command_says(command, environment, ports):
    """Or its variable, or what the program takes by itself."""
    text = f"Id=a.service\nLoadState=loaded\nExecStart={{ argv[]={command} ; pid=0 }}\nEnvironment={environment}\n"

    assert ports == units(text)[0].ports


@given(
    text=st.text()
    | st.lists(st.sampled_from(["Id=a", "LoadState=loaded", "\n", "Listen=", "argv[]=", " ; "])).map("".join)
)
def test_any_text_is_units_or_none(text):
    """Another version of systemd never breaks a report."""
    assert isinstance(units(text), tuple)


# What systemctl 252 printed of a unit with all of these directives; a newer one puts a colon before the ports.
CONFINED = """IPAddressAllow=::1/128 10.0.0.0/8
IPAddressDeny=0.0.0.0/0 ::/0
SocketBindAllow=ipv6:443
SocketBindDeny=ipv4:tcp3000-3010
SocketBindDeny=udp:any
PrivateNetwork=yes
RestrictAddressFamilies=AF_INET AF_UNIX
"""


def test_what_a_unit_takes_away():
    """Each directive once, but for the binds, which come one by one."""
    denied = ("0.0.0.0/0", "::/0"), ("::1/128", "10.0.0.0/8"), ("ipv4:tcp3000-3010", "udp:any"), ("ipv6:443",)

    assert Confinement(True, "AF_INET AF_UNIX", *denied) == confinement(CONFINED)
    assert Confinement() == confinement("")


@pytest.mark.parametrize(
    ("families", "forbidden"),
    [("~", ()), ("", (4, 6)), ("AF_UNIX", (4, 6)), ("AF_UNIX AF_INET", (6,)), ("~AF_INET AF_PACKET", (4,))],
)
def test_families(families, forbidden):
    """A tilde turns the list round, and an empty list leaves nothing."""
    assert forbidden == tuple(v for v in (4, 6) if Confinement(families=families).forbids_family(v))


@pytest.mark.parametrize(
    ("rule", "version", "port", "fits"),
    [
        ("any", 6, 3000, True),
        ("3000", 4, 3000, True),
        ("3000", 4, 3001, False),
        ("ipv4:tcp3000-3010", 4, 3005, True),
        ("ipv4:tcp:3000-3010", 4, 3011, False),
        ("ipv4:any", 6, 3000, False),
        ("udp:any", 4, 3000, False),
        ("tcp", 4, 3000, True),
        ("of a systemd to come", 4, 3000, False),
    ],
)
def test_binds(rule, version, port, fits):
    """By family, protocol and range, in the words of every systemd."""
    assert fits is Confinement(binds_denied=(rule,)).forbids_bind(version, port)
    assert not Confinement(binds_denied=(rule,), binds_allowed=("any",)).forbids_bind(version, port)


@pytest.mark.parametrize(("address", "forbidden"), [("127.0.0.1", True), ("::1", False), ("10.1.2.3", False)])
def test_addresses(address, forbidden):
    """What is allowed is allowed, whatever is denied besides."""
    assert forbidden is confinement(CONFINED).forbids_address(ip_address(address))
