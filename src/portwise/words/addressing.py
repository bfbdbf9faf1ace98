"""Terms of addresses and names."""

from __future__ import annotations

from portwise.words.entry import Term

ADDRESSES_AND_NAMES = (
    Term(
        ("localhost",),
        "a name for this machine, as seen by whoever asks",
        (
            (
                "It stands for 127.0.0.1 and ::1, and most clients try ::1 first. A server that listens on only one "
                "of the two is refused on the other; curl and browsers fall back so quickly that nobody notices, "
                "others do not."
            ),
            (
                "Inside a container, a virtual machine, WSL or an SSH session it means that place and not your "
                "desktop. Browsers and current curl resolve it themselves; programs that use getaddrinfo(3) read the "
                "hosts file."
            ),
        ),
        ("refused",),
        (
            "localhost-ipv6-first-server-ipv4-only",
            "server-ipv6-only-client-ipv4",
            "localhost-is-another-machine",
            "localhost-inside-container",
            "hosts-file-localhost-broken",
        ),
        ("RFC 6761 section 6.3",),
    ),
    Term(
        ("loopback", "lo", "lo0", "loopback interface", "127.0.0.1", "::1", "[::1]", "127.0.0.0/8", "loopback address"),
        "the addresses that never leave the machine",
        (
            (
                "127.0.0.1 (all of 127.0.0.0/8 on Linux) and ::1 live on the interface lo. A server bound to them can "
                "be reached from this machine only, which is the safe default of most development servers. The two "
                "are separate: different programs may listen on the same port of each."
            ),
            (
                "A ping to 127.0.0.1 proves that IP works on lo and says nothing about any TCP port. Firewalls see "
                "loopback traffic too, and network namespaces have a loopback each."
            ),
        ),
        ("refused",),
        (
            "bound-to-loopback-client-uses-lan",
            "loopback-family-split",
            "loopback-interface-broken",
            "container-app-bound-to-loopback",
        ),
        ("RFC 1122 section 3.2.1.3", "RFC 4291 section 2.5.3"),
    ),
    Term(
        (
            "0.0.0.0",
            "::",
            "[::]",
            "wildcard",
            "wildcard address",
            "all interfaces",
            "unspecified address",
            "INADDR_ANY",
        ),
        "for a server: every address of this machine; for a client: not an address",
        (
            (
                "A server bound to 0.0.0.0 listens on every IPv4 address, loopback and network alike, so others can "
                "reach it. [::] does the same for IPv6, and for IPv4 as well unless IPV6_V6ONLY is set. A server on a "
                "specific address takes precedence over one on the wildcard for that address."
            ),
            (
                "As a target it only happens to work: Linux and macOS take it for this machine, Windows does not, and "
                "browsers are closing it off. Write 127.0.0.1 or localhost."
            ),
        ),
        ("addr-not-avail",),
        ("unspecified-address-as-target", "wildcard-specific-shadowing"),
        ("man 7 ip", "man 7 ipv6"),
    ),
    Term(
        (
            "IPv6",
            "IPv4",
            "dual stack",
            "dual-stack",
            "tcp46",
            "tcp4",
            "tcp6",
            "IPV6_V6ONLY",
            "v6only",
            "address family",
        ),
        "two networks that share one machine",
        (
            (
                "A name may have addresses of both families, and each attempt succeeds or fails by itself. "
                "IPV6_V6ONLY decides whether a socket on [::] takes IPv4 too; lsof and netstat call one that does "
                "tcp46."
            ),
            "portwise tries every address of a target separately and tells you where they differ.",
        ),
        ("refused",),
        (
            "localhost-ipv6-first-server-ipv4-only",
            "server-ipv6-only-client-ipv4",
            "ipv6-disabled-localhost-ipv6",
            "loopback-family-split",
        ),
        ("man 7 ipv6",),
    ),
    Term(
        ("Happy Eyeballs", "autoSelectFamily", "curl -4", "family fallback"),
        "trying both address families, the second a moment later",
        (
            (
                "Browsers, curl and Node.js from version 20 try the other family when the first does not answer or "
                "refuses. So one client works and another fails against the same half-open server. `curl -4` and "
                "`curl -6` ask one family only."
            ),
        ),
        ("refused", "intermittent"),
        ("localhost-ipv6-first-server-ipv4-only", "server-ipv6-only-client-ipv4", "loopback-family-split"),
        ("RFC 8305",),
    ),
    Term(
        ("hosts file", "/etc/hosts", "hosts"),
        "names that this machine knows without asking",
        (
            (
                "/etc/hosts, on Windows C:\\Windows\\System32\\drivers\\etc\\hosts. Without a line for localhost, "
                "programs that use getaddrinfo(3) may fail; browsers and curl resolve localhost themselves and do not "
                "notice."
            ),
        ),
        ("name-failure", "refused"),
        ("hosts-file-localhost-broken", "name-resolves-to-stale-or-wrong-address"),
        ("man 5 hosts",),
    ),
    Term(
        (
            "DNS",
            "resolver",
            "name resolution",
            "nslookup",
            "dig",
            "DNS cache",
            "flush DNS",
            "getaddrinfo",
            "mDNS",
            ".local",
        ),
        "how a name becomes an address",
        (
            (
                "The DNS takes no part in connections to 127.0.0.1, and none to localhost either. Emptying its cache "
                "helps when a name has moved to another address and the old one is remembered; it never repairs a "
                "refused connection to the right address."
            ),
        ),
        ("name-failure",),
        ("dns-resolution-failure", "name-resolves-to-stale-or-wrong-address", "localhost-subdomain-or-mdns-unresolved"),
        ("man 3 getaddrinfo",),
    ),
    Term(
        ("DoH", "DNS over HTTPS", "secure DNS", "TRR"),
        "the browser asks a name server of its own",
        (
            (
                "With DNS over HTTPS a browser may get another answer than curl does, and none for names that only "
                "your network or hosts file knows."
            ),
        ),
        ("name-failure",),
        ("browser-secure-dns",),
        ("RFC 8484",),
    ),
    Term(
        ("NAT", "DNAT", "port forwarding", "port mapping", "redirect rule", "bridged"),
        "packets are readdressed on the way",
        (
            (
                "Containers, virtual machines and routers put their own address or port in the place of another. A "
                "rule may send a local port elsewhere, so that the listener you see is not the one that is asked."
            ),
        ),
        ("refused", "timeout"),
        ("nat-redirect-hijack", "vm-nat-no-port-forward", "container-port-not-published-or-mismapped"),
        ("man 8 nft",),
    ),
)
