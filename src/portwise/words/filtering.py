"""Terms of what lets packets and programs pass, or not."""

from __future__ import annotations

from portwise.words.entry import Term

FILTERS = (
    Term(
        (
            "firewall",
            "iptables",
            "nftables",
            "nft",
            "ufw",
            "firewalld",
            "pf",
            "Windows Defender Firewall",
            "firewall-cmd",
            "netfilter",
        ),
        "rules that decide which packets pass",
        (
            (
                "DROP makes a client time out. REJECT answers: with a reset it looks exactly like a port without a "
                "listener, with an ICMP message it is refused or unreachable. So refused does not clear the firewall. "
                "portwise tells the two resets apart by a counter of the kernel."
            ),
            (
                "Do not switch a firewall off to test: look at its rules, or open a listener of your own on the same "
                "address."
            ),
        ),
        ("timeout", "refused", "unreachable"),
        ("firewall-drop", "firewall-reject-rst", "firewall-reject-icmp", "desktop-firewall-inbound-block"),
        ("man 8 nft",),
    ),
    Term(
        ("DROP", "blackhole"),
        "the packet is swallowed without an answer",
        ("The client retransmits its SYN and times out. In curl that is 28, in Chrome ERR_CONNECTION_TIMED_OUT.",),
        ("timeout",),
        ("firewall-drop", "wrong-or-blackhole-route"),
        ("man 8 nft",),
    ),
    Term(
        ("REJECT", "reject with tcp reset", "icmp-port-unreachable", "admin-prohibited"),
        "the packet is turned away with an answer",
        (
            (
                "With tcp-reset or ICMP port unreachable the client says refused; with host or admin-prohibited, as "
                "firewalld does, it says 'no route to host'."
            ),
        ),
        ("refused", "unreachable"),
        ("firewall-reject-rst", "firewall-reject-icmp"),
        ("man 8 nft",),
    ),
    Term(
        ("antivirus", "security software", "endpoint protection", "content filter"),
        "software that reads along, and sometimes answers instead",
        ("It may reset connections, hold them, or put its own certificate in place of the server's.",),
        ("reset", "tls-error", "refused"),
        ("security-software-interception",),
    ),
    Term(
        ("SELinux", "AVC", "setenforce", "httpd_can_network_connect"),
        "a policy that binds root as well",
        (
            (
                "It may forbid a service to bind an unusual port or to connect anywhere. `ausearch -m avc -ts recent` "
                "shows the denial; `semanage port` and `setsebool` repair it. Do not switch it off."
            ),
        ),
        ("bind-EACCES", "denied", "http-5xx"),
        ("selinux-denial",),
        ("man 8 semanage-port",),
    ),
    Term(
        ("AppArmor", "snap", "flatpak", "aa-status"),
        "a profile says what a program may do",
        ("A confined browser or server may see another network, or none. The kernel log says DENIED.",),
        ("denied", "bind-EACCES"),
        ("apparmor-snap-or-flatpak-confinement",),
    ),
    Term(
        ("sandbox", "seccomp", "Landlock", "bubblewrap", "seatbelt"),
        "a cage around one program",
        (
            (
                "Inside, connect or bind fails with EPERM or EACCES, or localhost is a network of its own. Editors "
                "and coding agents use it."
            ),
        ),
        ("denied", "bind-EPERM"),
        ("sandbox-blocks-sockets", "network-namespace-isolation"),
        ("man 2 seccomp", "man 7 landlock"),
    ),
)
