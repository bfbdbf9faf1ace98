"""What is kept for a port, from files and answers that a test wrote down."""

import errno

import pytest

from portwise.collect.units import CONFINING, MANAGING
from portwise.host.api import Relay
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import CONFINED, UNITS
from portwise.model.service import Confinement, Kind, Tail
from portwise.model.target import Target

SEEN = Evidence(Target.parse("localhost:3000"))
SHOW = """Id=shop.service
LoadState=loaded
ActiveState={}
SubState=failed
Result=exit-code
ExecMainCode=1
ExecMainStatus=1
NRestarts=5
ExecStart={{ path=/usr/bin/node ; argv[]=/usr/bin/node server.js --port 3000 ; pid=4711 ; code=exited }}
"""
JOURNAL = "Listening on port 3000\nError: out of ideas\nshop.service: Failed with result 'exit-code'.\n"
SYSTEMD = {
    "/run/systemd/system": (),
    "/etc/systemd/system": ("shop.service",),
    "/etc/systemd/system/shop.service": "[Service]\nExecStart=/usr/bin/node server.js --port 3000\n",
}
KEPT = {
    "/etc/supervisor/supervisord.conf": "[supervisord]\nlogfile=/var/log/s.log\n[include]\nfiles=conf.d/*.conf\n",
    "/etc/supervisor/conf.d": ("readme", "shop.conf"),
    "/etc/supervisor/conf.d/shop.conf": "[program:shop]\ncommand=node s --port 3000\nstderr_logfile=/var/log/e.log\n",
    "/var/log/s.log": "WARN exited: shop (terminated by SIGSEGV; not expected)",
    "/var/log/e.log": "Error: no such table",
}


class Machine(Relay):
    def __init__(self, files, active="failed", journal=JOURNAL):
        self.files, self.active, self.journal = files, active, journal

    def _answer(self, method, *about):
        if method == "environment":
            return (("HOME", "/home/ann"),)
        if method == "output":
            if about[0][0] == "systemctl":
                return SHOW.format(self.active)
            if self.journal is None:
                raise OSError(errno.EIO, "No journal files were opened due to insufficient permissions.")
            return self.journal
        if about[0] not in self.files:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        found = self.files[about[0]]
        return Tail(0.0, tuple(found.splitlines())) if method == "tail" else found


def ask(host):
    (answer,) = MANAGING.collect(host, SEEN, (UNITS.of(3000),))
    return answer.said.value


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (Machine(SYSTEMD), [(Kind.LISTENING, "Listening on port 3000"), (Kind.ERROR, "Error: out of ideas")]),
        (Machine(SYSTEMD, journal=None), []),
        (Machine(SYSTEMD, active="active"), []),
    ],
    ids=["failed", "a journal that is closed to us", "one that runs"],
)
def test_what_a_unit_wrote_last_is_read_where_it_failed(machine, words):
    """Its own words, without those of systemd."""
    (unit,) = ask(machine)

    assert ("shop.service", "systemd") == (unit.name, unit.keeper)
    assert words == [(line.kind, line.text) for line in unit.words]


def test_what_supervisord_keeps():
    """Its files name the port, its log how it ended, and the log of the program why."""
    (unit,) = ask(Machine(KEPT))

    assert ("shop", "supervisord", "failed", 11, True) == (
        unit.name,
        unit.keeper,
        unit.active,
        unit.status,
        unit.killed,
    )
    assert ("/var/log/e.log", "Error: no such table") == (unit.log, unit.words[0].text)


def test_nobody_keeps_anything():
    """A machine without systemd, pm2 and supervisord is an answer."""
    assert () == ask(Machine({}))


def test_a_unit_is_asked_what_it_takes_away():
    """One that systemd says nothing of takes nothing."""
    (answer,) = CONFINING.collect(Machine(SYSTEMD), SEEN, (CONFINED.of("shop.service"),))

    assert Known(Confinement()) == answer.said
