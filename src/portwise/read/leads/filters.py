"""What speaks for packet filters of Linux and BSD."""

from __future__ import annotations

from portwise.read.hints import (
    LINUX_WALL,
    met,
    on,
    only_from_here,
    says,
    served_elsewhere_silent,
    silence,
    timeouts,
    waits_and_refused,
    without_route,
)
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import both, either, unless

DROP = (
    Lead(
        "firewall-drop",
        "a rule or a policy of the packet filter drops",
        3.5,
        says(
            r"^\s*(?:-a|-i|-p) (?:input|forward|output|docker-user|ufw[\w-]+)\b.{0,160}\bdrop\b",
            r"\bchain (?:input|forward|output|docker-user)\b.{0,60}\bpolicy drop\b",
            r"\bpolicy drop\b",
            r"^\s*(?:\d+\s+)?(?:[\dkmg]+\s+[\dkmg]+\s+)?drop\s+(?:tcp|all|6|0)\b",
            r"\b(?:tcp )?dport \{?[\d, -]+\}? (?:ct state \w+ )?(?:counter .{0,40})?drop\b",
            r"\[ufw block\]",
            r"\bdefault: deny \(incoming\)",
            r"^\s*(?:\S+\s+)?block (?:drop|in|all|"
            r"out)\b.{0,80}(?:port|any|all)",
        ),
    ),
    Lead(
        "firewall-drop",
        "the filter is on and holds no rule for that port",
        2,
        lambda text: both(
            text.find(
                r"\bstatus: active\b|\bfirewalld?\b.{0,20}\brunning\b|"
                r"\bactive: active \(running\)[^\n]*\n?.{0,200}firewalld|\btarget: default\b"
            ),
            text.find(r"\bufw\b|\bfirewall-cmd\b|\bfirewalld\b"),
        ),
    ),
    Lead(
        "firewall-drop",
        "nmap calls the port filtered",
        3,
        says(r"\b\d{1,5}/tcp\s+filtered\b|\bfiltered tcp ports\b|\bis filtered\b"),
    ),
    Lead(
        "firewall-drop",
        "it began when the packet filter was switched on",
        2.5,
        says(
            r"\b(?:switch|turn)\w* (?:the )?(?:ufw|firewalld|firewall|nftables|iptables) on\b|\b(?:enabl|"
            r"activat)\w* (?:the )?(?:ufw|"
            r"firewalld|firewall|nftables)\b|\b(?:switch|turn)\w* on (?:the )?(?:ufw|firewalld|firewall)\b|\bufw "
            r"enable\b",
        ),
    ),
    Lead(
        "firewall-drop",
        "with the packet filter off, or the port allowed in it, it works",
        4,
        lambda text: both(
            either(
                works(text, "firewall-off"),
                text.find(
                    r"\b(?:after|once|when|if) i? ?(?:run|ran|do|did|allow|open|add)\w*.{0,60}\b(?:ufw allow|"
                    r"firewall-cmd|"
                    r"--add-port|iptables -[ai]|nft add)",
                    r"\b(?:ufw disable|systemctl stop firewalld|iptables -f|ufw allow [\d/a-z]+|"
                    r"pfctl -d)\b.{0,80}\b(?:works?|worked|fixes|fixed|helps|helped|solved|then|loads|ok)\b",
                ),
            ),
            text.find(LINUX_WALL, r"\bpfctl?\b"),
        ),
    ),
    Lead("firewall-drop", "it answers on the machine itself, and others get no answer", 1.5, served_elsewhere_silent),
    Lead(
        "firewall-drop",
        "a packet filter of Linux is spoken of, and nothing comes back",
        1.5,
        lambda text: both(text.find(LINUX_WALL), timeouts(text)),
    ),
    Lead(
        "firewall-drop",
        "packets arrive there and are not answered",
        1,
        says(
            r"\btcpdump\b.{0,200}\b(?:syn|s\])\b",
            r"\bsyns? (?:arrives?|packets? (?:arrive|reach|come)|reach\w*|"
            r"come)\b",
            r"flags \[s\]",
        ),
    ),
    Lead(
        "firewall-drop",
        "nothing but refusals were met, and a drop is silent",
        -2,
        lambda text: unless(met(text, "refused"), silence(text)),
    ),
    Lead(
        "firewall-drop",
        "with the packet filter off nothing changes",
        -2.5,
        lambda text: either(
            fails(text, "firewall-off"),
            text.find(
                r"\b(?:no firewall|firewall (?:is|was) (?:off|disabled|inactive)|"
                r"ufw (?:is )?inactive|"
                r"status: inactive)\b"
            ),
        ),
    ),
)
RESET = (
    Lead(
        "firewall-reject-rst",
        "a rule answers with a reset, or as a closed port does",
        4,
        says(
            r"\breject-with (?:tcp-reset|icmp6?-port-unreachable)\b",
            r"\breject with (?:tcp reset|icmp(?:v6|x)? "
            r"(?:type )?port-unreachable)\b",
            r"\bblock return\b",
            r"^\s*(?:-a|-i) (?:input|output|forward|\w+)\b.{0,120}-j reject\s*$",
            r"\bdport \{?[\d, -]+\}? (?:counter .{0,40})?reject\s*$",
            r"\bset block-policy return\b",
            r"\baction\s*=?:? ?reject\b",
        ),
    ),
    Lead(
        "firewall-reject-rst",
        "a server waits on every address of that port, and yet it is refused",
        1.5,
        waits_and_refused,
    ),
    Lead(
        "firewall-reject-rst",
        "people say that a rule rejects",
        3,
        says(r"\breject (?:line|rule|target|policy|entry)s?\b|\brejects? (?:everything|all|the rest)\b"),
    ),
    Lead(
        "firewall-reject-rst",
        "ufw rejects",
        3,
        says(
            r"\bufw reject\b|"
            r"\b\d{2,5}(?:/tcp)?\s+(?:\(v6\)\s+)?reject(?: in)?\b|\breject in\b"
        ),
    ),
    Lead(
        "firewall-reject-rst",
        "it was refused, and with the filter off it works",
        2,
        lambda text: both(works(text, "firewall-off"), unless(met(text, "refused"), silence(text))),
    ),
    Lead(
        "firewall-reject-rst",
        "a filter of Linux is spoken of, and the refusal comes at once though a server listens",
        1,
        lambda text: both(text.find(LINUX_WALL), met(text, "refused"), only_from_here(text)),
    ),
    Lead("firewall-reject-rst", "nothing but silence was met, and a reset is an answer", -2, timeouts),
    Lead("firewall-reject-rst", "with the filter off nothing changes", -2, lambda text: fails(text, "firewall-off")),
)
ICMP = (
    Lead(
        "firewall-reject-icmp",
        "a rule answers that the host is prohibited",
        5,
        says(
            r"\breject-with icmp6?-(?:host-prohibited|admin-prohibited|adm-prohibited|net-prohibited|"
            r"host-unreachable|net-unreachable)\b",
            r"\breject with icmp(?:v6|x)? (?:type )?(?:admin|host|net)-(?:prohibited|unreachable)\b",
            r"\b(?:host|"
            r"admin\w*|communication) (?:\S+ )?(?:unreachable - )?"
            r"(?:admin )?prohibited\b",
            r"\bicmp-host-prohibited\b",
            r"\bunreachable - admin prohibited",
        ),
    ),
    Lead(
        "firewall-reject-icmp",
        "no route to a host that answers otherwise",
        3,
        lambda text: both(
            without_route(text),
            either(
                works(text, "ping", "ssh", "other-port"),
                text.find(
                    r"\b(?:ping|ssh)\w*\b.{0,40}\b(?:works?|ok|"
                    r"fine|succeed|respond|repl|no problem)",
                    r"\bbytes from\b",
                ),
            ),
        ),
    ),
    Lead(
        "firewall-reject-icmp",
        "no route to host, where firewalld or a Red Hat system is",
        2.5,
        lambda text: both(
            without_route(text),
            text.find(
                r"\bfirewalld\b|\bfirewall-cmd\b|\bcentos\d*\b|\brhel\d*\b|\bred hat\b|\bfedora\d*\b|"
                r"\brocky\b|\balma ?linux\b|"
                r"\boracle linux\b|\bicp\b|\biptables\b"
            ),
        ),
    ),
    Lead(
        "firewall-reject-icmp",
        "with the filter off it works",
        2,
        lambda text: both(works(text, "firewall-off"), without_route(text)),
    ),
    Lead(
        "firewall-reject-icmp",
        "a container cannot reach its host, which is unreachable by its filter",
        1,
        lambda text: both(without_route(text), on(text, "docker"), on(text, "linux")),
    ),
    Lead(
        "firewall-reject-icmp",
        "nobody met an unreachable host",
        -2,
        lambda text: unless(met(text, "refused", "timeout"), without_route(text)),
    ),
)
LEADS = (*DROP, *RESET, *ICMP)
