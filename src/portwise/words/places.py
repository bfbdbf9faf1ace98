"""Terms of places that have a network of their own, and of the systems around."""

from __future__ import annotations

from portwise.words.entry import Term

PLACES = (
    Term(
        ("Docker", "container", "docker-proxy", "docker compose", "EXPOSE", "-p", "published port"),
        "a process with a network of its own",
        (
            (
                "Its localhost is not yours. A port must be published (-p 3000:3000; EXPOSE does nothing by itself), "
                "and the program inside must listen on 0.0.0.0, or the forwarder accepts for nobody and you see empty "
                "replies or resets. From inside, the host is host.docker.internal or the address of the bridge."
            ),
        ),
        ("refused", "empty", "reset"),
        (
            "container-port-not-published-or-mismapped",
            "container-app-bound-to-loopback",
            "localhost-inside-container",
            "container-cannot-reach-host",
        ),
    ),
    Term(
        ("Kubernetes", "k8s", "NodePort", "ClusterIP", "ingress", "minikube", "kind"),
        "services that find their pods by labels",
        (
            (
                "A service without ready pods has no endpoints, and its clients are refused or time out, by the mode "
                "of kube-proxy."
            ),
        ),
        ("refused", "timeout", "http-5xx"),
        ("kubernetes-service-no-endpoints", "kubernetes-port-forward-died"),
    ),
    Term(
        ("WSL", "WSL2", "Windows Subsystem for Linux", "mirrored mode"),
        "Linux in a virtual machine beside Windows",
        (
            (
                "In NAT mode Windows forwards its localhost to WSL; from WSL, the localhost of Windows is another "
                "machine. In mirrored mode they share addresses, and Hyper-V's firewall has a say."
            ),
        ),
        ("refused", "timeout"),
        ("wsl2-localhost-forwarding-broken", "wsl2-mirrored-mode-loopback", "localhost-is-another-machine"),
        ("https://learn.microsoft.com/windows/wsl/networking",),
    ),
    Term(
        ("VM", "virtual machine", "VirtualBox", "bridged network", "NAT network"),
        "another machine that happens to run on yours",
        ("Behind NAT its ports are reachable only when forwarded; in bridged mode it has an address of its own.",),
        ("refused", "timeout"),
        ("vm-nat-no-port-forward", "localhost-is-another-machine"),
    ),
    Term(
        ("network namespace", "netns", "namespace"),
        "a separate network inside one kernel",
        (
            (
                "Own interfaces, own loopback, own ports, own firewall. The same port may be free here and taken "
                "there; `ip netns` and `lsns -t net` list them."
            ),
        ),
        ("refused",),
        ("network-namespace-isolation", "localhost-inside-container"),
        ("man 7 network_namespaces",),
    ),
    Term(
        ("AirPlay", "AirPlay Receiver", "ControlCenter"),
        "macOS listens on ports 5000 and 7000",
        (
            (
                "Requests meant for Flask get a 403 with 'Server: AirTunes'. Switch it off in System Settings, "
                "General, AirDrop & Handoff, or use another port."
            ),
        ),
        ("wrong-content", "http-4xx", "bind-EADDRINUSE"),
        ("macos-airplay-receiver",),
    ),
    Term(
        ("systemd", "socket activation", "systemctl", "unit"),
        "the service manager of most Linux systems",
        (
            (
                "With socket activation systemd itself listens and starts the service at the first connection: a "
                "service that fails then shows as a reset or a hang. `systemctl status UNIT` and `journalctl -u UNIT` "
                "tell why."
            ),
        ),
        ("refused", "reset"),
        ("socket-activation-service-failing", "service-exited-or-killed", "systemd-unit-network-sandboxing"),
        ("man 5 systemd.socket",),
    ),
    Term(
        ("excluded port range", "excludedportrange", "Hyper-V", "winnat"),
        "ports that Windows keeps for itself",
        (
            (
                "bind fails with 10013 although nobody is seen to hold the port: `netsh interface ipv4 show "
                "excludedportrange protocol=tcp`."
            ),
        ),
        ("bind-EACCES",),
        ("windows-excluded-port-range",),
    ),
    Term(
        ("HTTP.sys", "svchost", "PID 4", "urlacl"),
        "the kernel of Windows serves HTTP itself",
        ("The owner of the port is then System (pid 4): `netsh http show servicestate` names the program behind it.",),
        ("bind-EADDRINUSE", "bind-EACCES"),
        ("windows-http-sys-owns-port",),
    ),
    Term(
        ("MCP", "Model Context Protocol"),
        "how agents call tools",
        (
            (
                "A server of it may speak over standard input and output, and then has no port at all, or over HTTP, "
                "and then is a server like any other."
            ),
        ),
        ("refused",),
    ),
    Term(
        ("ping", "ICMP", "ICMP echo", "ICMP error"),
        "messages about the network, beside TCP and UDP",
        (
            (
                "A ping that is answered proves that IP works to that address. It says nothing about any TCP port, "
                "and a host that does not answer pings may serve well. An ICMP error, on the other hand, tells who "
                "turned a packet away and why; `portwise why` reads it from the socket's error queue."
            ),
        ),
        ("unreachable",),
        ("target-host-unreachable", "firewall-reject-icmp"),
        ("RFC 792", "man 7 ip"),
    ),
    Term(
        ("lsof", "netstat", "ss", "fuser", "nmap", "tcpdump", "Wireshark", "curl"),
        "tools that show sockets or packets",
        (
            (
                "ss, netstat and lsof list listeners and connections; without root they name only your own processes. "
                "None shows a port that is bound and not listening, and none says who answered: `portwise why` does."
            ),
        ),
        see=("man 8 ss", "man 8 lsof"),
    ),
)
