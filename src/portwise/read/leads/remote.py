"""Elsewhere: virtual machines, SSH tunnels, servers that send clients on, sites that are down."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Calling, Failure, Lines, Success
from portwise.read.lead import Lead
from portwise.read.leads.inside import short_name
from portwise.read.places import is_loopback
from portwise.read.scene import (
    engine,
    given,
    inside,
    lines_of,
    met,
    on,
    says,
    seen,
    stated,
    to_a_far_name,
    to_loopback,
)
from portwise.read.text import Text, both, either, unless

VM, SSH, DOWN, SENT = (
    "vm-nat-no-port-forward",
    "ssh-tunnel-refused-or-died",
    "remote-site-down",
    "advertised-address-unreachable",
)

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
BROKERS = (
    r"\bkafka\b|\bredpanda\b|\bcassandra\b|\bscylla\b|\belastic ?search\b|\bopensearch\b|"
    r"\bredis (?:cluster|sentinel)\b|\bsentinel\b|\breplica ?set\b|\bmongo(?:db|s|sh)?\b|"
    r"\bzookeeper\b|\brocketmq\b|\bpulsar\b|\beureka\b|\bftp\b|\brmi\b|\bnacos\b|\bpassive mode\b|"
    r"\bhdfs\b|\bminio\b|\bconsul\b"
)


OWN = (
    r"\bmy (?:server|app|site|api|backend|vps|droplet|website)\b|\blocalhost\b|\bi (?:run|host)\b|"
    r"\bour (?:server|site|app)\b|"
    r"\bgunicorn\b|\bnginx\b|\bsystemctl\b|\bjournalctl\b|\bdocker (?:ps|logs|compose)\b"
)


def other_than_asked(text: Text) -> Lines:
    """What fails is at loopback or a short name, while a bootstrap address that is told names another."""
    told = {one.sign.host for one in text.signs(Calling)} | {
        one.sign.host for one in text.signs(Success) if one.sign.host
    }
    return tuple(
        n
        for one in text.signs(Failure)
        if one.sign.host
        and told
        and one.sign.host not in told
        and (is_loopback(one.sign.host) or "." not in one.sign.host)
        for n in one.lines
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
        DOWN,
        "it fails from everywhere",
        3,
        says(
            r"\b(?:for everyone|not just (?:me|you)|everybody else too|down ?for ?everyone|is ?it ?down|"
            r"downdetector|isitdownrightnow|down or just me|ping\.pe|check-host|uptime ?robot|just-ping|"
            r"same for (?:me|others|everyone)|anyone else|several (?:people|users)|multiple (?:locations|"
            r"regions|countries|users|networks))\b|\bfrom (?:several|different|multiple|many|other|"
            r"all) (?:places|locations|countries|networks|servers|machines|isps|providers|continents)\b"
        ),
    ),
    Lead(
        DOWN,
        "the provider says so, or the name is no longer paid for",
        3,
        says(
            r"\b(?:status ?page|outage|maintenance|incident|suspended|expired domain|domain (?:has |is |"
            r"was )?(?:expired|parked|for sale)|parking page|shut ?down for good|discontinued|end of life|"
            r"decommission\w*)\b"
        ),
    ),
    Lead(
        DOWN,
        "somebody says that it is down, of a place that is not one's own",
        2,
        lambda t: given(
            not t.find(OWN) and not to_loopback(t),
            t.find(
                r"\b(?:server|service|site|api|registry|mirror|website|domain|host)s? (?:is |was |are |has been |"
                r"went |seems |"
                r"appears |looks )?(?:to be )?(?:down|offline)\b|\bis (?:it |\S+ )?down\?|\bdown again\b"
            ),
        ),
    ),
    Lead(
        DOWN,
        "it fails over several providers, or while all else works",
        2,
        lambda t: given(
            to_a_far_name(t) and not to_loopback(t),
            t.find(
                r"\b(?:two|both|several|different|three|multiple|other|second) (?:isps?|providers?|networks?|"
                r"connections?|locations?|vps\w*)\b",
                r"\bfrom (?:the|my|our|an?) .{3,60}\band (?:from )?(?:my|the|our|an?)\b|\b(?:other|all other|"
                r"every other) (?:https? )?(?:sites?|pages?|hosts?|websites?) (?:are |is |work|load|ok|fine|open)",
            ),
        ),
    ),
    Lead(
        DOWN,
        "a registry or service that everybody uses answers with an error",
        2,
        lambda t: given(
            met(t, "http-5xx", "timeout", "refused", "unreachable"),
            t.find(
                r"\b(?:registry\.npmjs\.org|registry\.yarnpkg\.com|pypi\.org|files\.pythonhosted\.org|"
                r"rubygems\.org|crates\.io|"
                r"repo\.maven\.apache\.org|proxy\.golang\.org|packagist\.org|registry-1\.docker\.io|ghcr\.io|"
                r"deb\.debian\.org|"
                r"archive\.ubuntu\.com|api\.github\.com|gitlab\.com|huggingface\.co)\b.{0,80}\b(?:5\d\d|"
                r"timed? ?out|refused|unavailable)"
            ),
        ),
    ),
    Lead(
        DOWN,
        "another network does not reach it either",
        2,
        lambda t: given(
            to_a_far_name(t) or not to_loopback(t), stated(t, False, "other-network", "phone", "elsewhere", "vpn-on")
        ),
    ),
    Lead(
        DOWN,
        "what fails is a public name, and nothing of one's own is spoken of",
        1,
        lambda t: given(
            not to_loopback(t)
            and not engine(t)
            and not t.find(r"\bmy (?:server|app|site|api|backend|vps)\b|\blocalhost\b|\bi (?:run|host)\b"),
            either(
                *(
                    one.lines
                    for one in t.signs(Failure)
                    if one.sign.outcomes[0] in ("timeout", "refused", "unreachable", "hang")
                )
            )
            if to_a_far_name(t)
            else NOWHERE,
        ),
    ),
    Lead(
        DOWN,
        "it works from somewhere else",
        -2.5,
        lambda t: stated(t, True, "elsewhere", "other-network", "phone", "vpn-off", "vpn-on"),
    ),
    Lead(DOWN, "what fails is this machine itself", -2, to_loopback),
    Lead(
        SENT,
        "the server tells clients the address that fails",
        3.5,
        lambda t: either(
            t.find(
                r"connection to node -?(?:[0-9]|"
                r"[1-9]\d+) \((?!.{0,60}id: -1)[^)]{3,80}\) could not be established(?<!node -1)",
                r"advertised[._](?:listeners?|host|port|address)|kafka_(?:cfg_)?advertised\w*",
            ),
            t.find(
                r"cluster-announce-\w+|replica-announce-\w+|announce-ip|network\.publish_host|\bpublish_host\b|"
                r"broadcast_(?:rpc_)?address|java\.rmi\.server\.hostname|pasv_address|masqueradeaddress|"
                r"passiveport|\brs\.(?:initiate|reconfig|conf|status)\b"
            ),
        ),
    ),
    Lead(
        SENT,
        "a client of a broker or cluster is sent on",
        2,
        says(
            r"\bmoved \d+ \S+:\d+|entering passive mode|server returned an unroutable|"
            r"server sent passive reply with unroutable|replicasetnoprimary|\bsniff\w*\b.{0,40}(?:elastic|"
            r"node|opensearch|true|client)|directconnection|get-master-addr-by-name|\bdiscover(?:ed|"
            r"y)\b.{0,40}\b(?:coordinator|node|broker)s?\b|\bbootstrap\w*\b.{0,100}\b(?:works?|connects?|ok|"
            r"succe\w+|fine)|metadata.{0,60}\b(?:localhost|127\.0\.0\.1|broker)|group coordinator"
        ),
    ),
    Lead(
        SENT,
        "a set of replicas is asked, and a name that it hands out is not found",
        2,
        lambda t: given(t.find(r"replicaset|replica ?set|topologydescription"), short_name(t)),
    ),
    Lead(
        SENT,
        "the client fails at an address that nobody gave it",
        2,
        lambda t: given(t.find(BROKERS), other_than_asked(t)),
    ),
    Lead(
        SENT,
        "the broker's list names an address that is not the asked one",
        1.5,
        lambda t: given(
            t.find(r"\bkafka\b|\bredpanda\b"),
            t.find(
                r"could not be established\. broker may not be available|\bnode \d+ disconnected|"
                r"\bbroker\b.{0,40}transport failure|connect to ipv[46]#|error connecting to node \S+ \(id: [0-9]|"
                r"(?:localhost|127\.0\.0\.1):9092/\d+"
            ),
        ),
    ),
    Lead(
        SENT,
        "the first address of all fails already",
        -2,
        lambda t: unless(
            t.find(r"connection to node -\d+ |bootstrap broker .{0,60}disconnected|\bid: -1\b"),
            t.find(r"connection to node \d+ |advertised"),
        ),
    ),
    Lead(SENT, "no broker or cluster is spoken of", -2, lambda t: given(not t.find(BROKERS) and inside(t), inside(t))),
)
