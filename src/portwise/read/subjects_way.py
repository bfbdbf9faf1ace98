"""By which words people name what is on the way: names, routes, filters, ports and who holds them."""

from portwise.read.subject import Subject

ROWS = (
    Subject(
        "a firewall",
        r"(?<!application )(?<!web )\b(?:firewall(?:d|s| rules?)?|iptables|nftables|\bnft\b|\bufw\b|"
        r"packet filter|pf\.conf|windows defender)\b",
        (
            *("firewall-drop", "firewall-reject-icmp", "firewall-reject-rst", "network-perimeter-block"),
            *("desktop-firewall-inbound-block", "container-firewall-rules-missing"),
        ),
    ),
    Subject(
        "a ban of the client",
        r"\b(?:fail2ban|crowdsec|port.?knock\w*|sshguard|banned)\b",
        ("ban-or-port-knock-block",),
    ),
    Subject(
        "NAT",
        r"\b(?:d?nat rule|prerouting|port redirect\w*|redirect rule|masquerad\w+)\b",
        ("nat-redirect-hijack",),
    ),
    Subject(
        "a VPN",
        r"\b(?:vpn|wireguard|tailscale|zscaler|ztna|anyconnect|split.tunnel\w*)\b",
        ("vpn-or-ztna-interference", "network-state-needs-reset"),
    ),
    Subject(
        "a proxy setting",
        r"(?<!reverse )\b(?:https?_proxy|no_proxy|all_proxy|proxy (?:settings?|variables?|environment|"
        r"configuration|server)|(?:system|corporate|http|dead|environment) proxy|pac file|proxies)\b",
        ("env-proxy-captures-localhost", "dead-or-misconfigured-proxy"),
    ),
    Subject(
        "nothing that listens",
        r"(?:nothing|nobody|no (?:process|one|server|program|service|application|"
        r"app)(?: at all)?)[^.;]{0,20} (?:listen(?:s|ing)?|bound|binds?|runs|running|waits?)|(?:server|"
        r"service|process|application|app|backend) (?:is|was) (?:not|n't|never) (?:running|started|up|"
        r"listening)|(?:server|service|process|application|app) (?:isn't|wasn't) (?:running|started|up|"
        r"listening)|(?:forgot|need) to start the (?:server|service)",
        ("nothing-listening", "service-exited-or-killed", "service-crashed-at-start"),
    ),
    Subject(
        "another port",
        r"\b(?:wrong port|(?:on|to|uses?|took) (?:a different|another) port"
        r"|port (?:mismatch|number is wrong)|typo|(?:next|"
        r"other) free port|moved to port|fell back to port|fallback port|auto.?increment\w*)\b",
        ("wrong-port-or-typo", "server-moved-to-next-port", "server-port-setting-wrong"),
    ),
    Subject(
        "a port that is taken",
        r"\b(?:eaddrinuse|address already in use|port (?:conflict|is (?:already )?(?:in use|taken|"
        r"occupied|used))|already (?:using|holding|has) (?:the|that|your) port)\b",
        (
            *("port-held-by-stale-instance", "port-held-by-other-application", "port-held-by-hidden-owner"),
            *("time-wait-bind-conflict", "ephemeral-port-collision", "server-moved-to-next-port"),
        ),
    ),
    Subject(
        "an earlier instance",
        r"\b(?:stale|zombie|orphan(?:ed)?|left.?over|lingering|old|previous|"
        r"earlier)\b[^.;]{0,30}\b(?:instances?|process(?:es)?|servers?|runs?)\b",
        ("port-held-by-stale-instance", "loopback-family-split", "reuseport-split"),
    ),
    Subject(
        "TIME_WAIT",
        r"\btime.?wait\b",
        ("time-wait-bind-conflict",),
    ),
    Subject(
        "a privileged port",
        r"\b(?:privileged ports?|ports? below 1024|cap_net_bind_service|ip_unprivileged_port_start)\b",
        ("privileged-port-without-capability",),
    ),
    Subject(
        "IPv6 against IPv4",
        r"\bhappy eyeballs\b|\bonly (?:on |in |to |over |via )?(?:ipv[46]|::1)|\b(?:ipv[46]|::1)[ -]only\b"
        r"|\b(?:prefers?|tries|attempts?|uses?|resolves? (?:to|localhost to)) (?:the )?(?:ipv6|::1)\b|\bipv6 first\b"
        r"|\bipv6[^.;]{0,30}(?:disabled|switched off|unavailable)|\bfall(?:s|ing)? back to ipv4|\baddress famil\w+",
        (
            *("localhost-ipv6-first-server-ipv4-only", "server-ipv6-only-client-ipv4"),
            *("ipv6-disabled-localhost-ipv6", "loopback-family-split"),
        ),
    ),
    Subject(
        "loopback only",
        r"\b(?:listen(?:s|ing)?|bound|binds?|runs|running|waits?) (?:only (?:on|to)|(?:on|to) only) "
        r"(?:loopback|localhost|127\.0\.0\.1)\b|\b(?:bound|binds?) to (?:loopback|localhost|127\.0\.0\.1)\b(?!:\d)"
        r"|\b(?:loopback|localhost|127\.0\.0\.1) only\b|\bnot (?:listening |bound )?(?:on|to) "
        r"(?:0\.0\.0\.0|all (?:network )?interfaces)",
        (
            *("bound-to-loopback-client-uses-lan", "container-app-bound-to-loopback", "ai-server-loopback-only"),
            *("mongodb-bindip", "redis-protected-mode-or-bind", "postgres-not-accepting-tcp"),
            *("mysql-not-accepting-tcp",),
        ),
    ),
    Subject(
        "another address",
        r"\bbound to (?:the wrong|another|a different|one specific) (?:interface|address)\b",
        ("bound-to-specific-other-address", "bind-address-not-local"),
    ),
    Subject(
        "the hosts file",
        r"(?:/etc/hosts\b|\bhosts file\b)",
        ("hosts-file-localhost-broken", "name-resolves-to-stale-or-wrong-address"),
    ),
    Subject(
        "name resolution",
        r"\b(?:dns|name resolution|resolver|nxdomain|enotfound|eai_again|does not resolve|"
        r"cannot be resolved)\b",
        (
            *("dns-resolution-failure", "name-resolves-to-stale-or-wrong-address", "browser-secure-dns"),
            *("localhost-subdomain-or-mdns-unresolved", "container-dns-name-out-of-scope"),
        ),
    ),
    Subject(
        "a route",
        r"\b(?:routing table|no route|wrong route|blackhole route|default gateway)\b",
        ("wrong-or-blackhole-route", "target-host-unreachable"),
    ),
    Subject(
        "the loopback interface",
        r"\bloopback (?:interface|adapter|device)\b|\blo0? (?:interface )?(?:is |was )?down\b",
        ("loopback-interface-broken",),
    ),
    Subject(
        "MTU",
        r"\b(?:mtu|path mtu|fragment\w*)\b",
        ("path-mtu-blackhole",),
    ),
    Subject(
        "a namespace",
        r"\bnetwork namespaces?\b|\bnetns\b",
        ("network-namespace-isolation",),
    ),
    Subject(
        "another machine",
        r"\b(?:remote (?:machine|host|shell|server)|over ssh|your laptop|different machine|"
        r"codespace\w*)\b",
        ("localhost-is-another-machine",),
    ),
    Subject(
        "two servers on one port",
        r"\b(?:so_reuseport|two (?:servers|processes|instances)|same port twice)\b",
        ("reuseport-split", "loopback-family-split", "wildcard-specific-shadowing"),
    ),
    Subject(
        "0.0.0.0 as a target",
        r"\b(?:connect\w*|browse|open|go) to (?:https?://)?0\.0\.0\.0\b",
        ("unspecified-address-as-target",),
    ),
)
