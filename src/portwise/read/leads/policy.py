"""What speaks for confinement: SELinux, AppArmor, packages, sandboxes."""

from __future__ import annotations

from portwise.read.hints import met, on, says
from portwise.read.lead import Lead
from portwise.read.signs.statements import works
from portwise.read.text import both, either, unless

CONFINERS = r"\b(?:snap|flatpak|apparmor|aa-status|snapd)\b"
AGENTS = (
    r"\b(?:codex|claude code|cursor|copilot agent|gemini cli|aider|coding agent|agent'?s? sandbox|"
    r"sandbox-exec|seatbelt|bwrap|bubblewrap)\b"
)
SELINUX = (
    Lead(
        "selinux-denial",
        "the audit log of SELinux holds a denial of a socket",
        5,
        says(
            r"\bavc:\s+denied\s+\{[^}]*\b(?:name_connect|name_bind|connectto|bind|connect|listen|node_bind)\b",
            r"\btype=avc\b.{0,200}\btclass=(?:tcp_socket|unix_stream_socket|udp_socket)",
        ),
    ),
    Lead(
        "selinux-denial",
        "a boolean or a port type of SELinux is spoken of",
        3.5,
        says(
            r"\bhttpd_can_network_(?:connect|relay)\w*|\bsetsebool\b|\bsemanage port\b|\baudit2(?:allow|why)\b|"
            r"\bausearch\b|\bsealert\b|\bhttp_port_t\b|\bselinux is preventing\b|\brestorecon\b|\bcontainer_t\b|"
            r"\bhttpd_t\b"
        ),
    ),
    Lead(
        "selinux-denial",
        "with SELinux permissive it works",
        5,
        lambda text: either(
            works(text, "selinux-off"),
            text.find(
                r"\bsetenforce 0\b.{0,80}\b(?:works?|worked|fixes|fixed|helps|starts|ok|loads|gone|then)",
                r"\b(?:works?|"
                r"worked|fine|starts?)\b.{0,60}\b(?:setenforce 0|selinux (?:is |was )?(?:disabled|"
                r"permissive|off))",
            ),
        ),
    ),
    Lead(
        "selinux-denial",
        "permission is denied on a system where SELinux rules",
        2.5,
        lambda text: both(
            text.find(r"\bpermission denied\b|\beacces\b|\b\(13[:)]"),
            text.find(
                r"\bcentos\b|\brhel\b|\bred ?hat\b|"
                r"\bfedora\b|\brocky\b|\balma ?linux\b|\boracle linux\b|"
                r"\bamazon linux 2023\b|\bselinux\b|\benforcing\b|\bdnf\b|\byum\b"
            ),
        ),
    ),
    Lead(
        "selinux-denial",
        "a web server may not connect to what lies behind it",
        2,
        says(
            r"\(13: permission denied\) while connecting to upstream",
            r"\bah00957\b.{0,60}permission denied|"
            r"\(13\)permission denied: (?:ah\d+: )?(?:http|proxy|ajp|"
            r"make_sock)",
        ),
    ),
    Lead(
        "selinux-denial",
        "a port above 1023 may not be bound",
        1,
        lambda text: text.find(
            r"\bbind\b.{0,60}:(?!(?:80|443|81|82|53|25|22|21|389|514)\b)(?:[1-9]\d{3,4})\b.{0,60}permission denied",
            r"\(13\)permission denied: ah00072: make_sock",
        ),
    ),
    Lead(
        "selinux-denial",
        "no SELinux, or a socket file with permissions of its own",
        -2,
        lambda text: unless(
            either(text.find(r"\bunix:/|\.sock\b"), on(text, "windows", "macos")),
            text.find(
                r"\bselinux\b|\bavc:|"
                r"\bsetenforce\b|\bcentos\b|\brhel\b|\bfedora\b"
            ),
        ),
    ),
    Lead(
        "selinux-denial",
        "SELinux does not enforce",
        -4,
        says(
            r"\bselinux status:\s+disabled\b|"
            r"\bgetenforce\b.{0,20}\b(?:permissive|disabled)\b|^\s*(?:permissive|"
            r"disabled)\s*$"
        ),
    ),
    Lead(
        "selinux-denial",
        "a port below 1024 is bound, or Docker's socket is asked for",
        -1,
        lambda text: unless(
            text.find(
                r"\b(?:bind|listen)\w*\b.{0,60}:(?:80|443|53|25|22|21)\b.{0,40}(?:permission denied|eacces)|"
                r"\beacces\b.{0,60}:(?:80|443)\b|\bdocker\.sock\b"
            ),
            text.find(r"\bselinux\b|\bavc:"),
        ),
    ),
)
APPARMOR = (
    Lead(
        "apparmor-snap-or-flatpak-confinement",
        "AppArmor's log holds a denial",
        4.5,
        says(
            r"\bapparmor=\"denied\"",
            r"\bapparmor\b.{0,80}\bdenied\b",
            r"\boperation=\"(?:create|bind|connect|listen|accept|sendmsg|file_inherit)\".{0,120}\bprofile=",
        ),
    ),
    Lead(
        "apparmor-snap-or-flatpak-confinement",
        "the package is a snap or a flatpak",
        2.5,
        says(
            r"\bsnap (?:install|run|connect|connections|list|version|logs|set)\b|/snap/[\w.-]+|\bsnap (?:version|"
            r"package|store|browser|firefox|chromium)\b|\bas a snap\b|\bsnapd?\b.{0,30}\b(?:confin|strict|classic|"
            r"interface|plug)\w*|"
            r"\bflatpak (?:run|install|override|info|permission\w*)\b|\bflatpak\b|\bapp\.flathub\b|\bflathub\b|"
            r"/var/lib/flatpak|\.var/app/"
        ),
    ),
    Lead(
        "apparmor-snap-or-flatpak-confinement",
        "an interface of the package is not connected",
        3.5,
        says(
            r"\bnetwork-bind\b|\b(?:snap connect|plugs?|slots?)\b.{0,60}\b(?:network|home|removable-media)|"
            r"--share=network\b|--filesystem=|\baa-(?:complain|disable|status|logprof|teardown)\b|"
            r"/etc/apparmor\.d/|\bapparmor_parser\b"
        ),
    ),
    Lead(
        "apparmor-snap-or-flatpak-confinement",
        "the same program from another package works",
        2.5,
        lambda text: both(
            text.find(CONFINERS),
            either(
                text.find(
                    r"\b(?:deb|apt|rpm|dnf|native|tarball|appimage|non-snap|upstream|distro|"
                    r"official)\b.{0,30}\b(?:package|version|build|install\w*|one|binary)?.{0,30}\b(?:works?|fine|ok|"
                    r"connects|no problem|does)\b"
                ),
                works(text, "outside-sandbox"),
            ),
        ),
    ),
    Lead(
        "apparmor-snap-or-flatpak-confinement",
        "one packaged program is denied",
        1,
        lambda text: both(
            text.find(CONFINERS),
            text.find(r"\bpermission denied\b|\beacces\b|\beperm\b|\boperation not permitted\b|\bdenied\b|\brefused\b"),
        ),
    ),
    Lead(
        "apparmor-snap-or-flatpak-confinement",
        "neither AppArmor nor a snap or flatpak is spoken of",
        -2,
        lambda text: unless(met(text, "denied", "bind-EACCES", "bind-EPERM", "refused"), text.find(CONFINERS)),
    ),
)
SANDBOX = (
    Lead(
        "sandbox-blocks-sockets",
        "a runtime says which permission is missing",
        5,
        says(
            r"\brequires net access\b|\bnotcapable\b|--allow-net\b|\bnetwork access (?:is )?(?:denied|disabled|"
            r"blocked|not allowed) (?:by|in) (?:the )?(?:sandbox|policy)|\berr_access_denied\b|"
            r"--permission\b.{0,60}\bnode\b|"
            r"\bcom\.apple\.security\.network\.(?:client|server)\b|\bcheckneti?solation\b|\bloopbackexempt\b|"
            r"\bandroid\.permission\.internet\b|\bsandbox: .{0,60}\bdeny(?:\(\d+\))? (?:network|mach)|"
            r"\bdeny\(\d\) network-(?:bind|outbound|inbound)\b"
        ),
    ),
    Lead(
        "sandbox-blocks-sockets",
        "outside the sandbox it works",
        4,
        lambda text: both(
            either(
                works(text, "outside-sandbox"),
                text.find(
                    r"\b(?:in|from) (?:my|a|the|an?other) (?:own |normal |ordinary |regular |plain )?(?:terminal|"
                    r"shell)\b.{0,60}\b(?:works?|fine|ok|starts?|binds?|no problem)"
                ),
            ),
            text.find(
                AGENTS,
                r"\bsandbox\w*\b|\blandlock\b|\bseccomp\b|\bappcontainer\b|\buwp\b|\bnsjail\b|\bfirejail\b|"
                r"\bgvisor\b",
            ),
        ),
    ),
    Lead(
        "sandbox-blocks-sockets",
        "an agent or a runner in a sandbox asks for a socket",
        2.5,
        lambda text: both(
            text.find(
                AGENTS,
                r"\bsandbox(?:ed|ing)?\b|\blandlock\b|\bseccomp\b|\bfirejail\b|\bappcontainer\b|\buwp\b|\bnsjail\b|"
                r"\bnix[- ]build\b|\bbazel\b",
            ),
            text.find(
                r"\beperm\b|\boperation not permitted\b|\beacces\b|\bpermission denied\b|\bnot permitted\b|"
                r"\baccess denied\b|\b10013\b|\beafnosupport\b"
            ),
        ),
    ),
    Lead(
        "sandbox-blocks-sockets",
        "a bind or a socket is not permitted, which filters of system calls say",
        2,
        lambda text: either(
            met(text, "bind-EPERM"),
            text.find(
                r"\b(?:listen|bind|socket|connect)\b.{0,60}\b(?:eperm|operation not permitted)\b|"
                r"\beperm\b.{0,40}\b(?:listen|bind|socket|connect)\b|\bsocket failed: e(?:perm|acces)\b"
            ),
        ),
    ),
    Lead(
        "sandbox-blocks-sockets",
        "a unit of systemd is spoken of, or SELinux",
        -1,
        says(
            r"\brestrictaddressfamilies\b|\bavc:|\bapparmor=|\bprivatenetwork\b|\bipaddressdeny\b|"
            r"\bsocketbinddeny\b"
        ),
    ),
    Lead(
        "sandbox-blocks-sockets",
        "no sandbox and nothing forbidden",
        -1.5,
        lambda text: unless(
            met(text, "refused", "bind-EACCES"),
            text.find(AGENTS, r"\bsandbox|\beperm\b|\bnot permitted\b|\bseccomp\b|\bdeno\b|\blandlock\b|\bentitlement"),
        ),
    ),
)
LEADS = (*SELINUX, *APPARMOR, *SANDBOX)
