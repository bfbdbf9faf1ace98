"""
What of the knowledge is repaired in the lab, by which kind of step and in which case: all of it that can be repaired.

A remedy that asks, and names a command for Linux, is a promise: `portwise fix` carries it out, proves it and takes it
back.  What only a person can decide, or do, is shown, with the reason on its page; a mere look repairs nothing.
"""

# Of each cause that has one: the kind of its step, and a case in which it is the whole repair
PROVEN = {
    "process-stopped-or-frozen": ("waking", "Ctrl-Z in the terminal of the server"),
    "loopback-interface-broken": ("link", "set down while a server listens"),
    "firewall-drop": ("exception", "dropped on the way in"),
    "firewall-reject-rst": ("exception", "a reset before routing, behind a jump and among others"),
    "firewall-reject-icmp": ("exception", "port unreachable in both families"),
    "nat-redirect-hijack": ("removal", "redirected in IPv6"),
    "ipv6-disabled-localhost-ipv6": ("sysctl", "a server that was told localhost"),
    "reverse-path-filter-drop": ("sysctl", "asked by one interface, answered by another that is strict"),
    "name-resolves-to-stale-or-wrong-address": ("hosts", "a line from before the move"),
    "hosts-file-localhost-broken": ("hosts", "a second line leads localhost to another address of this machine"),
    "localhost-subdomain-or-mdns-unresolved": (
        "entry",
        "a name below localhost, and a server that a browser would meet",
    ),
    "gateway-upstream-address-wrong-or-stale": ("edit", "the server was told localhost, and listens in IPv6"),
    "server-moved-to-next-port": ("restarting", "the wanted port stands in vite.config"),
    "server-port-setting-wrong": ("restarting", "vite takes no notice of PORT, and has its default"),
    "bound-to-loopback-client-uses-lan": (
        "restarting",
        "a server of Python on loopback, which has an option for the address",
    ),
    "bound-to-specific-other-address": (
        "restarting",
        "a server of Python at the LAN address, which has an option for it",
    ),
    "server-ipv6-only-client-ipv4": ("restarting", "a server of Python in IPv6, which has an option for the address"),
    "ban-or-port-knock-block": ("element", "a set of attackers is dropped"),
    "path-mtu-blackhole": ("route", "the word of the router that packets are too large is filtered"),
    "certificate-expired-or-clock-skew": (
        "certificate",
        "one of a project that vouches for itself has expired, and its key lies beside it",
    ),
    "certificate-hostname-mismatch": (
        "certificate",
        "one of a project that vouches for itself lacks the address, and its key lies beside it",
    ),
    "fd-or-watcher-limit-exhausted": ("limit", "a Python server with as many clients as it may have descriptors"),
    "container-exited-or-unhealthy": ("service", "it has exited, and would stay up the next time"),
    "dead-or-misconfigured-proxy": ("edit", "git asks a proxy that is gone, and the server is well"),
    "wrong-port-or-typo": (
        "edit",
        "the .env of this very project has another port, which its server reads when it starts",
    ),
    "env-proxy-captures-localhost": ("edit", "the profile of the shell sets it, and the proxy is gone"),
    "postgres-not-accepting-tcp": ("edit", "a real PostgreSQL that systemd keeps, with the line that everybody has"),
    "mysql-not-accepting-tcp": ("edit", "a MariaDB that somebody started, with an address in its file"),
    "redis-protected-mode-or-bind": (
        "edit",
        "a Redis that systemd keeps, with a password and the line of its example",
    ),
    "mongodb-bindip": (
        "edit",
        "one that guards itself, and its file names no address (a program of its name stands for it)",
    ),
    "container-port-not-published-or-mismapped": ("edit", "its compose file publishes it at 127.0.0.1 alone"),
    "port-held-by-stale-instance": ("ending", "an earlier run of the same project"),
    "port-held-by-other-application": ("ending", "a dual-stack socket keeps IPv4 too"),
    "port-bound-but-not-listening": ("ending", "bound, and every address is wanted by another server"),
    "port-held-by-hidden-owner": ("ending", "the leader has left, and a thread has the socket"),
    "ephemeral-port-collision": ("ending", "a client's own end"),
    "start-blocked-by-prompt-or-lock": (
        "waking",
        "somebody pressed Ctrl-Z before it listened, and it would listen if it went on",
    ),
    "network-state-needs-reset": ("leftover", "the server is to be had without the VPN that was killed"),
    "vpn-or-ztna-interference": ("route", "a colleague's machine on the same link is looked for in the tunnel"),
    "ephemeral-port-exhaustion": ("sysctl", "as many connections as there are source ports"),
    "container-loopback-hairpin-off": ("sysctl", "somebody set route_localnet back"),
    "privileged-port-without-capability": ("sysctl", "port 80 without any right"),
    "worker-pool-exhausted": ("hangup", "a server for one client at a time, and a browser's idle connection"),
    "ai-server-loopback-only": (
        "restarting",
        "Ollama as it comes, asked by the LAN address (a small server of its name stands for it)",
    ),
    "container-dns-name-out-of-scope": (
        "network",
        "one of two containers is in a network that has names, and the other one asks",
    ),
    "cpu-or-io-starvation": ("quota", "one hundredth of a processor, and something to compute"),
    "debugger-paused": ("detaching", "a debugger that was attached has stopped it, and nobody looks at it"),
    "server-hung-not-accepting": ("restarting", "a program that has run into a deadlock, and would come up well"),
    "kubernetes-port-forward-died": (
        "carrying",
        "the node port of a Service, and kubectl is there (a small program stands for it)",
    ),
    "localhost-ipv6-first-server-ipv4-only": ("carrying", "a database on 127.0.0.1, asked by name"),
    "service-on-unix-socket-or-udp-only": ("carrying", "a server whose socket file carries the port"),
    "vm-nat-no-port-forward": (
        "lending",
        "no port is lent to the VirtualBox machine of this project (small programs of its words)",
    ),
    "advertised-address-unreachable": ("rediscli", "a real Redis cluster announces an address of another network"),
}
# Of causes that have two kinds of steps, or one kind in two forms: the other one
MORE = {
    (
        "bound-to-loopback-client-uses-lan",
        "the .env of its project has the address, and its server reads it when it starts",
    ): "edit",
    ("bound-to-loopback-client-uses-lan", "a real vite has it from its configuration, which it watches"): "edit",
    (
        "bound-to-specific-other-address",
        "the application.yml beside it has the address (a server that reads it stands for it)",
    ): "edit",
    (
        "container-port-not-published-or-mismapped",
        "it was created before its compose file gave it the port, and compose is there",
    ): "recreation",
    (
        "container-port-not-published-or-mismapped",
        "docker-compose created it, and its file publishes it at 127.0.0.1 alone",
    ): "edit",
    (
        "container-port-not-published-or-mismapped",
        "docker-compose created it before its file gave it the port",
    ): "recreation",
    ("wrong-port-or-typo", "a script of this very project names the port"): "edit",
    (
        "bound-to-loopback-client-uses-lan",
        "the .env of its project has the address, and a shell of a unit has started its server",
    ): "edit",
    (
        "bound-to-loopback-client-uses-lan",
        "the .env of its project has the address, and the systemd of its user has started its server",
    ): "edit",
    ("firewall-drop", "a rule of the older iptables, which nft does not list"): "xtables",
    ("firewall-drop", "the answer is dropped"): "exception",
    ("firewall-drop", "loopback is barred"): "removal",
    ("loopback-interface-broken", "::1 is gone, and packets for ::1 leave by the default route"): "address",
    (
        "loopback-interface-broken",
        "::1 is gone, and packets for the unspecified address leave by the default route",
    ): "address",
    ("loopback-interface-broken", "its addresses were flushed"): "address",
    ("env-proxy-captures-localhost", "a file of systemd sets it and exempts others, and the proxy is gone"): "edit",
}
LINK = (
    "bound-to-loopback-client-uses-lan",
    "the .env of its project has the address, and is a link to the file of its stage",
)
MORE[LINK] = "edit"
# A gateway that goes by what its files said before, and one that is told of an edit by its unit
REREAD = "gateway-upstream-address-wrong-or-stale"
MORE |= {
    (REREAD, "the file of nginx was corrected, and nobody had nginx read it again"): "rereading",
    (REREAD, "the file of an HAProxy that systemd keeps was corrected, and nobody had it read again"): "rereading",
    (REREAD, "the file of Caddy was corrected, and nobody had Caddy read it again"): "rereading",
    (REREAD, "a file that Caddy's own one imports was corrected, and its interface is at another port"): "rereading",
    (REREAD, "an HAProxy that systemd keeps goes to IPv4, and the server listens in IPv6"): "edit",
    ("port-held-by-other-application", "a container publishes it"): "service",
    ("server-ipv6-only-client-ipv4", ":: with IPV6_V6ONLY, asked by name: one address works"): "carrying",
}
# Its new files are wrong: nginx goes on by the old ones, and nothing is changed
IN_VAIN = (REREAD, "the file of nginx was corrected, and has a word that nginx does not know")
BY_COMPOSE = ("container-exited-or-unhealthy", "docker-compose created it, and somebody has stopped it")
MORE[BY_COMPOSE] = "service"
# Of one program alone, whose settings a plain client does not read: the report says that it is reachable by all then
OF_ONE = ("dead-or-misconfigured-proxy", "advertised-address-unreachable")
# Who is stopped again has come further meanwhile: it listens by then, and nobody answers
FURTHER = {"start-blocked-by-prompt-or-lock": ["hang"]}
# Two blockers, one behind the other: both steps are needed, and both are taken back
TWO = ("process-stopped-or-frozen", "double fault: stopped, behind a filter that resets")
# Asked from another network, it is repaired in there
THERE = ("firewall-reject-rst", "reset in another network, from where it was asked")
# A cause with a step of another kind for another fault of it
HOSTS = "hosts-file-localhost-broken"
ALSO = {
    (HOSTS, "the line of localhost is missing"): "entry",
    (HOSTS, "the line of IPv4 is missing, and the server listens at 127.0.0.1"): "entry",
    (HOSTS, "the only line of localhost leads to another address of this machine"): "hosts",
    (HOSTS, "the line of IPv4 leads to another address of this machine, that of IPv6 is right"): "hosts",
}
# Where a browser alone fails, it is shown a way that works
BROWSER = ("browser-blocked-port", "a page on the port of X11: Chromium does not even try")
# A pair of a cause and a kind of step that is proven in a file of its own, for a plain client meets no fault, or the
# repair is not of the asker's own machine, or takes a kernel of its own
BESIDE = {
    ("dns-resolution-failure", "nameserver"): "lab/test_nameserver.py",
    ("firewall-drop", "ufw"): "lab/test_ufw.py",
    ("firewall-reject-icmp", "ufw"): "lab/test_ufw.py",
    ("firewall-reject-rst", "ufw"): "lab/test_ufw.py",
    ("firewall-reject-icmp", "firewalld"): "lab/test_firewalld.py",
    ("conntrack-table-full", "sysctl"): "lab/test_kernel.py",
}
# Kinds of steps that are proven in files of their own
APART = {
    "cache": "lab/test_cache.py",
    "capability": "lab/test_capability.py",
    "nameserver": "lab/test_nameserver.py",
    "ufw": "lab/test_ufw.py",
    "desktop": "lab/test_gsettings.py",
    "firewalld": "lab/test_firewalld.py",
}
