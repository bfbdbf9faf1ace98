"""By which words people name what is wrong with a service, its container, its gateway, or a browser."""

from portwise.read.subject import Subject

ROWS = (
    Subject(
        "a crash",
        r"\b(?:crash(?:ed|es|ing)?|exited|was killed|died|segfault\w*|uncaught exception|panicked)\b",
        (
            *("service-exited-or-killed", "service-crashed-at-start", "dev-watcher-alive-child-crashed"),
            *("out-of-memory-kill",),
        ),
    ),
    Subject(
        "want of memory",
        r"\b(?:out.of.memory|oom(?:.?kill\w*)?|memory limit)\b",
        ("out-of-memory-kill",),
    ),
    Subject(
        "a server that is still starting",
        r"\b(?:still (?:starting|booting|loading|initiali[sz]ing)|not ready yet|start.?up race|"
        r"race condition|too early)\b",
        ("startup-race-not-ready",),
    ),
    Subject(
        "localhost in a container",
        r"\blocalhost (?:in|inside|within) (?:the|a|your) container\b|\bcontainer'?s own localhost\b|"
        r"\bhost\.docker\.internal\b",
        ("localhost-inside-container", "container-cannot-reach-host"),
    ),
    Subject(
        "a port that is not published",
        r"\b(?:not (?:published|exposed|mapped)|publish the port|port mapping|-p \d+:\d+|"
        r"isn't (?:published|mapped))\b",
        (
            *("container-port-not-published-or-mismapped", "container-loopback-hairpin-off"),
            *("dev-container-port-not-forwarded",),
        ),
    ),
    Subject(
        "a container that does not run",
        r"\bcontainer (?:has |is |was )?(?:exited|stopped|unhealthy|restarting|not running|crash\w*|"
        r"died)\b",
        ("container-exited-or-unhealthy",),
    ),
    Subject(
        "a Service without endpoints",
        r"\b(?:no endpoints|service (?:selector|has no)|port-forward (?:died|dropped|ended))\b",
        ("kubernetes-service-no-endpoints", "kubernetes-port-forward-died"),
    ),
    Subject(
        "a gateway's upstream",
        r"\b(?:upstream|reverse proxy|proxy_pass|bad gateway|502|504|load balancer)\b",
        (
            *("reverse-proxy-upstream-refused", "reverse-proxy-upstream-timeout"),
            *("gateway-upstream-address-wrong-or-stale", "reverse-proxy-unix-socket-problem"),
            *("stale-keepalive-connection", "llm-gateway-backend-unreachable"),
        ),
    ),
    Subject(
        "a dependency",
        r"\b(?:database|redis|postgres\w*|mysql|mongo\w*|kafka|broker) (?:is|was|seems) (?:down|"
        r"unreachable|not running|unavailable)",
        ("backend-dependency-unavailable",),
    ),
    Subject(
        "CORS",
        r"\b(?:cors|access-control-allow-origin|preflight)\b",
        ("cors-blocked",),
    ),
    Subject(
        "the Host header",
        r"\b(?:allowed_?hosts|allowedhosts|host header|disallowedhost|invalid host)\b",
        ("host-header-rejected",),
    ),
    Subject(
        "a redirect",
        r"\b(?:hsts|redirect (?:loop|to https)|upgraded? to https)\b",
        ("hsts-or-bad-redirect", "browser-cached-state"),
    ),
    Subject(
        "http against https",
        r"\b(?:http instead of https|https instead of http|plain http|speaks (?:tls|https)|"
        r"wrong_version_number|ssl.handshake on)\b",
        ("http-to-tls-port", "https-to-plain-http", "tls-configuration-breaks-server"),
    ),
    Subject(
        "the certificate",
        r"\b(?:certificate|self.signed|mkcert|untrusted ca|cert)\b",
        (
            *("certificate-untrusted", "certificate-expired-or-clock-skew", "certificate-hostname-mismatch"),
            *("security-software-interception", "client-certificate-required"),
        ),
    ),
    Subject(
        "a version of TLS",
        r"\b(?:tls ?1\.[0-3]|tlsv1(?:\.\d)?|cipher (?:suite|mismatch)|protocol version)\b",
        ("tls-version-or-cipher-mismatch",),
    ),
    Subject(
        "SNI",
        r"\bsni\b",
        ("tls-sni-mismatch",),
    ),
    Subject(
        "security software",
        r"\b(?:antivirus|anti-virus|security software|endpoint (?:protection|security)|content filter|"
        r"little snitch|crowdstrike|sentinelone|network extension)\b",
        (
            "security-software-interception",
            *("desktop-firewall-inbound-block",),
        ),
    ),
    Subject(
        "leave for the local network, of macOS or of a browser",
        r"\blocal network (?:access|privacy|permission|policy|setting|control)|\b(?:privacy|permission)\b[^.;]{0,30}"
        r"local network|\bprivate network access\b|\bblockinsecureprivatenetworkrequests\b",
        ("macos-local-network-privacy", "browser-local-network-access"),
    ),
    Subject(
        "what a browser keeps",
        r"\b(?:browser cache|cached (?:redirect|response|dns)|clear (?:your|the) (?:cache|cookies)|"
        r"service worker|cookies?|incognito|new profile|disable cache)\b",
        ("browser-cached-state", "browser-profile-or-version-fault", "browser-socket-state"),
    ),
    Subject(
        "an extension or a policy of the browser",
        r"\b(?:browser (?:extension|policy)|ad.?blocker|ublock|urlblocklist|managed browser)\b",
        ("browser-extension-or-policy-block",),
    ),
    Subject(
        "a port that browsers refuse",
        r"\b(?:err_unsafe_port|unsafe port|blocked port list|restricted port)\b",
        ("browser-blocked-port",),
    ),
    Subject(
        "secure DNS",
        r"\b(?:dns over https|doh\b|secure dns)",
        ("browser-secure-dns",),
    ),
    Subject(
        "a full queue",
        r"\b(?:backlog|somaxconn|accept queue|listen queue|syn flood)\b",
        ("listen-backlog-overflow",),
    ),
    Subject(
        "source ports that are used up",
        r"\b(?:ephemeral ports?|source ports?|ip_local_port_range)\b",
        ("ephemeral-port-exhaustion", "ephemeral-port-collision"),
    ),
    Subject(
        "descriptors that are used up",
        r"\b(?:file descriptors?|emfile|enfile|ulimit|too many open files|inotify|enospc)\b",
        ("fd-or-watcher-limit-exhausted",),
    ),
    Subject(
        "connection tracking",
        r"\b(?:conntrack|nf_conntrack|connection tracking)\b",
        ("conntrack-table-full",),
    ),
    Subject(
        "a limit of connections",
        r"\b(?:max_connections|maxclients|connection (?:limit|pool)|too many (?:clients|connections))\b",
        ("connection-or-task-limit-reached", "worker-pool-exhausted"),
    ),
    Subject(
        "a process that is stopped",
        r"\b(?:suspended|sigstop|sigtstp|ctrl.?z|stopped (?:process|job|state)|state t\b|frozen|"
        r"sigcont)\b",
        ("process-stopped-or-frozen",),
    ),
    Subject(
        "a debugger",
        r"\b(?:debugger|breakpoint|--inspect-brk|pdb)\b",
        ("debugger-paused",),
    ),
    Subject(
        "a server that hangs",
        r"\b(?:deadlock\w*|event loop (?:is )?blocked|hung|hangs|unresponsive|accepts? no connections?)\b",
        ("server-hung-not-accepting", "worker-pool-exhausted", "cpu-or-io-starvation"),
    ),
    Subject(
        "WSL",
        r"\bwsl ?2?\b",
        ("wsl2-localhost-forwarding-broken", "wsl2-mirrored-mode-loopback"),
    ),
    Subject(
        "a port that Windows keeps",
        r"\b(?:excluded ?port ?range|hyper-v|winnat|http\.sys|dynamic port range)\b",
        ("windows-excluded-port-range", "windows-http-sys-owns-port"),
    ),
    Subject(
        "AirPlay",
        r"\b(?:airplay|controlcenter|control center|airtunes)\b",
        ("macos-airplay-receiver",),
    ),
    Subject(
        "SELinux",
        r"\bselinux\b|\bsemanage\b",
        ("selinux-denial",),
    ),
    Subject(
        "AppArmor or a package",
        r"\b(?:apparmor|snap(?:d| package)?|flatpak)\b",
        ("apparmor-snap-or-flatpak-confinement",),
    ),
    Subject(
        "a sandbox",
        r"\b(?:seccomp|sandbox(?:ed|ing)?|landlock)\b",
        ("sandbox-blocks-sockets", "systemd-unit-network-sandboxing"),
    ),
    Subject(
        "a tunnel",
        r"\bssh (?:tunnel|-l|port.?forward\w*)\b|\b(?:cloudflared|ngrok)\b",
        ("ssh-tunnel-refused-or-died", "cdn-or-public-tunnel-origin-unreachable"),
    ),
    Subject(
        "a Unix socket",
        r"\bunix (?:domain )?socket\b|\bsocket file\b",
        ("service-on-unix-socket-or-udp-only", "reverse-proxy-unix-socket-problem"),
    ),
    Subject(
        "another protocol",
        r"\b(?:different protocol|wrong protocol|not (?:an? )?http(?: server)?|speaks another protocol)\b",
        ("non-http-or-wrong-protocol-on-port",),
    ),
    Subject(
        "advertised.listeners",
        r"\badvertised[._ ](?:listeners?|address|host)\b",
        ("advertised-address-unreachable",),
    ),
    Subject(
        "a prompt",
        r"\b(?:waiting for (?:input|a prompt|confirmation)|interactive prompt|lock file)\b",
        ("start-blocked-by-prompt-or-lock",),
    ),
    Subject(
        "the processor",
        r"\bcpu (?:quota|limit|throttl\w+|starv\w+)\b|\bthrottl(?:ed|ing)\b",
        ("cpu-or-io-starvation",),
    ),
    Subject(
        "systemd's socket",
        r"\bsocket activation\b|\.socket unit\b",
        ("socket-activation-service-failing",),
    ),
)
