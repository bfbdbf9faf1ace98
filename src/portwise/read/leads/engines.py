"""Container engines: what ended, whose rules are gone, and forwarders of virtual machines."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Listening
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.scene import DESKTOP, engine, given, lent, on, on_desktop, stated, waits_inside, works_inside
from portwise.read.text import Text, both, either, unless

WOKEN = (
    r"\b(?:sleep|slept|asleep|resum(?:e|ed|ing)|hibernat\w+|woke|wak(?:e|es|ing)|suspend(?:ed)?|"
    r"clos(?:e|ed|ing) (?:the|my) (?:lid|laptop)|standby)\b"
)


FORWARDERS = ("com.docker", "vpnkit", "wslrelay", "gvproxy", "limactl", "docker", "ssh", "rootlessport")


def others_wait(text: Text, one: Listening) -> bool:
    """A program of its own beside a forwarder at the same port."""
    here = {
        other.sign.program.lower()
        for other in text.signs(Listening)
        if other.sign.port == one.port and other.sign.program
    }
    own = {program for program in here if not program.startswith(FORWARDERS)}
    return one.by == "socket" and bool(own) and (len(here) > len(own) or one.program.lower() in own)


LEADS = (
    Lead(
        "container-firewall-rules-missing",
        "the engine's own rules are gone: its chain does not exist",
        4.5,
        says(
            r"no chain/target/match by that name",
            r"iptables failed: iptables .{0,80}-a docker",
            r"failed to (?:set ?up|program) (?:ip ?tables|nat|filter)|unable to enable (?:skip )?dnat rule|"
            r"failed programming external connectivity.{0,200}(?:iptables|nft|firewalld)",
            r"invalid_zone: docker|zone_conflict.{0,20}docker0|command_failed.{0,80}docker",
        ),
    ),
    Lead(
        "container-firewall-rules-missing",
        "the engine is told to write no rules",
        3.5,
        says(r"\"iptables\" *: *false|--iptables=false|\"ip6tables\" *: *false"),
    ),
    Lead(
        "container-firewall-rules-missing",
        "the firewall was reloaded or emptied while containers ran",
        3,
        lambda t: given(
            engine(t),
            t.find(
                r"\b(?:reload(?:ed|ing|s)?|restart(?:ed|ing|s)?|flush(?:ed|ing|es)?|clear(?:ed|ing)?|start(?:ed|"
                r"ing)|enabl(?:ed|ing))\b[^.\n]{0,30}\b(?:firewalld|firewall|iptables|nftables|ufw|ferm|csf|shorewall|"
                r"suse-?firewall2?)\b",
                r"\b(?:firewalld|firewall-cmd|iptables|nftables|ufw|ferm|csf|shorewall|"
                r"susefirewall2)\b.{0,25}(?:--reload|\breload(?:ed|ing)?\b|\brestart(?:ed|ing)?\b|"
                r"\bflush(?:ed)?\b|--complete-reload)",
                r"\biptables (?:-t \w+ )?-f\b|\bnft flush ruleset\b",
            )
            if not t.find(r"\bflush\w*\b[^\n.;]{0,30}\b(?:no (?:change|effect|difference)|in vain)\b")
            else NOWHERE,
        ),
    ),
    Lead(
        "container-firewall-rules-missing",
        "no rule of the engine is left, or what is forwarded is dropped",
        3,
        lambda t: given(
            engine(t),
            t.find(
                r"-p forward drop|chain forward \(policy drop|iptables .{0,60}docker\b[^\n]{0,40}\n\W*0\s*$|"
                r"hook forward .{0,40}policy drop"
            ),
        ),
    ),
    Lead(
        "container-firewall-rules-missing",
        "restarting the engine brings its ports back",
        2,
        lambda t: unless(
            t.find(
                r"\b(?:systemctl|service) (?:docker )?restart (?:docker|podman)\b|\brestart(?:ing|"
                r"ed)? (?:the )?(?:docker(?: daemon| service| engine)?|dockerd)\b"
            ),
            t.find(DESKTOP),
        ),
    ),
    Lead(
        "container-firewall-rules-missing",
        "chains of the engine are looked at",
        1,
        says(
            r"\bdocker-user\b|\bdocker-isolation|\bdocker-forward\b|\bdocker-ingress\b|\bnetavark\b|"
            r"podman network reload|br_netfilter|ip_forward|ipv4 forwarding is disabled|"
            r"\bnetfilter-persistent\b|iptables-legacy"
        ),
    ),
    Lead(
        "container-loopback-hairpin-off",
        "the engine's own forwarder is switched off",
        3.5,
        lambda t: unless(
            t.find(
                r"userland-?proxy[\"']?\s*[:=]\s*false|userland.?proxy.{0,20}\b(?:disabled|off|false)|"
                r"--userland-proxy=false|disabl\w+ (?:the )?userland.?proxy"
            ),
            met(t, "bind-EADDRINUSE"),
        ),
    ),
    Lead(
        "container-loopback-hairpin-off",
        "the route of the loopback is spoken of",
        2,
        says(r"route_localnet|\bhairpin(?:ning)?\b|rootlesskit|slirp4netns|\bpasta\b"),
    ),
    Lead(
        "container-loopback-hairpin-off",
        "the published port answers at the host's address and not at localhost",
        2.5,
        lambda t: unless(
            both(
                engine(t),
                stated(t, False, "localhost", "127.0.0.1", "loopback"),
                stated(t, True, "lan-address", "by-ip", "elsewhere"),
            ),
            t.find(DESKTOP),
            on(t, "wsl"),
        ),
    ),
    Lead(
        "container-loopback-hairpin-off",
        "the published port answers at 127.0.0.1 and not at ::1",
        1.5,
        lambda t: given(
            lent(t),
            both(t.find(r"(?:::1|ipv6).{0,80}\b(?:refused|reset|fails?|hangs?|doesn't)"), stated(t, True, "127.0.0.1")),
        ),
    ),
    Lead(
        "container-loopback-hairpin-off",
        "rootless containers",
        1,
        lambda t: both(t.find(r"\brootless\b"), met(t, "refused", "timeout", "hang", "reset")),
    ),
    Lead(
        "container-vm-forwarder-stuck",
        "the engine runs in a virtual machine with a forwarder of its own",
        1.5,
        says(DESKTOP),
    ),
    Lead(
        "container-vm-forwarder-stuck",
        "the forwarder of the engine's virtual machine holds the port",
        2.5,
        says(
            r"\b(?:vpnkit(?:-bridge)?|com\.docke\w*(?!\w|\.(?:network|compose|buildx))|wslrelay|gvproxy|"
            r"limactl|docker-pr|"
            r"rootlessport)(?:\.exe)?\b"
        ),
    ),
    Lead(
        "container-vm-forwarder-stuck",
        "it began after the machine slept",
        2.5,
        lambda t: both(t.find(WOKEN), either(engine(t), t.find(DESKTOP))),
    ),
    Lead(
        "container-vm-forwarder-stuck",
        "restarting the engine's application or the machine brings it back",
        2.5,
        lambda t: both(
            t.find(
                r"\b(?:re-?start(?:s|ed|ing)?|quit(?:ting)?(?: and)?|reset(?:ting)?|reboot(?:s|ed|ing)?|"
                r"re-?launch(?:ed|ing)?|kill(?:ed|ing)?)\b[^.\n]{0,30}\b(?:docker (?:desktop|app|for)|the docker app|"
                r"colima|podman machine|rancher|orbstack|the vm|whale)",
                r"\b(?:colima|podman machine|docker desktop) (?:stop|restart)\b|\bdocker desktop restart\b|"
                r"\b(?:quit|start|restart) (?:\+ |and |& )?(?:start )?(?:of )?(?:the )?docker app\b",
            ),
            either(engine(t), t.find(DESKTOP)),
        ),
    ),
    Lead(
        "container-vm-forwarder-stuck",
        "it began with an update of the engine's application",
        2,
        lambda t: both(
            t.find(
                r"\b(?:since|after|following|upgrad\w+|updat\w+)\b.{0,40}\b(?:docker(?: desktop| for)?|colima|"
                r"podman|rancher|4\.\d+)\b.{0,30}"
            ),
            t.find(r"\bupdat\w+|\bupgrad\w+"),
            on_desktop(t),
        ),
    ),
    Lead(
        "container-vm-forwarder-stuck",
        "on a desktop the container answers inside, and its published port does not",
        2,
        lambda t: given(lent(t) and on_desktop(t), works_inside(t)),
    ),
    Lead(
        "container-vm-forwarder-stuck",
        "it works again for a while, on a desktop",
        1,
        lambda t: both(
            t.find(
                r"\b(?:randomly|sometimes|after a while|every (?:few|single|morning|time)|from time to time|"
                r"once a day|intermittent\w*|suddenly)\b"
            ),
            t.find(DESKTOP),
        ),
    ),
    Lead("container-vm-forwarder-stuck", "the program inside waits at the loopback", -2, waits_inside),
    Lead(
        "container-vm-forwarder-stuck",
        "another program waits at that port as well",
        -3,
        lambda t: tuple(n for one in t.signs(Listening) if others_wait(t, one.sign) for n in one.lines),
    ),
    Lead(
        "container-loopback-hairpin-off",
        "::1 does not answer where 127.0.0.1 does, for the port of a container",
        2.5,
        lambda t: given(
            engine(t) and t.find(r"\b127\.0\.0\.1\S{0,9} .{0,20}?\b(?:200|ok|works?|fine|open|answers?)\b"),
            t.find(
                r"::1\]?(?::\d{1,5})?\S{0,9} .{0,20}?\b(?:000|refused|fails?|failed|timeouts?|times out|reset|"
                r"hangs?|closed|no)\b"
            ),
        ),
    ),
)
