"""What was asked inside a container is an answer about its inside: whole, of that container, and on that machine."""

import pytest

from portwise.app.reading import read
from portwise.model.evidence import Unreadable
from portwise.model.facts import FROM_HERE, HERE, INSIDE, LISTENERS
from portwise.model.report import State
from tests.read.answered import told

LAPTOP, PROD, BOX = "ada@laptop:~$", "ada@prod:~$", "root@d7713ab5efc0:/app#"
PS = f"""{LAPTOP} docker ps
CONTAINER ID   IMAGE      COMMAND   CREATED         STATUS         PORTS                    NAMES
d7713ab5efc0   shop-web   "vite"    2 minutes ago   Up 2 minutes   0.0.0.0:8080->80/tcp     shop-web-1
a41c09e8d7f2   postgres   "start"   2 minutes ago   Up 2 minutes   5432/tcp                 shop-db-1
"""
EMPTY = f"{LAPTOP} curl http://localhost:8080/\ncurl: (52) Empty reply from server\n"
SHELL = f"{LAPTOP} docker exec -it shop-web-1 sh\n"
OUT = "/ # exit\n"
NETSTAT = """Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State
tcp        0      0 {}            0.0.0.0:*               LISTEN
"""
SS = "State  Recv-Q Send-Q Local Address:Port  Peer Address:Port\nLISTEN 0      511        {}         0.0.0.0:*\n"
LSOF = "COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME\nnode 1 root 19u IPv4 51 0t0 TCP {} (LISTEN)\n"
SLOT = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
SLOT += "   0: {} 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0 100 0 0 10 0\n"
SIX = "  sl  local_address                         remote_address                        st tx_queue rx_queue\n"
LOOP, ALL, OTHER = "127.0.0.1:80", "0.0.0.0:80", "0.0.0.0:3000"
HEX = {LOOP: "0100007F:0050", ALL: "00000000:0050"}
SHUT_IN, MISMAPPED = "container-app-bound-to-loopback", "container-port-not-published-or-mismapped"


def state(raw, cause=SHUT_IN):
    return next((one.state for one in read(raw).findings if one.cause == cause), None)


def slots(place):
    return f"{SHELL}/ # cat /proc/net/tcp\n{SLOT.format(HEX[place])}/ # cat /proc/net/tcp6\n{SIX}{OUT}"


WAYS = {  # of asking inside where it listens
    "a shell": lambda at: f"{SHELL}/ # netstat -tln\n{NETSTAT.format(at)}{OUT}",
    "a shell of compose": lambda at: f"{LAPTOP} docker compose exec -u root web bash\n{BOX} ss -ltn\n{SS.format(at)}",
    "its prompt alone": lambda at: f"{BOX} ss -ltnp\n{SS.format(at)}",
    "nobody says exit": lambda at: f"{SHELL}{BOX} ss -tln\n{SS.format(at)}{LAPTOP} ls\nshop\n",
    "from outside": lambda at: f"{LAPTOP} docker exec -u root shop-web-1 ss -ltn\n{SS.format(at)}",
    "from outside by a shell": lambda at: f'{LAPTOP} docker exec shop-web-1 sh -c "netstat -tln"\n{NETSTAT.format(at)}',
    "lsof of root": lambda at: f"{SHELL}/ # lsof -nP -iTCP -sTCP:LISTEN\n{LSOF.format(at)}{OUT}",
    "one port": lambda at: f"{SHELL}/ # ss -ltn | grep :80\nLISTEN 0 511 {at} 0.0.0.0:*\n{OUT}",
    "files of the kernel": slots,
}


@pytest.mark.parametrize("way", WAYS)
def test_it_proves_what_docker_exec_would(way):
    """A server on the loopback in there is proven, and the control, open to all, refutes it."""
    fault, control = (state(PS + EMPTY + WAYS[way](at)) for at in (LOOP, ALL))

    assert (State.SUPPORTED, True) == (fault, control is not State.SUPPORTED)


@pytest.mark.parametrize(
    "way", [way for way in WAYS if way not in ("one port", "files of the kernel")]
)  # they tell no other
def test_another_port_in_there_is_another_cause(way):
    """And the loopback is none."""
    raw = PS + EMPTY + WAYS[way](OTHER)

    assert (State.SUPPORTED, True) == (state(raw, MISMAPPED), state(raw) is not State.SUPPORTED)


