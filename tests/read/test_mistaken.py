"""Words that a lead must not take for its own: names of others, negations, files that show nothing."""

import pytest

from portwise.formats import pcap
from portwise.read.readers import all_leads, understood

MISTAKEN = (
    ("certificate-expired-or-clock-skew", "a renewal is spoken of", "`pnpm --filter @acme/edge dev` does not start"),
    ("cpu-or-io-starvation", "it is slow where the machine is busy", "it hangs until a restart, at 0% cpu, state S"),
    (
        "security-software-interception",
        "one program is cut off where another on the same machine gets through",
        "terminal-in-browser daemon, works perfectly for 4 days, then: browser spins, curl spins",
    ),
    (
        "desktop-firewall-inbound-block",
        "the firewall of Windows or macOS is spoken of",
        "the phone spins. Firewall is off in System Settings",
    ),
    (
        "cpu-or-io-starvation",
        "it happens while something heavy runs",
        "Liveness probe failed: Get http://10.2.3.4:3000/: context deadline exceeded, timeout",
    ),
    (
        "http-to-tls-port",
        "nothing but an empty answer came, and the server serves TLS",
        "curl https://10.0.0.7:8443/\ncurl: (52) Empty reply from server",
    ),
    (
        "process-stopped-or-frozen",
        "somebody touched the console of the server, and it stands still",
        "the server hangs as soon as I click into the admin console",
    ),
    (
        "container-port-not-published-or-mismapped",
        "the host is asked for the port inside, which is lent out as another",
        "docker run -p 8080:80 web\ncurl: (7) Failed to connect to 172.19.0.4 port 80: Connection refused",
    ),
    (
        "non-http-or-wrong-protocol-on-port",
        "a server of another protocol was asked in HTTP, or the other way round",
        "invalid HTTP request size (max 4096)",
    ),
)
MEANT = (
    (
        "certificate-expired-or-clock-skew",
        "a renewal is spoken of",
        "acme.sh --renew says ok, the acme challenge as well",
    ),
    ("cpu-or-io-starvation", "it is slow where the machine is busy", "it hangs while cpu is at 100%"),
    (
        "security-software-interception",
        "one program is cut off where another on the same machine gets through",
        "the browser spins, curl is fine",
    ),
    (
        "desktop-firewall-inbound-block",
        "the firewall of Windows or macOS is spoken of",
        "the phone spins. Firewall is on in System Settings",
    ),
    ("cpu-or-io-starvation", "it happens while something heavy runs", "it stalls during the nightly backup"),
    (
        "http-to-tls-port",
        "nothing but an empty answer came, and the server serves TLS",
        "curl: (52) Empty reply from server\nthe server was started with --cert",
    ),
    (
        "process-stopped-or-frozen",
        "somebody touched the console of the server, and it stands still",
        "the server hangs as soon as I click into the console",
    ),
    (
        "container-port-not-published-or-mismapped",
        "the host is asked for the port inside, which is lent out as another",
        "docker run -p 8080:80 web\ncurl: (7) Failed to connect to 10.0.0.9 port 80: Connection refused",
    ),
    (
        "non-http-or-wrong-protocol-on-port",
        "a server of another protocol was asked in HTTP, or the other way round",
        "invalid HTTP request received",
    ),
)


def speaks(cause, says, raw):
    """Whether that lead holds of a text."""
    return [bool(lead.holds(understood(raw))) for lead in all_leads() if (lead.cause, lead.says) == (cause, says)]


@pytest.mark.parametrize(("cause", "says", "raw"), MISTAKEN)
def test_what_only_looks_like_it_says_nothing(cause, says, raw):
    """Anybody is called acme, nothing is 0 %, and a word within a word is another."""
    assert [False] == speaks(cause, says, raw)


@pytest.mark.parametrize(("cause", "says", "raw"), MEANT)
def test_what_is_meant_is_heard(cause, says, raw):
    """The same words, said of it."""
    assert [True] == speaks(cause, says, raw)


@pytest.mark.parametrize("raw", [pcap.encode([]), b"\xd4\xc3\xb2\xa1\x02\0\x04\0" + bytes(range(256)) * 8])
def test_a_capture_that_shows_no_packet_proves_nothing(raw):
    """Empty, or not to be decoded."""
    assert () == understood(raw).noted
