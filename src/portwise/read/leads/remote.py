"""Elsewhere: virtual machines, SSH tunnels, servers that send clients on, sites that are down."""

from __future__ import annotations

from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.scene import given, lines_of, on, seen, to_lan
from portwise.read.text import both, either, unless

VM, SSH = "vm-nat-no-port-forward", "ssh-tunnel-refused-or-died"

MACHINE = (
    r"\bvirtual ?box\b|\bvboxmanage\b|\bvagrant(?:file)?\b|\bvmware\b|\bqemu\b|\bkvm\b|\blibvirt\b|"
    r"\bvirsh\b|\bhyper-v\b|\bmultipass\b|\bparallels\b|\butm\b|\bproxmox\b|\bvirt-manager\b|"
    r"\bhomestead\b|\bguest (?:os|vm|machine)\b|\bvirtual machine\b|\bvms?\b|\bhostfwd\b"
)
GUEST = (
    r"\b10\.0\.2\.(?:15|2)\b|\b192\.168\.(?:122|64|56|33|10)\.\d+\b|\bhostfwd\b|\bforwarded_port\b|"
    r"\bport[- ]forward(?:ing|ed)?\b|\bnat(?:ted|pf\d?|-?network)?\b|\bbridged?\b|\bhost-only\b|"
    r"\bslirp\b|\bmodifyvm\b|\bnatpf\d"
)
TUNNEL = (
    r"\bssh\b.{0,120}\s-[a-z]*[lrd]\s*[\w.*:\[\]]*\d+|\blocalforward\b|\bremoteforward\b|"
    r"\bssh[- ]?tunnel\w*|\btunnel(?:l?ing|s)?\b.{0,40}\b(?:ssh|putty|bastion|jump)\b|\b(?:ssh|putty|"
    r"plink|bastion|jump ?host)\b.{0,60}\b(?:tunnel|forward)\w*|\bautossh\b|\bsshtunnel\w*|"
    r"\btunnel-ssh\b|\bparamiko\b"
)


LEADS = (
    Lead(
        VM,
        "the server runs in a virtual machine behind its NAT",
        2.5,
        lambda t: given(not on(t, "wsl"), both(t.find(MACHINE), t.find(GUEST))),
    ),
    Lead(VM, "a virtual machine is spoken of", 1.5, lambda t: given(not on(t, "wsl"), t.find(MACHINE))),
    Lead(
        VM,
        "the guest reaches it, and the host does not",
        2,
        lambda t: given(
            t.find(MACHINE),
            t.find(
                r"\b(?:in|inside|within|on|from) (?:of )?(?:the |my )?(?:guest|vm|virtual machine|"
                r"vagrant(?: box)?|box)\b.{0,80}\b(?:works?|fine|ok|answers?|200|see|loads?|can|shows?)\b|"
                r"\bvagrant ssh\b|\b(?:from|on|in) (?:the |my )?host\b.{0,60}\b(?:not|refused|can't|cannot|fails?|"
                r"times? out|nothing|no)\b|\b(?:can't|cannot|unable to|not) .{0,60}\b(?:from|on) (?:the |"
                r"my )?host\b"
            ),
        ),
    ),
    Lead(
        VM,
        "only the port of SSH is forwarded to the guest",
        2.5,
        says(r"22 \(guest\) => \d+ \(host\)|hostfwd=tcp:.{0,30}-:22\b|guest: *22\b"),
    ),
    Lead(
        VM,
        "the address is that of a guest behind NAT, which the host does not have",
        2,
        lambda t: given(t.find(MACHINE), t.find(r"\b10\.0\.2\.15\b")),
    ),
    Lead(
        VM,
        "the machine has an address of its own in the network, and refuses there",
        -2,
        lambda t: given(
            t.find(r"\bbridged?\b") and not t.find(r"\b10\.0\.2\.15\b"), given(met(t, "refused"), to_lan(t))
        ),
    ),
    Lead(
        VM,
        "it runs in containers or WSL, not in a virtual machine of one's own",
        -1.5,
        lambda t: unless(either(on(t, "wsl"), t.find(r"\bdocker(?: desktop|-compose| ps| run)\b")), t.find(MACHINE)),
    ),
    Lead(
        SSH,
        "ssh says that what it forwards to is not reached",
        5,
        says(
            r"channel \d+: open failed|administratively prohibited|"
            r"remote port forwarding failed for listen port|connect_to \S+ port \d+: failed|"
            r"channel open failure|open failed: connect failed|opening .?direct(?:ed)?-tcpip.? channel failed|"
            r"could not request local forwarding|direct-tcpip.{0,60}(?:refused|failed)|"
            r"could not establish (?:session to ssh gateway|connection to .{0,40}via ssh)|"
            r"warning: remote port forwarding failed"
        ),
    ),
    Lead(
        SSH,
        "a port is forwarded over SSH",
        2.5,
        lambda t: either(
            lines_of(seen(t, "ssh -L")), lines_of(seen(t, "ssh -R")), lines_of(seen(t, "ssh -D")), t.find(TUNNEL)
        ),
    ),
    Lead(
        SSH,
        "the session of the tunnel broke off",
        2.5,
        lambda t: given(
            t.find(TUNNEL),
            t.find(
                r"client_loop: send disconnect|packet_write_wait|write failed: broken pipe|"
                r"connection to \S+ closed|timeout, server \S+ not responding|serveraliveinterval|\btunnel (?:is |"
                r"was |has )?(?:dead|died|gone|down|dropped|disconnected|closed)\b|\b(?:drops?|dies|died|"
                r"disconnects?|closes|stalls?|freezes?|hangs?)\b"
            ),
        ),
    ),
    Lead(
        SSH,
        "the server's rules on forwarding are spoken of",
        2,
        says(r"allowtcpforwarding|gatewayports|permitopen|permitlisten|exitonforwardfailure"),
    ),
    Lead(
        "localhost-is-another-machine", "a tunnel leads to the other machine", -2, lambda t: lines_of(seen(t, "ssh -L"))
    ),
    Lead(
        "localhost-is-another-machine",
        "the other machine is a guest, and ports are forwarded to it",
        -1.5,
        says(r"\bhostfwd\b|\d+ \(guest\) => \d+ \(host\)|\b10\.0\.2\.15\b"),
    ),
)