NETSTAT_LOOP = f"/ # netstat -tln\n{NETSTAT.format(LOOP)}"
NOTHING = {
    "another container": SHELL.replace("web", "db") + NETSTAT_LOOP,
    "a container that is not listed": SHELL.replace("shop-web-1", "mail") + NETSTAT_LOOP,
    "one on another machine": f"{LAPTOP} ssh prod\n{PROD} docker exec -it shop-web-1 sh\n" + NETSTAT_LOOP,
    "a pod": f"{LAPTOP} kubectl exec -it shop-web-1 -- sh\n" + NETSTAT_LOOP,
    "somebody had left it": f"{SHELL}{OUT}{LAPTOP} netstat -tln\n{NETSTAT.format(LOOP)}",
    "nobody got in": f"{SHELL}Error response from daemon: container is not running\n$ netstat -tln\n"
    + NETSTAT.format(LOOP),
    "rows were cut out": f"{SHELL}{NETSTAT_LOOP}[...]\n",
    "IPv4 alone": f"{SHELL}{NETSTAT_LOOP.replace('-tln', '-tln4')}",
    "connections that do not wait": f"{SHELL}{NETSTAT_LOOP.replace('-tln', '-tn')}",
    "lsof of somebody": f"{SHELL}$ lsof -nP -iTCP -sTCP:LISTEN\n{LSOF.format(LOOP)}",
    "lsof from outside": f"{LAPTOP} docker exec shop-web-1 lsof -nP -iTCP -sTCP:LISTEN\n{LSOF.format(LOOP)}",
    "one file of two": f"{SHELL}/ # cat /proc/net/tcp\n{SLOT.format(HEX[LOOP])}",
    "a file that was spoiled": slots(LOOP).replace("0100007F:0050", "0100007F:0X50"),
    "it asked another one": f"{SHELL}/ # curl -sI http://shop-db-1:80/\nHTTP/1.1 200 OK\n",
    "two moments": f"{SHELL}{NETSTAT_LOOP}/ # ss -ltn\n{SS.format(ALL)}",
    "two moments of one port": f"{SHELL}{NETSTAT_LOOP}/ # ss -ltn | grep :80\n/ # ls\n",
}


@pytest.mark.parametrize("case", NOTHING)
def test_what_is_not_of_it_or_not_whole_proves_nothing(case):
    """No answer about the inside, so that neither cause is proven; nor is it one about the machine outside."""
    found = told(PS + EMPTY + NOTHING[case])

    assert [] == [question.key.name for question in found if question.fact is INSIDE and "web" in question.key.name]
    assert case == "somebody had left it" or LISTENERS.of(HERE) not in found
    assert {State.SUPPORTED} & {
        state(PS + EMPTY + NOTHING[case]),
        state(PS + EMPTY + NOTHING[case], MISMAPPED),
    } == set()


def test_of_the_other_ports_a_filtered_table_tells_nothing():
    """That nobody waits at port 3000 does not say that somebody waits at 80, and not that nobody does."""
    raw = PS + EMPTY + f"{SHELL}/ # ss -ltn | grep :3000\nLISTEN 0 511 0.0.0.0:3000 0.0.0.0:*\n{OUT}"
    (places,) = (value for question, value in told(raw).items() if question.fact is INSIDE)

    assert "0.0.0.0:3000" == str(places[0])
    assert State.SUPPORTED not in {state(raw), state(raw, MISMAPPED)}
    with pytest.raises(Unreadable):
        any(place.port == 80 for place in places)


def test_whoever_got_through_inside_tells_of_one_port():
    """Somebody listens there: at which address, and where else somebody does, is unknown."""
    raw = PS + EMPTY + f"{SHELL}/ # curl -sI http://localhost:80/\nHTTP/1.1 200 OK\n{OUT}"
    (places,) = (value for question, value in told(raw).items() if question.fact is INSIDE)

    assert [True] == [place.port == 80 for place in places[:1]]
    assert State.SUPPORTED not in {state(raw), state(raw, MISMAPPED)}
    for unknown in (lambda: places[0].address, lambda: places[1].address, lambda: places[1].port == 81):
        with pytest.raises(Unreadable):
            unknown()


def test_where_the_client_stood_is_known_by_its_own_prompt():
    """A shell in a container elsewhere in the text takes nothing from it; in that shell nobody stands outside."""
    outside = told(PS + EMPTY + WAYS["a shell"](LOOP))
    inside = told(PS + SHELL + EMPTY.replace(LAPTOP, "/ #"))

    assert (True, False) == (FROM_HERE.of(HERE) in outside, FROM_HERE.of(HERE) in inside)
