"""Leads of filters, confinement, ways, proxies, TLS, HTTP and browsers: none of them is idle."""

from importlib import import_module

import pytest

from tests.read.leads.speaking import speaks

FILES = (
    *(
        "apart",
        "browser",
        "certificates",
        "clients",
        "filters",
        "http",
        "memory",
        "namespaces",
        "origins",
        "policy",
        "protection",
    ),
    *("proxy", "reach", "redirects", "route", "strangers", "tls", "ways"),
)
REFUSED = "curl: (7) Failed to connect to 10.0.0.9 port 8080: Connection refused\n"
NODE_PORT = "legacy NodePort 80:30080/TCP, and java listens, *:30080\ncurl: (7) Failed to connect: Connection refused\n"
ASSIGNED = "Opening ipv4 listen socket on port 1883.\nError: Cannot assign requested address\n"
WSL_ASKS = (
    "In WSL, and the server runs on Windows:\n"
    "curl: (28) Failed to connect to 172.21.48.1 port 8123: Connection timed out\n"
)
AT_ONCE = "mount.nfs: No route to host, immediately"
SAID = {  # what no settled report holds, in a text of its own
    ("firewall-reject-icmp", "it is told at once that there is no way"): AT_ONCE,
    ("target-host-unreachable", "it is told at once that there is no way"): AT_ONCE,
    ("desktop-firewall-inbound-block", "WSL asks Windows by its address, and nothing comes back"): WSL_ASKS,
    ("wsl2-localhost-forwarding-broken", "WSL asks Windows by its address, and nothing comes back"): WSL_ASKS,
    (
        "env-proxy-captures-localhost",
        "a shell sets what stands between, and others get through",
    ): "http://localhost:3000 is Forbidden, and in ~/.bashrc there are some lines",
    (
        "bind-address-not-local",
        "it opens a socket to listen, and in the next line the address cannot be assigned",
    ): ASSIGNED,
    (
        "ephemeral-port-exhaustion",
        "it opens a socket to listen, and in the next line the address cannot be assigned",
    ): ASSIGNED,
    (
        "browser-cached-state",
        "one browser keeps what others do not see",
    ): "ChunkLoadError: Loading chunk 482 failed. In a private window it loads.",
    (
        "hsts-or-bad-redirect",
        "the browser holds no entry of HSTS for the name",
    ): "chrome://net-internals/#hsts query for blog.test: Not found",
    (
        "name-resolves-to-stale-or-wrong-address",
        "its address changed, and who asks by name goes where it was",
    ): "after the hardware swap its name still leads to the old address",
    (
        "name-resolves-to-stale-or-wrong-address",
        "its address changed, and by number it works",
    ): "since my new router the name nas opens a strange page, by IP it works",
    (
        "container-app-bound-to-loopback",
        "its platform does not find it listening, and it says localhost",
    ): "The app is not listening on the expected address. Server running at http://localhost:8080",
    (
        "container-app-bound-to-loopback",
        "it is Mosquitto 2 in a container without a listener of its own",
    ): "mosquitto-1 | Starting in local only mode.",
    (
        "ban-or-port-knock-block",
        "the server says that it keeps a list of who may not",
    ): "connection failed, you are banned",
    (
        "ban-or-port-knock-block",
        "passwords were guessed or changed, and then one client alone hears nothing more",
    ): "I fat-fingered the password, and now ssh: connect to host nas port 22: Connection timed out. Others get in.",
    ("nat-redirect-hijack", "a server waits, and a rule takes what comes for its port"): NODE_PORT,
    ("bound-to-loopback-client-uses-lan", "a server waits, and a rule takes what comes for its port"): NODE_PORT,
    (
        "network-perimeter-block",
        "two devices of one guest network cannot see each other, and at home they can",
    ): "in the dorm my phone cannot open the page of my Pi, at home they see each other",
    ("network-perimeter-block", "nothing arrives at a rented machine"): "tcpdump -i eth0 port 8888 抓不到任何包",
    (
        "wrong-or-blackhole-route",
        "one network lies at two interfaces",
    ): "10.9.0.0/24 dev eth1 scope link metric 202\n10.9.0.0/24 dev eth0 scope link metric 204\n",
    (
        "wrong-or-blackhole-route",
        "two networks that are spoken of lie in one another",
    ): "pods get 10.42.0.0/16, and the office is 10.42.8.0/22",
    (
        "wrong-or-blackhole-route",
        "what brought a route is taken away, and it is reached again",
    ): "stop the compose project and they are back",
    (
        "network-state-needs-reset",
        "taking the interface down and up, or its driver out and in, helps",
    ): "disable + enable the adapter -> perfect",
    (
        "network-state-needs-reset",
        "the stack of Windows has lost a part",
    ): "one or more network protocols are missing on this computer",
    (
        "firewall-reject-icmp",
        "with the filter off it works",
    ): "ssh: connect to host db port 22: No route to host. With firewalld stopped it works.",
    ("firewall-reject-rst", "people say that a rule rejects"): "there is a reject line for all others in iptables",
    (
        "nat-redirect-hijack",
        "connections land elsewhere, and rules of NAT are spoken of",
    ): "a PREROUTING rule, so that every connection lands in the old test server",
    (
        "ban-or-port-knock-block",
        "a whole office is kept out, and from another network it works",
    ): "nobody in the office can open it, over mobile data it works",
    (
        "wrong-or-blackhole-route",
        "an address of 172.16/12 cannot be reached since Docker is there",
    ): "since docker is on that box I can not reach 172.18.4.9",
    (
        "network-perimeter-block",
        "a service that is rented in a cloud does not answer from outside",
    ): "connect to db.abc.eu-west-1.rds.amazonaws.com: Connection timed out",
    (
        "cors-blocked",
        "the server's log shows that it answered well what failed in the page",
    ): "my fetch is (failed), the log of the server shows 200",
    ("desktop-firewall-inbound-block", "the firewall is said to be off"): "the firewall is off in System Settings",
    (
        "firewall-drop",
        "it began when the packet filter was switched on",
    ): "it began when I switched ufw on",
    ("ban-or-port-knock-block", "a sequence of knocks opens the port"): "knockd opens the ssh port after the sequence",
    ("selinux-denial", "SELinux does not enforce"): "SELinux status:                 disabled",
    (
        "apparmor-snap-or-flatpak-confinement",
        "the same program from another package works",
    ): "the snap of it is denied, the deb package works",
    (
        "security-software-interception",
        "its log or its notice says that it blocked",
    ): "Kaspersky shows a notice that it blocked a threat on port 8080",
    (
        "loopback-interface-broken",
        "an alias of the loopback interface is spoken of",
    ): "sudo ifconfig lo0 alias 127.0.0.2 up",
    ("wrong-or-blackhole-route", "two networks overlap"): "the docker bridge overlaps with the subnet of our office",
    (
        "wrong-or-blackhole-route",
        "the way to the address leads over a bridge or a tunnel",
    ): "10.20.0.9 dev docker0 src 172.17.0.1 uid 1000",
    ("wrong-or-blackhole-route", "removing or adding a route helps"): "after ip route del 10.20.0.0/16 it works",
    (
        "reverse-path-filter-drop",
        "packets arrive and nothing answers them",
    ): "tcpdump shows each SYN arriving, and no SYN-ACK goes out",
    (
        "path-mtu-blackhole",
        "small things pass and large ones hang",
    ): "Small requests are ok, large downloads hang for ever",
    (
        "env-proxy-captures-localhost",
        "without the proxy variables it works",
    ): REFUSED + "curl --noproxy '*' localhost:8080 works",
    ("env-proxy-captures-localhost", "the exceptions of proxies are spoken of"): "what do I put into NO_PROXY",
    (
        "env-proxy-captures-localhost",
        "the address that was dialled is not the target's",
    ): "we sit behind a corporate proxy",
    ("dead-or-misconfigured-proxy", "with the proxy off it works"): "with the proxy off everything works",
    (
        "dead-or-misconfigured-proxy",
        "the proxy asks for a password or refuses",
    ): "HTTP/1.1 407 Proxy Authentication Required",
    ("vpn-or-ztna-interference", "with the VPN off nothing changes"): "I disconnected the VPN, no change",
    (
        "https-to-plain-http",
        "the server got a TLS greeting where it waits for plain HTTP",
    ): r'code 400, message Bad request version ("\x16\x03\x01")',
    ("http-to-tls-port", "with https it works, with http it fails"): "over http it is reset, over https it works",
    (
        "tls-sni-mismatch",
        "one browser alone meets it",
    ): "ERR_SSL_UNRECOGNIZED_NAME_ALERT, only in Chrome",
    (
        "http-to-tls-port",
        "nothing but an empty answer came in plain HTTP from a place that is named with https",
    ): "http://localhost:5001 gives ERR_EMPTY_RESPONSE, the settings say https://localhost:5001",
    ("certificate-expired-or-clock-skew", "a clock is wrong"): "the clock of the board is wrong by two years",
    (
        "client-certificate-required",
        "with a certificate and key of the client it works",
    ): "Acceptable client certificate CA names",
    (
        "backend-dependency-unavailable",
        "some pages work, those that need more fail",
    ): "the home page works, but /orders returns 500",
    (
        "backend-dependency-unavailable",
        "the server runs and says so, and its log complains of another server",
    ): "Application startup complete.\nGET /orders 500\nredis: connect ECONNREFUSED 10.0.0.3:6379",
    (
        "host-header-rejected",
        "under localhost it works, under another name it is a bad request",
    ): "localhost:8000 works, through the tunnel I get 403 Forbidden",
    ("host-header-rejected", "with another Host header it works"): "curl -H 'Host: localhost' http://10.0.0.9 works",
    (
        "browser-blocked-port",
        "another port works in the browser",
    ): "http://localhost:6000 gives ERR_UNSAFE_PORT in Chrome. On another port it works",
    ("browser-cached-state", "with its data cleared it works"): "after clearing the cookies it works",
    ("browser-cached-state", "a private window fails the same way"): "an incognito window fails too",
    ("browser-cached-state", "clearing its data changes nothing"): "I cleared the cookies, no change",
    ("browser-secure-dns", "with secure DNS off it works"): "with secure DNS disabled it works",
}


@pytest.mark.parametrize("name", FILES)
def test_every_lead_speaks_in_some_report(name):
    """A lead whose pattern is broken would never be missed otherwise."""
    leads = import_module(f"portwise.read.leads.{name}").LEADS

    assert [] == [(lead.cause, lead.says) for lead in leads if not speaks(lead, SAID.get((lead.cause, lead.says)))]


def test_no_text_is_for_a_lead_that_is_gone():
    """What was renamed would be looked for in vain."""
    names = {(one.cause, one.says) for name in FILES for one in import_module(f"portwise.read.leads.{name}").LEADS}

    assert set() == set(SAID) - names
