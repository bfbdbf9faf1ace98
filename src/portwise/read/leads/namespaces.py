"""What speaks for a network of its own, units of systemd and control groups."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on, says
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless


def service_only(text: Text) -> Lines:
    return both(
        either(
            fails(text, "as-service"),
            text.find(
                r"\bsystemctl (?:start|status|restart)\b|\.service\b|"
                r"\bservice (?:does not|doesn't|won't|will not|fails)\b"
            ),
        ),
        either(
            works(text, "by-hand"),
            text.find(
                r"\b(?:works?|runs?|starts?|fine|ok)\b.{0,40}\b(?:by hand|"
                r"manually|from (?:a |my |the )?(?:shell|"
                r"terminal|command line)|as the same user)",
                r"\b(?:in a|in my|from a|from the|from my) (?:root )?(?:shell|terminal|command "
                r"line)\b.{0,60}\b(?:it |that |"
                r"everything )?(?:works?|starts?|runs?|is fine|is ok|binds?)\b",
            ),
        ),
    )


NAMESPACE = (
    Lead(
        "network-namespace-isolation",
        "a network namespace of its own is set up",
        4,
        says(
            r"\bip netns (?:exec|add|list|identify)\b|\bnsenter\b.{0,40}\b(?:-n|--net)\b|\bunshare\b.{0,40}(?:-n|"
            r"--net|-rn)\b|--unshare-(?:net|all)\b|\bnetworknamespacepath\b|\bjoinsnamespaceof\b|"
            r"\bnetwork namespaces?\b|\blsns\b|\bnetns\b",
            r"\bprivatenetwork ?= ?(?:yes|true|1)\b",
            r"--network[ =]none\b|\bnetwork_mode: [\"']?none\b",
        ),
    ),
    Lead("network-namespace-isolation", "the numbers of two namespaces differ", 4, says(r"\bnet:\[\d{6,}\]")),
    Lead(
        "network-namespace-isolation",
        "inside it works and outside it is refused, or the other way round",
        1.5,
        lambda text: both(
            text.find(
                r"\bnamespace|\bnetns\b|\bunshare\b|\bbwrap\b|\bvopono\b|\bnamespaced\b|\bprivatenetwork\b|"
                r"\bfirejail --net"
            ),
            met(text, "refused", "unreachable"),
        ),
    ),
    Lead(
        "network-namespace-isolation",
        "a container is spoken of, whose causes are more special",
        -1,
        lambda text: unless(
            on(text, "docker"), text.find(r"\bnetns\b|\bnetwork namespace|\bnsenter\b|\bprivatenetwork\b|\bunshare\b")
        ),
    ),
)
UNIT = (
    Lead(
        "systemd-unit-network-sandboxing",
        "the unit forbids kinds of sockets or the network",
        4,
        says(
            r"\brestrictaddressfamilies\b|\bprivatenetwork ?= ?(?:yes|true|1)\b|\bsocketbind(?:deny|allow)\b|"
            r"\bsystemcallfilter ?=|\bprivateusers ?= ?(?:yes|true)\b.{0,80}bind"
        ),
    ),
    Lead(
        "systemd-unit-network-sandboxing",
        "the family is not supported, or it is not permitted, as a service only",
        5,
        lambda text: both(
            text.find(
                r"\baddress family not supported\b|\beafnosupport\b|\boperation not permitted\b|\beperm\b|"
                r"\bnetwork is unreachable\b|\bname resolution\b"
            ),
            service_only(text),
        ),
    ),
    Lead(
        "systemd-unit-network-sandboxing",
        "the unit is hardened",
        1.5,
        says(
            r"\bprotectsystem ?=|"
            r"\bnonewprivileges ?=|\bdynamicuser ?=|\bhardening\b|\bsystemd-analyze security\b|"
            r"\bsystemctl (?:edit|cat|show)\b|\[service\]"
        ),
    ),
    Lead(
        "systemd-unit-network-sandboxing",
        "the family of addresses is not supported",
        1.5,
        says(
            r"\baddress "
            r"family not supported by protocol\b|\beafnosupport\b"
        ),
    ),
    Lead(
        "systemd-unit-network-sandboxing",
        "no unit is spoken of",
        -3,
        lambda text: unless(
            met(text, "refused", "denied", "bind-EPERM", "bind-EACCES"),
            text.find(r"\bsystemd|\bsystemctl\b|\.service\b|\[service\]|\bunit\b"),
        ),
    ),
)
BPF = (
    Lead(
        "cgroup-bpf-network-policy",
        "addresses or interfaces are denied to a control group",
        4.5,
        says(
            r"\bipaddress(?:deny|allow) ?=|\brestrictnetworkinterfaces ?=|\bipingressfilterpath|"
            r"\bipegressfilterpath|\bbpftool (?:cgroup|prog|net)\b|\bcgroup_(?:inet|sock|skb)\w*|"
            r"\bcgroup/(?:connect|sendmsg|skb|sock|bind)\w*|\bsd_fw_(?:in|e)gress\b|\bip traffic\b.{0,30}\bdeny"
        ),
    ),
    Lead(
        "cgroup-bpf-network-policy",
        "what udev starts is forbidden the network",
        4,
        lambda text: both(text.find(r"\budev\b"), text.find(r"\boperation not permitted\b|\beperm\b")),
    ),
    Lead(
        "cgroup-bpf-network-policy",
        "BPF is spoken of, and it is forbidden or silent",
        2,
        lambda text: both(
            text.find(r"\be?bpf\b|\bcgroups?\b|\btetragon\b|\bfalco\b|\bcilium\b"),
            met(text, "timeout", "denied", "bind-EPERM"),
        ),
    ),
    Lead(
        "cgroup-bpf-network-policy",
        "as a service it is silent, by hand it works",
        1,
        lambda text: both(service_only(text), met(text, "timeout", "denied")),
    ),
    Lead(
        "cgroup-bpf-network-policy",
        "no control group is spoken of",
        -2,
        lambda text: unless(
            met(text, "refused", "timeout", "denied"),
            text.find(r"\bbpf\b|\bcgroup|\bipaddress(?:deny|allow)\b|\bsystemd|\bsystemctl\b|\.service\b"),
        ),
    ),
)
LEADS = (*NAMESPACE, *UNIT, *BPF)
