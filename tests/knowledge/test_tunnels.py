"""What ssh was told to forward, in the forms that its manual page has."""

import pytest

from portwise.knowledge.terms.tunnels import forwards, is_socks, leads_to


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("ssh -L 8000:127.0.0.1:3000 server", "127.0.0.1:3000"),
        ("ssh -L8000:127.0.0.1:3000 server", "127.0.0.1:3000"),
        ("ssh -fNL 8000:db:5432 server", "db:5432"),
        ("ssh -i key -p 2222 -N -L 0.0.0.0:8000:127.0.0.1:3000 server", "127.0.0.1:3000"),
        ("ssh server -L [::1]:8000:[::1]:3000", "[::1]:3000"),
        ("ssh -oLocalForward=8000 -L 9000:a:1 server", None),
        ("ssh -L 9000:a:1 -L 8000:b:2 server", "b:2"),
        ("ssh -L 80:a:8000 server", None),
        ("ssh server", None),
    ],
)
def test_where_a_port_leads(line, place):
    """The last two parts are the place; what comes before is where ssh listens."""
    assert place == leads_to(tuple(line.split()), 8000)


def test_a_forward_may_stand_in_o():
    """As in ssh_config(5): two words, or two with an equals sign."""
    argv = ("ssh", "-o", "LocalForward 8000 127.0.0.1:3000", "-o", "DynamicForward=1080", "server")

    assert "127.0.0.1:3000" == leads_to(argv, 8000)
    assert is_socks(argv, 1080)


@pytest.mark.parametrize(
    ("line", "socks"),
    [
        ("ssh -D 1080 server", True),
        ("ssh -fND 127.0.0.1:1080 server", True),
        ("ssh -D1080 server", True),
        ("ssh -D 1081 server", False),
        ("ssh -L 1080:a:1 server", False),
    ],
)
def test_which_port_speaks_socks(line, socks):
    """-D alone opens such a port."""
    assert socks is is_socks(tuple(line.split()), 1080)


def test_the_other_direction_is_told_apart():
    """-R listens at the server."""
    assert [("R", "8000:127.0.0.1:3000")] == list(forwards(("ssh", "-R", "8000:127.0.0.1:3000", "server")))
