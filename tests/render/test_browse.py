"""What a browser met, as a person reads it."""

from ipaddress import ip_address

from portwise.model.browse import Browsed, Browser, Dialled, Part, Policy, Resolver
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import BROWSED, HERE
from portwise.model.outcome import Outcome
from portwise.model.report import Report, Verdict
from portwise.model.target import Target
from portwise.render import browse
from portwise.render.layout import Look

TARGET = Target.parse("http://shop.test:3000/")
URL = "http://shop.test:3000/"
MET = Browsed(Browser("chromium", "Chromium", "156.0.1.2", "/usr/bin/chromium"), URL, "", 200, URL, 900.0)


def told(met, verdict=Verdict.BROKEN, **look):
    seen = Evidence(TARGET).plus((Answer(BROWSED.of(HERE), Known(met), "chromium --headless"),))
    report = Report(TARGET, verdict, None, (), (), (), tuple(seen), 1.0, "browser")
    return " ".join(" ".join(browse.lines(report, seen, Look(width=110, **look))).split())


def test_where_all_is_well_one_line_is_enough():
    """How it went there is for who asks for more."""
    assert "Chromium Got HTTP 200." == told(MET, Verdict.REACHABLE)
    assert "version 156.0.1.2" in told(MET, Verdict.REACHABLE, verbose=True).lower()


def test_the_way_that_it_went():
    """Its own word first; then upgrade, proxy, lookups, addresses and settings, as far as there are any."""
    met = MET._replace(
        error="ERR_NAME_NOT_RESOLVED",
        status=0,
        final="https://shop.test:3000/",
        upgraded="HSTS",
        proxy="PROXY 127.0.0.1:3128",
        lookups=(Resolver("shop.test", "DNS over HTTPS", (), "ERR_NAME_NOT_RESOLVED", "https://dns.test/"),),
        tried=(Dialled(ip_address("127.0.0.1"), 3128, "ERR_CONNECTION_REFUSED"),),
        policies=(Policy("ProxyMode", '"fixed_servers"', "/etc/chromium/policies/managed/a.json"),),
    )

    assert told(met) == (
        "Chromium Met ERR_NAME_NOT_RESOLVED. Version 156.0.1.2, with a clean profile; it turned http into https by "
        "itself (HSTS); by way of PROXY 127.0.0.1:3128; DNS over HTTPS at https://dns.test/ says of shop.test: "
        "ERR_NAME_NOT_RESOLVED; connections: 127.0.0.1:3128 refused; an administrator settled ProxyMode in "
        "/etc/chromium/policies/managed/a.json."
    )


def test_what_the_page_lacks_and_how_to_go_on():
    """Each part with the browser's word and the command that asks about it; CORS is asked in the name of the page."""
    wanted = "http://api.test/a"
    met = MET._replace(
        parts=(
            Part(wanted, "ERR_FAILED", "cors:MissingAllowOriginHeader", "http://shop.test:3000"),
            *(Part(f"http://api.test/{n}", "ERR_CONNECTION_REFUSED") for n in range(6)),
        )
    )
    said = told(met, Verdict.AMBIGUOUS)

    assert f"{wanted}: MissingAllowOriginHeader (portwise why {wanted} --origin http://shop.test:3000)" in said
    assert "and 2 more" in said


def test_a_page_that_asked_and_one_that_is_waited_for():
    """In whose name it was, and how long nobody answered."""
    asked = MET._replace(error="ERR_FAILED", origin="http://localhost:5173", blocked="cors:MissingAllowOriginHeader")
    waited = MET._replace(status=0, cut=True, elapsed_ms=3000.0)

    assert told(asked).startswith("Chromium A page of http://localhost:5173 asked, and met MissingAllowOriginHeader.")
    assert told(waited).startswith("Chromium Got no answer within 3 s.")


def test_what_is_kept_without_an_error_is_no_answer():
    """Mixed content has no error of the network, and nothing was sent."""
    mixed = MET._replace(status=0, origin="https://shop.test", blocked="mixed-content")

    assert (False, Outcome.BLOCKED_BY_BROWSER) == (mixed.works, mixed.met)
    assert "asked, and met mixed-content." in told(mixed)
    assert "it sent nothing" in told(mixed)
