"""What portwise shows to make a repair last is what a person can type: here it is typed, in the world of the repair."""

import pytest

from portwise_lab.case import cases
from portwise_lab.run import Vantage, parts

CONF = "/etc/sysctl.d/99-portwise.conf"
RANGE, RESERVED = "net.ipv4.ip_local_port_range=15000 65000", "net.ipv4.ip_local_reserved_ports=40001"
# Of each case: how the command begins, and a line that is there afterwards and was not
TYPED = {
    ("ephemeral-port-exhaustion", "as many connections as there are source ports"): ("sh -c echo", RANGE),
    ("ephemeral-port-collision", "a client's own end"): ("sh -c all=", RESERVED),
    ("container-exited-or-unhealthy", "it has exited, and would stay up the next time"): (
        "docker update --restart=unless-stopped web",
        "unless-stopped",
    ),
    ("container-exited-or-unhealthy", "docker-compose created it, and somebody has stopped it"): (
        "docker update --restart=unless-stopped shop_db_1",
        "unless-stopped",
    ),
    ("advertised-address-unreachable", "a real Redis cluster announces an address of another network"): (
        "redis-cli -h 10.77.0.2 -p 6379 config rewrite",
        "",
    ),
}
# Those whose command is one to be read: it stays in the foreground, or has a plan of its own
READ = {
    (
        "bound-to-specific-other-address",
        "a server of Python at the LAN address, which has an option for it",
    ): "env -C /mnt/home /usr/bin/python3 -m http.server 8000 --bind=127.0.0.1",
    ("port-held-by-stale-instance", "an earlier run of the same project"): "portwise stop --stale",
}
PARTS = {(part[0].scenario, part[0].name): part for part in parts(cases()) if part[1] is Vantage.ROOT}


@pytest.mark.parametrize(("lasts", "begins", "line"), [(PARTS[c], *told) for c, told in TYPED.items()], ids=str)
def test_the_command_does_what_it_says(lasts, begins, line, kept):
    """It ends well, says nothing on stderr, and what it is to change has changed."""
    said = kept[lasts].said
    fresh = {*said["then"].splitlines()} - {*said["seen"].splitlines()}

    assert [True] == [" ".join(argv).startswith(begins) for argv in said["shown"]]
    assert [[0, ""]] == said["ended"]
    assert not line or line in fresh


@pytest.mark.parametrize(("lasts", "command"), [(PARTS[c], told) for c, told in READ.items()], ids=str)
def test_what_runs_by_itself_is_shown(lasts, command, kept):
    """The command by which it comes up there the next time; what is left over another time."""
    assert [command] == [" ".join(argv) for argv in kept[lasts].said["shown"]]
