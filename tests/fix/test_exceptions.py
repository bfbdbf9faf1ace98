"""One port passes, there and back, and by the tool that shows the rule."""

import pytest

from portwise.fix.steps import kinds
from portwise.model.evidence import Evidence
from portwise.model.target import Target

SEEN = Evidence(Target.parse("localhost:8000"))
THERE = "ip daddr 127.0.0.1 tcp dport 8000 accept"
BACK = "ip saddr 127.0.0.1 tcp sport 8000 accept"
BOTH = f"nft insert rule inet a in {THERE} ; insert rule ip b out {BACK}"
LISTED = """table inet a { # handle 1
\tchain in { # handle 1
\t\ttype filter hook input priority filter; policy accept;
\t\t{THERE} # handle 7
\t\ttcp dport 8000 drop # handle 2
\t}
}
table ip b { # handle 2
\tchain in { # handle 1
\t\t{BACK} # handle 3
\t}
\tchain out { # handle 2
\t\t{BACK} # handle 9
\t\t{BACK} # handle 4
\t\ttcp sport 1-9999 drop # handle 5
\t}
}
""".replace("{THERE}", THERE).replace("{BACK}", BACK)


def deed_of(command):
    argv = tuple(command.split())
    return next((deed for kind in kinds().values() if (deed := kind.reads(argv, SEEN))), None)


def test_there_and_back_are_one_step():
    """Each rule is counted in its own chain, and goes by its own handle."""
    deed = deed_of(BOTH)
    kind = kinds()[deed.kind]

    assert ("exception", ("nft", "-s", "-a", "list", "ruleset")) == (deed.kind, deed.look.what)
    assert ("1 2", "1 2") == (kind.state(deed, LISTED), kind.wanted(deed, "0 1", ""))
    assert "nft delete rule inet a in handle 7 ; delete rule ip b out handle 9" == " ".join(
        kind.back(deed, "0 1", LISTED)
    )
    assert "nft delete rule ip b out handle 9" == " ".join(kind.back(deed, "1 1", LISTED))
    assert () == kind.back(deed, "1 2", LISTED)


def test_in_one_chain_nothing_else_is_looked_at():
    """And for the answers alone as well."""
    same = deed_of(f"nft insert rule ip b out {THERE} ; insert rule ip b out {BACK}")

    assert ("chain", "ip", "b", "out") == same.look.what[4:]
    assert "exception" == deed_of(f"nft insert rule ip b out {BACK}").kind


@pytest.mark.parametrize(
    "command",
    [
        f"nft insert rule inet a in {THERE} ; insert rule ip b out {BACK.replace('8000', '8001')}",
        f"nft insert rule inet a in {THERE} ; insert rule ip b out {THERE}",
        f"nft insert rule inet a in {BACK} ; insert rule ip b out {THERE}",
        f"nft insert rule inet a in {THERE} ; delete rule ip b out {BACK}",
        f"nft insert rule inet a in {THERE} , insert rule ip b out {BACK}",
        f"nft insert rule inet a in {THERE.replace('accept', 'drop')}",
        "nft insert rule inet a in ip saddr 127.0.0.1 tcp dport 8000 accept",
        "iptables -I INPUT -d 127.0.0.1 -p tcp --dport 8000 -j DROP",
        "iptables -I INPUT -d 127.0.0.1 -p tcp --dport 1:9999 -j ACCEPT",
        "iptables -A INPUT -d 127.0.0.1 -p tcp --dport 8000 -j ACCEPT",
        "iptables -I INPUT -s 127.0.0.1 -p tcp --dport 8000 -j ACCEPT",
        "iptables-save -I INPUT -d 127.0.0.1 -p tcp --dport 8000 -j ACCEPT",
    ],
)
def test_nothing_wider_is_done(command):
    """One port of one address, and what comes back from it."""
    assert deed_of(command) is None


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("-d ::1 -p tcp --dport 80", "-d ::1/128 -p tcp -m tcp --dport 80"),
        ("-s ::1 -p tcp --sport 80", "-s ::1/128 -p tcp -m tcp --sport 80"),
        ("-d ::1 -p tcp -m multiport --ports 80", "-d ::1/128 -p tcp -m multiport --ports 80"),
    ],
)
@pytest.mark.parametrize("tool", ["ip6tables", "ip6tables-legacy"])
def test_the_older_tools_say_it_otherwise_than_they_print_it(words, printed, tool):
    """What is looked at, done and taken back is by one and the same tool."""
    deed = deed_of(f"{tool} -I INPUT {words} -j ACCEPT")
    kind, after = kinds()[deed.kind], f"-P INPUT DROP\n-A INPUT {printed} -j ACCEPT\n"

    assert ("xtables", (tool, "-S", "INPUT")) == (deed.kind, deed.look.what)
    assert ("0", "1") == (kind.state(deed, "-P INPUT DROP\n"), kind.state(deed, after))
    assert f"{tool} -D INPUT {words} -j ACCEPT" == " ".join(kind.back(deed, "0", after))


@pytest.mark.parametrize(
    ("chain", "family", "saver"),
    [
        ("ip filter INPUT", "ip", "iptables-save"),
        ("ip6 filter INPUT", "ip6", "ip6tables-save"),
        ("ip filter input", "ip", ""),  # of nft, by the name that its people give
        ("inet filter INPUT", "ip", ""),
        ("ip my INPUT", "ip", ""),
    ],
)
def test_what_keeps_it_is_the_tool_whose_table_it_is_in(chain, family, saver):
    """A file of nft does not load what iptables has made, and what it loads there may be gone with its first line."""
    argv = ("nft", "insert", "rule", *chain.split(), family, "daddr", "::1", "tcp", "dport", "80", "accept")
    kind = kinds()["exception"]
    deed = kind.reads(argv, None)
    told = kind.holds(deed)

    assert (("netfilter-persistent", "save") if saver else ()) == kind.lasting(deed, None)
    assert bool(saver) is (f"saves them by {saver}" in told)
    assert bool(saver) is not ("/etc/nftables.conf" in told)
