"""What portwise says that every client would show, held against what the clients of this machine do show."""

import pytest

from portwise.app.clients import told
from portwise.model.outcome import WELL, Outcome
from portwise.render.clients import lines
from portwise.render.json import document
from portwise.render.layout import Look, cells
from portwise.words.coming import coming
from portwise.words.errors import WORDINGS
from portwise.words.lookup import holds, meanings, plain
from portwise.words.shown import HEARING, RAISING, STATUSES, asks, events, shown
from portwise.words.testimony import CLIENTS, saw
from portwise.words.walks import WALKS
from portwise.words.wording import said
from portwise_lab.case import cases
from portwise_lab.clients import again
from portwise_lab.run import parts, vantages

pytestmark = pytest.mark.needs("curl", "wget", "node", "openssl", "go")

FAULTS = (
    "nothing-listening: nobody started the server",
    "localhost-ipv6-first-server-ipv4-only: a database on 127.0.0.1, asked by name",
    "server-ipv6-only-client-ipv4: :: with IPV6_V6ONLY, asked by name: one address works",
    "firewall-drop: dropped on the way in",
    "target-host-unreachable: the kernel has given up",
    "wrong-or-blackhole-route: no route at all",
    "wrong-or-blackhole-route: a blackhole in front of a default route",
    "sandbox-blocks-sockets: a route prohibits, and says EACCES too",
    "sandbox-blocks-sockets: seccomp forbids connect, and the server is well",
    "ipv6-disabled-localhost-ipv6: off on lo only, ::1 written out",
    "dns-resolution-failure: no such name, in a URL",
    "dns-resolution-failure: no name server where resolv.conf says",
    "hosts-file-localhost-broken: the line of localhost is missing",
    "localhost-subdomain-or-mdns-unresolved: a name below localhost, and a server that a browser would meet",
    "server-hung-not-accepting: it listens and never accepts",
    "server-closes-without-response: it reads the request and closes without a byte",
    "server-closes-without-response: it closes with the request unread",
    "server-closes-without-response: it closes in the middle of its answer",
    "non-http-or-wrong-protocol-on-port: http to RabbitMQ, which hears it out and answers in its own protocol",
    "https-to-plain-http: https to a Node server, which answers 400",
    "https-to-plain-http: https to a server that closes whatever comes",
    "http-to-tls-port: http to openssl, which closes without a byte",
    "certificate-expired-or-clock-skew: it expired years ago",
    "certificate-expired-or-clock-skew: it is from the future",
    "certificate-hostname-mismatch: it is for another name",
    "certificate-hostname-mismatch: a wildcard stands for one label, not for two",
    "certificate-untrusted: a certificate that signed itself",
    "certificate-untrusted: the server leaves out the intermediate",
    "certificate-untrusted: the root is sent along, and nobody here knows it",
    "tls-version-or-cipher-mismatch: a server that knows only ciphers without encryption",
    "tls-sni-mismatch: a name that the server was not told of, and it says so",
    "env-proxy-captures-localhost: the proxy is gone",
    "target-port-out-of-range: one digit too many",
    "reverse-proxy-upstream-refused: nginx in front of a server that is down",
    "host-header-rejected: vite says so on its page",
    "port-held-by-other-application: on loopback, and every address is wanted",
    "sandbox-blocks-sockets: Landlock allows no port to be bound",
    "bind-address-not-local: an address of another network",
    "sandbox-blocks-sockets: seccomp forbids bind",
)
CHOSEN = [part for part in parts(cases()) if str(part[0]) in FAULTS and part[1] is vantages()[0]]
COLUMN = {walk.client: walk.column for walk in WALKS}
# Node 20 told to try one address is what Node 17 was in that alone; its words for the rest are those of http.get
BY_ADDRESS = (Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.CONNECTED, Outcome.NAME_FAILURE)
FAILED = (
    "ECONNREFUSED",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ConnectionRefused",
    "gaierror",
    "[Errno 101",
    "[Errno 113",
    "connect: ",  # Go names the call that failed
    "lookup ",
)

each_fault = pytest.mark.parametrize("asked", CHOSEN, ids=lambda part: f"clients: {part[0]} [{part[1].name}]")


@pytest.fixture(scope="module")
def heard(clients_of):
    """Per part: the report, and what every program said."""
    made = {}

    def look(part):
        if part not in made:
            made[part] = again(part[0], clients_of[part])
        return made[part]

    return look


def compared(part, heard):
    """Each client that portwise and we heard of the same fault."""
    report, outputs = heard(part)
    for one in shown(report):
        hands_on = one.meets in STATUSES and one.client not in RAISING  # the answer is there, and nothing is said
        if one.client in outputs and not hands_on and (one.client != "node17" or one.meets in BY_ADDRESS):
            yield one, outputs[one.client]


