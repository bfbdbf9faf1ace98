"""Messages of DNS and the two files that say whom to ask."""

import struct
from ipaddress import ip_address

import pytest

from portwise.formats import dns, hosts, resolvconf

# dig +noedns example.org A: one question, an alias and an address, both under a pointer (RFC 1035 section 4.1.4)
QUESTION = bytes.fromhex("076578616d706c65036f726700 0001 0001")
ALIAS = bytes.fromhex("c00c 0005 0001 0000003c 0006 03777777c00c")
ADDRESS = bytes.fromhex("c029 0001 0001 0000003c 0004 c0000207")


def message(code=0, answers=(), number=7):
    return struct.pack("!6H", number, 0x8180 | code, 1, len(answers), 0, 0) + QUESTION + b"".join(answers)


def test_a_question_is_one_name_and_one_type():
    """RFC 1035 section 4.1.2: labels with their lengths, then type and class."""
    asked = dns.query("example.org.", dns.A, 7)

    assert struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + QUESTION == asked


@pytest.mark.parametrize("name", ["", "a..b", "a" * 64, ".".join(["abcdefgh"] * 40)])
def test_what_is_no_name_is_not_asked(name):
    """Empty and long labels have no form in DNS."""
    with pytest.raises(ValueError, match="no form"):
        dns.query(name, dns.A, 7)


def test_an_alias_leads_to_the_address():
    """Addresses count under whichever name they stand."""
    answer = dns.reply(message(answers=(ALIAS, ADDRESS)), 7)

    assert dns.Reply(0, (ip_address("192.0.2.7"),)) == answer


def test_the_code_is_told():
    """NXDOMAIN is 3."""
    assert dns.Reply(3, ()) == dns.reply(message(code=3), 7)


@pytest.mark.parametrize("data", [b"", b"x" * 11, message(answers=(ADDRESS,))[:-1], dns.query("a.b", dns.A, 7)])
def test_what_is_no_answer_is_none(data):
    """Pieces, other numbers and questions are told from answers."""
    with pytest.raises(ValueError, match=r"answer|message|not permitted"):
        dns.reply(data, 7)


def test_another_number_is_another_question():
    """RFC 5452 section 9: an answer belongs to the question with its number."""
    with pytest.raises(ValueError, match="our question"):
        dns.reply(message(number=8), 7)


def test_servers_of_resolv_conf():
    """resolv.conf(5): at most three count, comments and other lines do not."""
    text = (
        "# nameserver 1.1.1.1\nsearch a.b\nnameserver 10.0.0.1\nnameserver ::1\nnameserver x\n"
        + "nameserver 9.9.9.9\n" * 3
    )

    assert ("10.0.0.1", "::1", "9.9.9.9") == tuple(map(str, resolvconf.servers(text)))


def test_without_a_server_the_local_machine_is_asked():
    """resolv.conf(5): so it is with an empty file."""
    assert resolvconf.WITHOUT == resolvconf.servers("")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hosts: files mdns4_minimal [NOTFOUND=return] dns # last\n", ("files", "mdns4_minimal", "dns")),
        ("passwd: files\n", ("files", "dns")),
    ],
)
def test_where_names_are_looked_up(text, expected):
    """nsswitch.conf(5): sources in order; actions are no sources."""
    assert expected == resolvconf.sources(text)


def test_a_line_of_the_hosts_file_has_its_number():
    """A person has to find it again."""
    assert ((ip_address("10.0.0.1"), 3),) == hosts.entries("\n::1 localhost\n10.0.0.1 box\n", "box")
