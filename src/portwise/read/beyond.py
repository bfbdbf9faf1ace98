"""
What clients meet of a cause beyond what an attempt of our own would meet.

On a machine a cause explains what portwise itself meets there; a text tells what a browser, a driver or another server
met, hops further on: the container that is not ready shows as a 502, the port that an old server holds as its old page.
"""

from __future__ import annotations

BEYOND: dict[str, frozenset[str]] = {
    "advertised-address-unreachable": frozenset(("hang", "name-failure", "refused", "timeout", "unreachable")),
    "ai-model-load-failure": frozenset(("hang", "refused")),
    "ai-server-loopback-only": frozenset(("http-4xx", "http-5xx", "timeout")),
    "apparmor-snap-or-flatpak-confinement": frozenset(("refused",)),
    "backend-dependency-unavailable": frozenset(
        (
            "name-failure",
            "refused",
            "timeout",
            "wrong-content",
        )
    ),
    "bind-address-not-local": frozenset(("refused",)),
    "browser-cached-state": frozenset(("http-4xx", "refused", "wrong-content")),
    "browser-profile-or-version-fault": frozenset(("blocked-by-browser", "refused", "timeout")),
    "browser-secure-dns": frozenset(("name-failure", "timeout", "wrong-content")),
    "browser-socket-state": frozenset(("hang", "timeout")),
    "cdn-or-public-tunnel-origin-unreachable": frozenset(
        ("empty", "hang", "refused", "reset", "timeout", "tls-error", "unreachable")
    ),
    "client-certificate-required": frozenset(("reset",)),
    "connection-or-task-limit-reached": frozenset(("hang", "refused", "reset")),
    "container-app-bound-to-loopback": frozenset(("http-5xx",)),
    "container-cannot-reach-host": frozenset(("hang", "http-5xx")),
    "container-dns-name-out-of-scope": frozenset(("refused",)),
    "container-exited-or-unhealthy": frozenset(
        (
            "http-5xx",
            "name-failure",
        )
    ),
    "container-firewall-rules-missing": frozenset(("timeout", "unreachable")),
    "container-port-not-published-or-mismapped": frozenset(("http-5xx", "timeout", "wrong-content")),
    "container-vm-forwarder-stuck": frozenset(("refused", "timeout")),
    "cpu-or-io-starvation": frozenset(("refused", "timeout")),
    "dev-container-port-not-forwarded": frozenset(
        ("empty", "hang", "http-3xx", "http-4xx", "http-5xx", "reset", "timeout")
    ),
    "dev-server-proxy-or-websocket-upstream": frozenset(("connected", "hang", "http-4xx", "refused", "timeout")),
    "ephemeral-port-collision": frozenset(("hang", "refused")),
    "fd-or-watcher-limit-exhausted": frozenset(("empty", "refused", "reset")),
    "gateway-upstream-address-wrong-or-stale": frozenset(
        (
            "http-4xx",
            "name-failure",
            "refused",
            "reset",
            "timeout",
            "unreachable",
            "wrong-content",
        )
    ),
    "hosts-file-localhost-broken": frozenset(("wrong-content",)),
    "hsts-or-bad-redirect": frozenset(("blocked-by-browser", "refused", "tls-error")),
    "ipv6-disabled-localhost-ipv6": frozenset(("refused",)),
    "kubernetes-port-forward-died": frozenset(("empty", "hang", "reset", "timeout")),
    "kubernetes-service-no-endpoints": frozenset(("hang", "http-5xx", "refused", "timeout")),
    "listen-backlog-overflow": frozenset(("refused",)),
    "llm-gateway-backend-unreachable": frozenset(
        (
            "denied",
            "empty",
            "hang",
            "http-4xx",
            "name-failure",
            "refused",
            "reset",
            "timeout",
        )
    ),
    "localhost-inside-container": frozenset(("addr-not-avail", "http-5xx")),
    "loopback-family-split": frozenset(("refused", "wrong-content")),
    "macos-airplay-receiver": frozenset(("bind-EADDRINUSE", "http-4xx", "refused", "wrong-content")),
    "mongodb-bindip": frozenset(("denied", "hang", "reset", "timeout", "unreachable")),
    "mysql-not-accepting-tcp": frozenset(("denied", "name-failure", "reset", "timeout")),
    "name-resolves-to-stale-or-wrong-address": frozenset(("tls-error", "wrong-content")),
    "nat-redirect-hijack": frozenset(("wrong-content",)),
    "network-namespace-isolation": frozenset(("unreachable",)),
    "network-state-needs-reset": frozenset(("refused", "reset", "unreachable")),
    "out-of-memory-kill": frozenset(("reset",)),
    "path-mtu-blackhole": frozenset(("timeout",)),
    "port-held-by-hidden-owner": frozenset(("hang", "refused")),
    "port-held-by-other-application": frozenset(("wrong-content",)),
    "port-held-by-stale-instance": frozenset(("refused", "wrong-content")),
    "postgres-not-accepting-tcp": frozenset(("denied", "hang", "name-failure", "timeout")),
    "privileged-port-without-capability": frozenset(("refused",)),
    "redis-protected-mode-or-bind": frozenset(("denied", "empty", "reset", "timeout")),
    "remote-site-down": frozenset(("hang", "http-5xx", "name-failure", "reset", "tls-error", "unreachable")),
    "reuseport-split": frozenset(("wrong-content",)),
    "reverse-proxy-unix-socket-problem": frozenset(
        (
            "denied",
            "invalid",
            "refused",
        )
    ),
    "reverse-proxy-upstream-refused": frozenset(
        (
            "empty",
            "refused",
            "reset",
        )
    ),
    "reverse-proxy-upstream-timeout": frozenset(("hang", "timeout")),
    "sandbox-blocks-sockets": frozenset(("refused",)),
    "security-software-interception": frozenset(("empty", "refused", "reset", "timeout")),
    "server-closes-without-response": frozenset(("http-5xx",)),
    "server-moved-to-next-port": frozenset(("wrong-content",)),
    "socket-activation-service-failing": frozenset(("http-5xx",)),
    "ssh-tunnel-refused-or-died": frozenset(("hang", "refused", "timeout")),
    "stale-keepalive-connection": frozenset(("hang", "reset")),
    "startup-race-not-ready": frozenset(("hang", "http-5xx")),
    "systemd-unit-network-sandboxing": frozenset(("bind-EPERM", "denied")),
    "target-port-out-of-range": frozenset(("refused", "wrong-content")),
    "tls-configuration-breaks-server": frozenset(("refused",)),
    "tls-sni-mismatch": frozenset(("reset",)),
    "tls-version-or-cipher-mismatch": frozenset(("reset",)),
    "unspecified-address-as-target": frozenset(("addr-not-avail", "blocked-by-browser")),
    "vm-nat-no-port-forward": frozenset(("empty", "hang", "reset", "timeout", "unreachable")),
    "wildcard-specific-shadowing": frozenset(("refused", "wrong-content")),
    "windows-excluded-port-range": frozenset(("bind-EADDRINUSE", "bind-EPERM", "denied", "refused")),
    "windows-http-sys-owns-port": frozenset(
        ("bind-EACCES", "bind-EADDRINUSE", "http-4xx", "http-5xx", "not-http", "refused", "reset", "wrong-content")
    ),
    "worker-pool-exhausted": frozenset(("http-5xx", "timeout")),
    "wrong-or-blackhole-route": frozenset(("timeout",)),
    "wsl2-localhost-forwarding-broken": frozenset(("empty", "hang", "reset", "timeout")),
    "wsl2-mirrored-mode-loopback": frozenset(("empty", "hang", "reset")),
}