def line_of(one, output):
    """What a person would paste: the first line that holds the words."""
    return next((line for line in output.splitlines() if agrees(one, line)), output[:300])


def agrees(one, text):
    """The number and the words of curl may stand apart."""
    pieces = one.says.split(" ", 2) if one.client == "curl" else [one.says]
    return all(holds(text, plain(piece)) for piece in pieces)


def test_every_fault_is_a_case():
    """A case that was renamed is not left out silently."""
    assert set() == set(FAULTS) - {str(part[0]) for part in parts(cases())}


@each_fault
def test_clients_say_what_portwise_says_that_they_say(asked, heard):
    """Word by word, for every program that this machine has."""
    wrong = [(one.client, one.says, out) for one, out in compared(asked, heard) if one.says and not agrees(one, out)]

    assert [] == wrong


@each_fault
def test_who_gets_through_gets_through(asked, heard):
    """Whom portwise spares has met nothing on the way to a connection, and whom it does not spare has."""
    wrong = [
        (one.client, output)
        for one, output in compared(asked, heard)
        if one.meets in BY_ADDRESS and (one.meets is Outcome.CONNECTED) is not connected(one.client, output)
    ]

    assert [] == wrong


def connected(client, output):
    """Whether it came to a connection, whatever became of that."""
    if client == "curl":
        return not any(f"({code})" in output for code in (5, 6, 7))
    return "... connected." in output if client == "wget" else not any(word in output for word in FAILED)


@each_fault
def test_what_clients_say_is_understood(asked, heard):
    """And back: the line that a person would paste means, among what it can mean, what was met."""
    binding = asked[0].ask.startswith("--bind")
    for one, output in compared(asked, heard):
        name = one.client.removesuffix("17")
        if one.says and name in CLIENTS:
            assert one.meets.value in saw(f"{name}={line_of(one, output)}", binding).outcomes, (name, output)


TLS = [part for part in CHOSEN if part[0].target.speaks_tls]


@pytest.mark.parametrize("asked", TLS, ids=lambda part: f"openssl: {part[0]} [{part[1].name}]")
def test_openssl_is_understood_too(asked, heard):
    """The line of s_client that names the error, as people paste it, is one of TLS."""
    lines = [line for line in heard(asked)[1]["openssl"].splitlines() if "error:" in line]

    assert "tls-error" in [outcome for line in lines for meaning in meanings(line) for outcome in meaning.outcomes], (
        lines
    )


def test_what_is_said_to_be_heard_was_heard(heard):
    """Every mark in the tables has its fault and its program here, and every program that was heard has its mark."""
    found = {row: set() for row in WORDINGS}
    for part in CHOSEN:
        report, _ = heard(part)
        for one, output in compared(part, heard):
            walk = next(walk for walk in WALKS if walk.client == one.client)
            way = coming(walk, report)
            if one.says and one.meets not in STATUSES and agrees(one, output):
                for row in events(way, report):
                    found[row].add(COLUMN[one.client])

    assert {row.happens: set(row.heard) for row in WORDINGS} == {row.happens: found[row] for row in WORDINGS}


def test_only_programs_that_are_asked_can_be_heard():
    """A mark names a column that has words."""
    assert [] == [row.happens for row in WORDINGS for column in row.heard if not said(row, column)]
    assert set(HEARING) >= {column for row in WORDINGS for column in row.heard}


@each_fault
def test_the_clients_are_part_of_the_contract(asked, heard, unfit):
    """--json has all of them, as the published schema describes them."""
    report, _ = heard(asked)
    said = document(told(report, of_all=True))

    assert [] == unfit(said)
    assert [walk.client for walk in asking(report)] == [client["client"] for client in said["clients"]]


def asking(report):
    return [walk for walk in WALKS if asks(walk, report)]


def joined(text):
    """A long word is broken where the line ends."""
    return "".join(text.split())


@each_fault
def test_the_clients_can_be_read(asked, heard):
    """Every one has its line with --verbose, at any width; else a sentence where they differ, and nothing else."""
    report, _ = heard(asked)
    full, usual = told(report, of_all=True), told(report)
    ends = {client.meets in WELL for client in full.clients if client.meets is not None}
    for width in (40, 80, 120):
        shown = "\n".join(lines(full, Look(width, verbose=True)))
        assert [] == [client.says for client in full.clients if joined(client.says) not in joined(shown)]
        assert all(cells(line) <= width for line in shown.splitlines())

    assert ("Who fails" in "\n".join(lines(usual, Look()))) is (len(ends) > 1)
