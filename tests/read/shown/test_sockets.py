"""Tables of listeners, of every port and of one, as answers."""

import pytest

from portwise.model.evidence import Known, Unreadable
from portwise.model.facts import HERE, LISTENERS, OWNERS
from tests.read.answered import first

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
    return first(raw, target)


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


TABLE = """
State  Recv-Q Send-Q Local Address:Port Peer Address:Port
LISTEN 0      128          0.0.0.0:22        0.0.0.0:*
LISTEN 0      128        127.0.0.1:8025      0.0.0.0:*
"""
WINDOWS = """
  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1044
  TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4
"""
MACOS = """
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
tcp4       0      0  127.0.0.1.8025         *.*                    LISTEN
tcp46      0      0  *.5000                 *.*                    LISTEN
"""
LSOF = (
    "\nnode 12345 ada 23u IPv4 0x1 0t0 TCP 127.0.0.1:8025 (LISTEN)\nredis 7 ada 23u IPv4 0x2 0t0 TCP *:6379 (LISTEN)\n"
)
OF_ALL = {
    "ss -ltn": TABLE,
    "ss -tulpn4 -6": TABLE,
    "ss -H -ltn state listening": TABLE,
    "netstat -tulpn 2>/dev/null | grep LISTEN": TABLE.replace("LISTEN 0", "tcp 0").replace(":*", ":* LISTEN"),
    "netstat -anvp tcp": MACOS,
    "netstat -ano": WINDOWS,
    "sudo lsof -nP -iTCP -sTCP:LISTEN": LSOF,
    "sudo lsof -i -P -n +c 15": LSOF,
}
OF_A_PART = {
    "ss -4ltn": TABLE,
    "ss -ltn -4": TABLE,
    "ss -ltn --ipv4": TABLE,
    "ss -ltn -f inet": TABLE,
    "netstat -tln4": TABLE.replace("LISTEN 0", "tcp 0").replace(":*", ":* LISTEN"),
    "netstat -ano -p tcp": WINDOWS,
    "netstat -anp tcpv6": WINDOWS,
    "sudo lsof -nP -i4": LSOF,
    "sudo lsof -nP -i4TCP -sTCP:LISTEN": LSOF,
    "lsof -nP -iTCP -sTCP:LISTEN": LSOF,
}
OF_WHO_KNOWS = {
    "sudo lsof -p 123 -i": LSOF,
    "sudo lsof -u ada -i": LSOF,
    "sudo lsof -nP -a -c node -i": LSOF,
    "ss -ltn src 127.0.0.1": TABLE,
    "ss -ltn not sport = :22": TABLE,
    "ss -ltn | grep -v 3000": TABLE,
    "ss -tn": TABLE,
    "ss -ltnp --kill": TABLE,
}


@pytest.mark.parametrize("command", OF_ALL)
def test_a_table_of_every_port_is_whole(command):
    """Whoever is not in it does not listen."""
    assert 2 == len([one.port == 3000 for one in listeners(f"$ {command}{OF_ALL[command]}$ echo\n")])


@pytest.mark.parametrize("command", OF_A_PART)
def test_of_one_version_of_ip_or_of_one_person_it_is_no_whole_table(command):
    """What it shows listens; what it does not show may."""
    rows = listeners(f"$ {command}{OF_A_PART[command]}$ echo\n")

    assert 3 == len(rows)
    with pytest.raises(Unreadable):
        [one.port == 3000 for one in rows]


@pytest.mark.parametrize("command", OF_WHO_KNOWS)
def test_of_options_that_are_not_known_nobody_knows_what_they_leave_out(command):
    """No table at all."""
    assert listeners(f"$ {command}{OF_WHO_KNOWS[command]}$ echo\n") is None


@pytest.mark.parametrize("command", ["ss -ltn4 | grep 3000", "ss -tn | grep 3000", "sudo lsof -i4:3000"])
def test_nothing_printed_of_a_part_is_no_answer(command):
    """It may listen in the other version of IP, or was not asked for."""
    assert listeners(f"$ {command}\n$ echo\n") is None


@pytest.mark.parametrize("remark", ["# nothing", "(nothing)", "2>/dev/null"])
def test_a_remark_leaves_nothing_out(remark):
    """What people write beside the command that found nothing."""
    assert 1 == len(listeners(f"$ ss -ltn | grep 3000  {remark}\n$ echo\n"))


def test_what_is_written_beside_a_command_is_no_empty_answer():
    """It was there, in the same line."""
    assert listeners("$ ss -ltn | grep 3000 \u2192 LISTEN 9 512 *:3000\n$ echo\n") is None


def test_a_port_that_somebody_has_is_told_by_the_table_of_his_own():
    """Of lsof without root: it is there, and of the others nothing is said."""
    rows = listeners(f"$ lsof -nP -iTCP -sTCP:LISTEN{LSOF}$ echo\n", "127.0.0.1:6379")

    assert (2, True) == (len(rows), rows[0].port == 6379)
    with pytest.raises(Unreadable):
        [one.port == 8025 for one in rows]


REFUSED = "ada@laptop:~$ curl http://127.0.0.1:3000\ncurl: (7) Failed to connect: Connection refused\n"
ELSEWHERE = {
    "another machine": f"ada@laptop:~$ ssh prod\nada@prod:~$ ss -ltn{TABLE}ada@prod:~$ exit\n",
    "a container": f"ada@laptop:~$ docker exec -it web sh\n/ # ss -ltn{TABLE}/ # exit\n",
    "a container that shows nothing": "ada@laptop:~$ docker exec -it web sh\n/ # ss -ltn | grep 3000\n/ # exit\n",
    "its prompt": f"root@4f3a1b2c3d4e:/app# ss -ltn{TABLE}root@4f3a1b2c3d4e:/app# ls\n",
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_who_listens_elsewhere_does_not_listen_here(case):
    """The client failed before somebody went there."""
    assert listeners(REFUSED + ELSEWHERE[case]) is None


def test_who_listens_where_the_client_failed_listens_here():
    """Both were typed at the same place, wherever that is."""
    there = REFUSED.replace("laptop", "prod") + f"ada@prod:~$ ss -ltn{TABLE}ada@prod:~$ exit\n"

    assert 2 == len(listeners("ada@laptop:~$ ssh prod\n" + there))
