"""Rules of filters and denials of security modules are read from what their tools print, however it was trimmed."""

import pytest

from portwise.model.reading import Ruling
from portwise.read.readers import understood

PRINTED = {
    "-A INPUT -p tcp -m tcp --dport 5432 -j REJECT --reject-with tcp-reset": [("reject", "iptables", 5432)],
    "> # iptables -A DOCKER-USER -j DROP": [("drop", "iptables", None)],
    "Chain INPUT (policy DROP 12 packets, 720 bytes)": [("drop", "iptables", None)],
    "   17  1020 DROP       tcp  --  *      *       0.0.0.0/0     0.0.0.0/0    tcp dpt:8080": [
        ("drop", "iptables", 8080)
    ],
    "REDIRECT   tcp  --  anywhere   anywhere   tcp dpt:80 redir ports 8080": [("redirect", "iptables", 80)],
    "  type filter hook input priority filter; policy drop;": [("drop", "nft", None)],
    "  tcp dport { 22, 80 } accept": [("accept", "nft", 22)],
    "  tcp dport 8080 counter packets 3 bytes 180 reject with tcp reset": [("reject", "nft", 8080)],
    "22/tcp                     ALLOW       Anywhere": [("accept", "ufw", 22)],
    "[ 3] 9200/tcp              REJECT IN   Anywhere": [("reject", "ufw", 9200)],
    "Status: inactive": [("off", "ufw", None)],
    "Default: deny (incoming), allow (outgoing), disabled (routed)": [("drop", "ufw", None)],
    "  ports: 80/tcp 6000-6010/tcp": [("accept", "firewalld", 80), ("accept", "firewalld", 6000)],
    "  target: %%REJECT%%": [("%%reject%%", "firewalld", None)],
    "block drop in proto tcp from any to any port = 8080": [("drop", "pf", 8080)],
    "rdr pass on lo0 inet proto tcp from any to any port 80 -> 127.0.0.1 port 8080": [("redirect", "pf", 80)],
    "Firewall is enabled. (State = 1)": [("on", "macos firewall", None)],
    "Firewall Policy                       BlockInbound,AllowOutbound": [("drop", "windows firewall", None)],
    "Rule Name:      web\nEnabled:        Yes\nDirection:      In\nLocalPort:      3000\nAction:         Block": [
        ("drop", "windows firewall", 3000)
    ],
    "Regelname:      web\nLokaler Port:   3000\nAktion:         Blocken": [("drop", "windows firewall", 3000)],
    "DisplayName : Node.js\nEnabled     : True\nDirection   : Inbound\nAction      : Allow": [
        ("accept", "windows firewall", None)
    ],
    'type=AVC msg=audit(1.2:3): avc:  denied  { name_connect } for  pid=9 comm="nginx" dest=5001 tclass=tcp_socket': [
        ("denied", "selinux", 5001)
    ],
    'kernel: audit: apparmor="DENIED" operation="create" profile="snap.x" family="inet"': [
        ("denied", "apparmor", None)
    ],
    "we allow nobody to pass, and drop the ball": [],
}


@pytest.mark.parametrize("printed", PRINTED, ids=lambda printed: printed[:40])
def test_a_rule_is_read_with_its_verdict_and_its_port(printed):
    """In the words of every tool, one row at a time."""
    found = [noted.sign for noted in understood(printed).signs(Ruling)]

    assert PRINTED[printed] == [(one.verdict, one.by, one.port) for one in found]
