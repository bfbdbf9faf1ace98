"""Leads that held by one word too many, or by one too few: where they speak and where they do not any more."""

from importlib import import_module

import pytest

from portwise.read.readers import understood
from portwise.read.saying import sayings

CLOCK = "a clock is wrong"
OLD = "an old version of TLS, or an old client or server, is spoken of"
OTHERS = "one request keeps the others waiting"
POOL = "a pool of workers, threads or connections has nothing left"
NO_TIME = "the machine has no processor or disk time left"
ASKS = "it asks a question and waits for an answer"
EARLY = "it came too early: later, or at a second try, it works"
FLAGS = "the browser was started with switches, or flags were changed"
APART = "localhost and 127.0.0.1 answer, and not with the same"
SAME_TIME = "it ends after the same time again and again"
CLOSED = "port 443 refuses while port 80 answers"
NO_KEY = "the server says that it cannot load its certificate or key"
DEBUGGER = "a debugger is there, and no answer comes"
MET_PLAIN = "the greeting met plain HTTP, or a certificate was seen"
CIRCLES = "something in the server waits or turns in circles"
PLAIN = "what came back was no TLS but plain HTTP"


@pytest.mark.parametrize(
    ("module", "says", "line", "speaks"),
    [
        ("certificates", CLOCK, "the system time is behind by a year", True),
        ("certificates", CLOCK, "the sensor has no real-time clock", True),
        ("certificates", CLOCK, "the guest network blocks NTP", True),
        ("certificates", CLOCK, "I have a hard time with git behind the proxy", False),
        ("certificates", NO_KEY, "AH02312: Fatal error initialising mod_ssl, exiting.", True),
        ("certificates", NO_KEY, "it asks for the pass phrase", False),
        ("certificates", CLOSED, "nothing answers on port 443. Port 80 works", True),
        ("certificates", CLOSED, "it answers on port 443. Port 80 works", False),
        ("tls", OLD, "the printer speaks SSLv3 only", True),
        ("tls", OLD, "error:14094410:SSL routines: sslv3 alert handshake failure", False),
        ("tls", OLD, "SSL_accept: state=SSLv2/v3 read client hello A", False),
        ("tls", PLAIN, "tls: first record does not look like a TLS handshake", True),
        (
            "tls",
            PLAIN,
            "rejected connection from 10.0.0.2:4000: first record does not look like a TLS handshake",
            False,
        ),
        ("process", OTHERS, "it serves one user at a time", True),
        ("process", OTHERS, "./manage.py runserver --nothreading", True),
        ("process", OTHERS, "while a report is running the others see an empty tab", True),
        ("process", OTHERS, "one user after lunch", False),
        ("process", POOL, "all threads of the connector's pool are busy", True),
        ("process", POOL, "all threads of the forum are open", False),
        ("process", NO_TIME, "the load is 38 and the disk is slow", True),
        ("process", NO_TIME, "with a load of 20k requests it fails", False),
        ("readiness", ASKS, "npx prompts me for the name", True),
        ("readiness", ASKS, "the browser shows its login prompt for nobody else", False),
        ("readiness", EARLY, "a moment later it works", True),
        ("readiness", EARLY, "three days later it works", False),
        ("memory", FLAGS, "Chrome beta shows the page", True),
        ("memory", FLAGS, "the page fails in Safari on macOS 27 beta 2", False),
        ("tls", MET_PLAIN, "the cert is expired by the way", True),
        ("tls", MET_PLAIN, "the cert is expired by the way\nssl.SSLError: SSLV3_ALERT_HANDSHAKE_FAILURE", False),
        ("concepts", DEBUGGER, "started in debug mode from PyCharm it hangs forever", True),
        ("concepts", DEBUGGER, "I attach the debugger and each request hangs", True),
        ("concepts", DEBUGGER, "docker inspect shows the address, and curl hangs forever", False),
        ("concepts", DEBUGGER, "the debug log says nothing, curl hangs forever, see the log attached", False),
        ("concepts", DEBUGGER, "curl hangs forever. In gdb all threads wait for a mutex", False),
        ("concepts", CIRCLES, "a handler blocks the main thread, and each request hangs forever", True),
        ("concepts", CIRCLES, "the process waits for a lock, and curl hangs forever", True),
        ("concepts", CIRCLES, "is the IP blocked? curl hangs forever", False),
        ("concepts", CIRCLES, "the loopback is up, and curl hangs forever", False),
        ("concepts", CIRCLES, "curl in a loop hangs forever, event loop lag 3 ms", False),
        ("gateway", SAME_TIME, "nginx: 504 after 5 minutes", True),
        ("gateway", SAME_TIME, "nginx: 504 within five minutes", False),
    ],
)
def test_a_lead_holds_where_it_says_something(module, says, line, speaks):
    """And is quiet beside it."""
    leads = [lead for lead in import_module(f"portwise.read.leads.{module}").LEADS if lead.says == says][:1]

    assert [speaks] == [bool(lead.holds(understood(line))) for lead in leads]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        (
            'rejected connection from "10.0.0.2:4000" (tls: first record does not look like a TLS handshake)',
            "http-to-tls-port",
        ),
        ("SSL_accept returned=1 errno=0 state=error: http request", "http-to-tls-port"),
        ("net::ERR_INSECURE_RESPONSE", "certificate-untrusted"),
        ("SNIMissingWarning: An HTTPS request has been made", "tls-sni-mismatch"),
        ("(AtlasError) no SNI name sent", "tls-sni-mismatch"),
        ("SSL alert write:fatal:unknown CA", "certificate-untrusted"),
    ],
)
def test_a_decisive_line_speaks_for_its_cause(line, cause):
    """What a program prints of it word for word."""
    assert cause in {cause for saying in sayings() if saying.holds(understood(line)) for cause in saying.speaks}
