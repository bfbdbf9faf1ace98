"""
The checks of ``--checklist``: each row's state, held against what the case built.

A handful of machines is played with all that only the checks ask, healthy, broken, unprivileged and with something
taken away; the laws at the end hold for every play of the lab.
"""

import json

import pytest

from portwise.app.asking import OWN_FAULT
from portwise.checklist.judge import items
from portwise.model.checklist import Mark, Table
from portwise.render.checklist import as_json, render
from portwise.render.layout import Look, cells
from portwise_lab import checking, deprive
from portwise_lab.case import cases
from portwise_lab.run import Vantage, parts, vantages
from tests.lab.laws import each

SIGNS = {Mark.FINE: "+", Mark.WRONG: "x", Mark.OPEN: "?", Mark.BESIDE: "-"}
WIDTHS = (60, 120)

# Per case the eleven steps, the ten of the guide and the thirteen lines of the matrix; another vantage below it.
# Steps: runs, address, loopback, listens, port its own, filter, proxy, name, limits, wire, gateway.
EXPECTED = {
    "nothing-listening: it listens": "++++++-+++- -+-----++- ++?-+?--++++-",
    "nothing-listening: nobody started the server": "x++x++-++x- -x-----++- +x+-??--++x--",
    "nothing-listening: a datagram for which nobody waits": "x++x++--+x- -x-----++- --+-?----+x--",
    "firewall-drop: dropped on the way in": "+++++x--+x- -+-----x+- +x+-??---x+--",
    "firewall-reject-rst: a reset in front of a healthy server": "+++++x--+x- -+-----x+- +x+-??---x+--",
    "localhost-ipv6-first-server-ipv4-only: a database on 127.0.0.1, asked by name": (
        "+++x++-++x- -x-----+x- +xx-??--xx++-"
    ),
    "server-hung-not-accepting: it listens and never accepts": "x++++++-+x- -x--++-++- +x+-??---x+x-",
    "process-stopped-or-frozen: Ctrl-Z in the terminal of the server": "x++++++-+x- -x--++-++- +x+-??---x+x-",
    "certificate-expired-or-clock-skew: it expired years ago": "+++++++-+x- -+--++-++x +x+-??x--x++-",
    "reverse-proxy-upstream-refused: nginx in front of a server that is down": "+++++++-+xx -+--++-++- +x+-??---x++-",
    "port-held-by-stale-instance: an earlier run of the same project": "-++xx------ -x-------- ----?-------x",
    "env-proxy-captures-localhost: the proxy is gone": "++++++x+++- -+--?x-+?- ++x-+?---+++-",
    "dns-resolution-failure: no such name": "-+-----x--- ------x--- -------x-----",
    "target-port-out-of-range: one digit too many": "-x+-------- -x-------- -------------",
    # Whose a socket is cannot be seen: that it answers is seen all the same
    "loopback-family-split: two servers of root, and who asks cannot see that they are two": (
        "++++++-+++- -+-----++- ++?-+?--++++-"
    ),
    # Without /proc neither rules nor limits can be read, nor whether the kernel counted a reset
    "/proc: nothing listens": "x++x+?-+?x- -x-----?+- +x+-??--++x--",
    "/proc: a healthy server": "++++++-+?+- -+-----++- ++?-+?--++++-",
    # Without netlink no interface can be seen; a connection over it shows that it works
    "netlink: nothing listens": "x+?x++-++x- -x-----++- +x+-??--++x--",
    "netlink: a healthy server": "++++++-+++- -+-----++- ++?-+?--++++-",
    # Who may not connect cannot try a listener of his own either
    "connect: a healthy server": "+++++x-++x- -+-----x+- ??+-??--+x+--",
    # With the processes of others hidden, a server that does not answer may run or not
    "other users' processes: a filter that drops": "+++++x--+x- -+-----x+- +x+-??---x+--",
}
OTHERWISE = {("other users' processes: a filter that drops", Vantage.NOBODY): "?++++?--?x- -+-----?+- +x+-??---x+--"}

ALL = parts([*cases(), *deprive.cases()])
CHOSEN = [part for part in ALL if str(part[0]) in EXPECTED]


def told(part) -> str:
    return f"checks of {part[0]} [{part[1].name}]"


