"""Tables of listeners, of every port and of one, as answers."""

import pytest

from portwise.model.evidence import Known, Unreadable
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.target import Target
from portwise.read.facts import answers
from portwise.read.readers import understood

WHOLE = """$ ss -ltn
State  Recv-Q Send-Q Local Address:Port Peer Address:Port
LISTEN 0      128        127.0.0.1:5432      0.0.0.0:*
LISTEN 0      128        127.0.0.1:6379      0.0.0.0:*
LISTEN 0      128        127.0.0.1:8025      0.0.0.0:*
LISTEN 0      128        127.0.0.1:9000      0.0.0.0:*
LISTEN 0      128        127.0.0.1:3000      0.0.0.0:*
"""
ROW = "node 4242 bo 23u IPv4 0xabcd 0t0 TCP *:3000 (LISTEN)"


def told(raw, target="127.0.0.1:3000"):
    """The first answer to each question."""
    found = {}
    for answer in answers(
        understood(raw), Target.to_bind(target[5:]) if target.startswith("bind ") else Target.parse(target)
    ):
        found.setdefault(answer.question, answer)
    return found


def listeners(raw, target="127.0.0.1:3000"):
    answer = told(raw, target).get(LISTENERS.of(HERE))
    return answer.said.value if answer and isinstance(answer.said, Known) else None


def test_rows_that_differ_by_their_numbers_alone_are_rows_of_a_table():
    """Of a log three would do; a listener that was dropped would be a listener that is not there."""
    assert [5432, 6379, 8025, 9000, 3000] == [one.port for one in listeners(WHOLE)]


OF_ONE = {
    "lsof": f"$ lsof -nP -iTCP:3000 -sTCP:LISTEN\nCOMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME\n{ROW}\n",
    "grep": '$ ss -ltnp | grep :3000\nLISTEN 0 511 0.0.0.0:3000 0.0.0.0:* users:(("node",pid=4242,fd=23))\n',
    "findstr": "C:\\shop>netstat -ano | findstr :3000\n  TCP    0.0.0.0:3000    0.0.0.0:0    LISTENING    4242\n",
    "powershell": (
        "PS C:\\shop> Get-NetTCPConnection -LocalPort 3000\n\n"
        "LocalAddress LocalPort RemoteAddress RemotePort State OwningProcess\n"
        "------------ --------- ------------- ---------- ----- -------------\n0.0.0.0 3000 0.0.0.0 0 Listen 4242\n"
    ),
}


@pytest.mark.parametrize("tool", OF_ONE)
def test_a_table_of_one_port_tells_of_that_port(tool):
    """Who has it, and by whom it is held."""
    said = told(OF_ONE[tool])
    first = said[LISTENERS.of(HERE)].said.value[0]

    assert ("0.0.0.0", 3000) == (str(first.address), first.port)
    assert 4242 == said[OWNERS.of(first.inode)].said.value[0].pid


def test_of_the_other_ports_it_tells_nothing():
    """No listener on 3000 is known there; of 3001 nobody knows, and of all that listen neither."""
    rows = listeners("$ ss -ltn | grep 3000\n$ echo\n")

    assert [] == [one for one in rows if one.port == 3000 and one.covers(one.address)]
    for test in (
        lambda one: one.port == 3001,
        lambda one: one.port < 3001,
        lambda one: one.uid,
        lambda one: {one.port},
    ):
        with pytest.raises(Unreadable):
            [one for one in rows if test(one)]


NO_ANSWER = {
    "of another port": "$ ss -ltn | grep 8080\nLISTEN 0 511 0.0.0.0:8080 0.0.0.0:*\n",
    "filtered twice": "$ ss -ltnp | grep 3000 | grep -v node\n$ echo\n",
    "nothing typed behind it": "$ ss -ltn | grep 3000\n",
    "of somebody who sees his own alone": "$ lsof -i :3000\n$ echo\n",
    "datagrams": "$ ss -lun\nState Recv-Q\n$ echo\n",
    "cut": WHOLE.replace("LISTEN 0      128        127.0.0.1:6379      0.0.0.0:*", "[...]"),
    "two that differ": f"{WHOLE}$ ss -ltn | grep 3000\n$ echo\n",
    "what somebody says": "netstat shows nothing on 3000",
}


@pytest.mark.parametrize("case", NO_ANSWER)
def test_what_does_not_tell_of_the_port_is_no_answer(case):
    """Not shown is not absent."""
    assert listeners(NO_ANSWER[case]) is None


def test_root_sees_everybodys():
    """What lsof does not show to him is not there."""
    assert 1 == len(listeners("$ sudo lsof -i :3000\n$ echo\n"))


@pytest.mark.parametrize(("rows", "known"), [("node,pid=4242", True), ("", False)])
def test_who_wants_a_port_asks_who_has_it(rows, known):
    """A table that does not show its holder is no answer to somebody who could not bind it."""
    users = f'users:(("{rows.split(",")[0]}",{rows.split(",")[1]},fd=23))' if rows else ""
    denied = "Error: listen EADDRINUSE: address already in use 0.0.0.0:3000"
    raw = f"{denied}\n$ ss -ltnp | grep 3000\nLISTEN 0 511 0.0.0.0:3000 0.0.0.0:* {users}\n"

    assert known is (listeners(raw, "bind 0.0.0.0:3000") is not None)
