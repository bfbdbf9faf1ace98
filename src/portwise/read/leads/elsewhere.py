"""Elsewhere: sites that are down, servers that send their clients on."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Calling, Failure, Lines, Success
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.leads.scope import short_name
from portwise.read.places import is_loopback
from portwise.read.scene import engine, given, inside, stated, to_a_far_name, to_lan, to_loopback
from portwise.read.text import Text, either, unless

DOWN, SENT = "remote-site-down", "advertised-address-unreachable"

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
        DOWN,
        "it fails from everywhere",
        3,
        says(
            r"\bsame (?:thing )?(?:from|on|with|over|via) (?:my |the |a |another )?(?:phone|mobile|home|"
            r"hotspot|other|colleague|friend)|\bothers? (?:complain|report)\w*|"
            r"\b(?:on )?(?:twitter|reddit|downdetector)\b|\bcolleagues? in\b|\bother users\b|"
            r"\b(?:for everyone|not just (?:me|you)|everybody else too|down ?for ?everyone|is ?it ?down|"
            r"downdetector|isitdownrightnow|down or just me|ping\.pe|check-host|uptime ?robot|just-ping|"
            r"same for (?:me|others|everyone)|anyone else|several (?:people|users)|multiple (?:locations|"
            r"regions|countries|users|networks))\b|\bfrom (?:(?:several|different|multiple|many|"
            r"all) (?:servers|machines)|(?:several|different|multiple|many|other|all) (?:places|locations|countries|"
            r"networks|isps|providers|continents))\b"
        ),
    ),
    Lead(
        DOWN,
        "the provider says so, or the name is no longer paid for",
        3,
        lambda t: given(
            not to_lan(t) and not to_loopback(t),
            t.find(
                r"\b(?:(?<!on the )status ?page|outage|maintenance|incident|suspended|expired domain|"
                r"domain (?:has |is |was )?"
                r"(?:expired|parked|for sale)|parking page|shut ?down for good|discontinued|end of life|"
                r"decommission\w*)\b"
            ),
        ),
    ),
    Lead(
        DOWN,
        "somebody says that it is down, of a place that is not one's own",
        2,
        lambda t: given(
            not t.find(OWN) and not to_loopback(t),
            t.find(
                r"(?<!\bif the )(?<!\bwhen the )(?<!\bwhile the )(?<!\bif a )(?<!\bwhen a )"
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
            (to_a_far_name(t) or not to_loopback(t)) and not stated(t, True, "here"),
            stated(t, False, "other-network", "phone", "elsewhere", "vpn-on"),
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
        "the client goes to an address that it was not given",
        2.5,
        lambda t: given(
            t.find(BROKERS),
            t.find(
                r"\b(?:tries|trying|attempts?|wants|goes|switches|redirect\w*|"
                r"keeps connecting)\b[^.\n]{0,40}\b(?:localhost|127\.0\.0\.1|"
                r"internal|private|container|wrong|other)\b[^\n]{0,80}\b(?:although|though|but|instead|even|while|"
                r"not the)\b",
                r"\b(?:although|though|even though)\b[^.\n]{0,60}\bbootstrap\b|\bfirst connect\w*[^.\n]{0,60}\bthen\b",
            ),
        ),
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
    Lead(
        DOWN,
        "every site of a provider fails alike",
        2,
        says(
            r"\b(?:any|all|every|each) [\w.-]{2,30} (?:web)?(?:sites?|pages?|domains?|repos?(?:itories)?|"
            r"packages?)\b[^\n]{0,60}\b(?:down|timed|time|fails?|err_\w+|5\d\d|unreachable)\b"
        ),
    ),
)