UNPRIVILEGED = Vantage.NOBODY if Vantage.NOBODY in vantages() else Vantage.OUTSIDER
# What is recorded is no world that can be asked what it was not asked then
WORLDS = [part for part in parts(cases()) if not part[0].machine]
HEALTHY = [part for part in WORLDS if part[0].is_healthy and part[1] is UNPRIVILEGED]

each_checked = pytest.mark.parametrize("checked", CHOSEN, ids=told)
each_part = each(parts(cases()))


@pytest.fixture(scope="module")
def lists(worked):
    """Per part: the report, and every check."""
    made = {}

    def look(part):
        if part not in made:
            made[part] = checking.again(part[0], worked[part])
        return made[part]

    return look


def signs(checks) -> str:
    return " ".join("".join(SIGNS[item.state] for item in checks if item.table is table) for table in Table)


def test_every_expectation_is_of_a_case():
    """A case that was renamed is not left out silently."""
    known = {*map(str, cases()), *(str(part[0]) for part in CHOSEN)}

    assert set() == EXPECTED.keys() - known


@each_checked
def test_every_row_says_what_the_case_built(checked, lists):
    """Eleven steps, ten steps and thirteen lines, each true to the machine from each vantage."""
    _, checks = lists(checked)

    assert OTHERWISE.get((str(checked[0]), checked[1]), EXPECTED[str(checked[0])]) == signs(checks)


@each_checked
def test_what_is_open_says_how_to_close_it(checked, lists):
    """A question mark names the reason and the way to know; none of them is a fault of portwise."""
    _, checks = lists(checked)
    still_open = [item for item in checks if item.state is Mark.OPEN]

    assert [] == [item.id for item in still_open if not (item.observed and item.to_know)]
    assert [] == [item.observed for item in checks if OWN_FAULT in item.observed]


@each_checked
def test_the_checks_take_nothing_back(checked, lists):
    """They are one view of the same evidence: what was observed before stands, and so does every finding."""
    report, checks = lists(checked)
    blamed = {finding.cause for finding in report.supported}

    assert blamed == {cause for item in checks if item.table is Table.CHECKLIST for cause in item.causes}


@each_checked
def test_the_checks_fit_the_schema(checked, lists, unfit):
    """What --json --checklist prints is described, and adds to the report alone."""
    said = json.loads(as_json(*lists(checked)))

    assert [] == unfit(said)
    assert 34 == len(said["checklist"])


@pytest.mark.parametrize("checked", HEALTHY, ids=told)
def test_no_cross_on_a_healthy_machine(checked, lists):
    """Asked by a user without privileges, with all that the checks alone want to know."""
    _, checks = lists(checked)

    assert [] == [(item.table, item.id, item.observed) for item in checks if item.state is Mark.WRONG]
    assert [] == [item.observed for item in checks if OWN_FAULT in item.observed]


@each_part
def test_the_checks_of_every_play(part, looks):
    """
    No cross on a healthy machine, and every cause that stands has its row of eleven.

    Each cross cites what was seen; only that a port cannot exist is seen by its number alone.
    """
    report = looks[part][1]
    checks = items(report)
    crosses = [item for item in checks if item.state is Mark.WRONG]
    steps = {cause: item.state for item in checks if item.table is Table.CHECKLIST for cause in item.causes}
    known = {observation.id for observation in report.observations}

    assert [] == [(item.table, item.id, item.observed) for item in crosses if part[0].is_healthy]
    assert [] == [item.id for item in crosses if set(item.cites) - known]
    assert [] == [item.id for item in crosses if not item.cites and part[0].target.port_is_valid]
    assert {finding.cause for finding in report.supported} == steps.keys()
    assert set() == set(steps.values()) - {Mark.WRONG, Mark.OPEN}


@each_part
def test_the_checks_of_every_play_can_be_read(part, looks):
    """Every row stands on the screen, narrow and wide; only a long word leaves it, and --plain is ASCII."""
    report = looks[part][1]
    checks = items(report)
    argv = {word for item in checks for step in item.steps for word in (*step.command, *item.causes)}
    argv |= {word for item in checks for command in item.commands for word in command.argv}
    screens = {width: render(report, checks, Look(width, plain=True)) for width in WIDTHS}
    wide = [line for width, text in screens.items() for line in text.splitlines() if cells(line) > width]

    assert [] == [line for line in wide if not any(len(word) > 20 and word[:20] in line for word in argv)]
    assert all(text.isascii() for text in screens.values())
    assert [] == [item.id for item in checks if item.asks[:20] not in screens[120]]
