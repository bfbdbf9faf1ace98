"""What systemctl show says of units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.units import units
from portwise.model.service import Unit

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
