"""What a reader is told of the causes that it was not."""

from ipaddress import ip_address

from portwise.model.cause import Hop
from portwise.model.outcome import Outcome
from portwise.model.report import Finding, Report, Said, State, Verdict
from portwise.model.target import Target
from portwise.render.doubts import MOST, ruled_out
from portwise.render.layout import Look

HERE = ip_address("127.0.0.1")
LEAD = Finding(
    "lead", "Lead", Hop.FILTER, frozenset({Outcome.REFUSED}), None, (HERE,), State.SUPPORTED, 0.0, (), (), (), ()
)
LEAD = LEAD._replace(suspect="a firewall")


def not_it(cause: str, suspect: str, told: str, explains: Outcome = Outcome.REFUSED) -> Finding:
    against = (Said("the clause", ("o1",), False, told),)
    return LEAD._replace(
        cause=cause,
        state=State.REFUTED,
        against=against,
        suspect=suspect,
        explains=frozenset({explains}),
        hop=Hop.LISTENER,
    )


def told(*others: Finding, verbose: bool = False) -> list[str]:
    findings = (LEAD, *others)
    report = Report(Target.parse("localhost:1"), Verdict.BROKEN, Outcome.REFUSED, (), findings, (), (), 0.0)
    return [line.removeprefix("  Ruled out").strip() for line in ruled_out(report, Look(120, verbose=verbose))]


def test_a_suspicion_is_followed_by_what_is_so_instead():
    """One line, which reads as a sentence."""
    assert ["another server (nobody listens)"] == told(not_it("a", "another server", "nobody listens"))


def test_nobody_reads_the_same_twice():
    """Not one suspicion with two answers, not one answer to two suspicions, and not what the lead itself is."""
    same = (
        not_it("a", "x", "why"),
        not_it("b", "x", "why not"),
        not_it("c", "y", "why"),
        not_it("d", "a firewall", "z"),
    )

    assert ["x (why)"] == told(*same)


def test_what_the_headline_says_is_not_denied():
    """Where something on the way explains it, nothing like it is said not to be there or behind it."""
    vpn = not_it("a", "a VPN", "no VPN")._replace(hop=Hop.ROUTE)
    rule = not_it("b", "rules", "no rule drops it")._replace(hop=Hop.FILTER)
    listener = not_it("c", "another server", "nobody listens")

    assert ["a VPN (no VPN)", "another server (nobody listens)"] == sorted(told(vpn, rule, listener))
    assert ["another server (nobody listens)"] == told(LEAD._replace(hop=Hop.ROUTE), vpn, rule, listener)


def test_what_nobody_suspects_is_left_out():
    """A cause without a name of its own, without words for what speaks against it, or of another symptom."""
    silly = (not_it("a", "", "why"), not_it("b", "x", ""), not_it("c", "y", "why", Outcome.TIMEOUT))

    assert [] == told(*silly)


def test_few_are_enough():
    """Who wants all of them asks for --verbose."""
    many = [not_it(f"c{n}", f"s{n}", f"w{n}") for n in range(9)]

    assert (MOST, 9) == (len(told(*many)), len(told(*many, verbose=True)))
