"""What speaks for rules that work behind a server's back: bans, redirects, filters of a host and of its containers."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on, silence
from portwise.read.lead import Lead
from portwise.read.scene import engine, inside
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import lead, lines, listening

GUESSED = (
    r"\btried (?:\w+ ){0,3}(?:of them|passwords?|times)\b|\bfat-?fingered\b|\bwrong (?:[\w']+ ){0,2}(?:password|"
    r"pin|login)s?\b|"
    r"\bforg[oe]t\w* (?:the|my) password\b|\bfailed (?:to )?authenticat\w+|\bfailed authentication\b|"
    r"\bpermission denied, please try again\b|\bpasswords? (?:was |were |has been )?changed\b|\bchanged (?:my|"
    r"the) (?:\w+ )?password\b|"
    r"\bfalsche\w* pass\w+|\baccess forbidden\b.{0,20}\bfor a while\b"
)
LISTED = (
    r"\byou are banned\b|\byou\\sare\\sbanned\b|\brack_?attack\b|\bblocklist\b|\bblacklist(?:ed)?\b|"
    r"\badd-src-to-address-list\b|"
    r"\bban(?:ned|s)? (?:my|our|the|his|her) (?:ip|address)\b|\bbanned (?:ip|address)\b|\bip ban\w*\b|\bzmfail2ban\b|"
    r"\bbrute[- ]?force (?:protection|detection|guard)\b"
)
JAIL = r"\bf2b-[\w-]+|\bfail2ban\b|\bcrowdsec\b|\bsrc-address-list=\w*black"
REWRITES = (
    r"\bportproxy\b|\bnode ?ports?\b|\bdnat\b|\bdstnat\b|-j redirect\b|\bprerouting\b|\biptables trick\b|"
    r"\bservicelb\b|\bsvclb\b|"
    r"\bk3s\b|\bistio\b|\bport rules\b|\bport ?sharing\b|\bupnp\b|\bport ?forward\w* rules?\b|\brdr\b"
)
ANOTHER = (
    r"\b404 page not found\b|\b(?:page|login|answer|certificate|admin|server|results?) (?:of|from) (?:something|"
    r"someone|somebody|"
    r"another|a different)\b|\bdifferent\W{0,3} (?:postgres\w*|mysql|server|service|page|site|database|app)\b|"
    r"\bshows? (?:the|me the|a) \w+ (?:of|login|page)\b|\bopens? (?:the|a) \w+ (?:login|page)\b|\bwho answers\b|"
    r"\bi get (?:the )?(?:tomcat|traefik|nginx|apache|synology)\w*(?:'s)?\b"
)
UNSEEN = (
    r"\b(?:log|logs|journal)\b.{0,40}\b(?:no (?:entry|line|request|trace)|nothing|empty|gets nothing|"
    r"shows nothing|aucune|keine)\b|"
    r"\bno (?:entry|line|request) (?:at all )?in (?:the|its|my) log\b"
)
TO_HOST = (
    r"\bhost\.docker\.internal\b|\bhost\.containers\.internal\b|\bhost\.minikube\.internal\b|"
    r"(?<![\d.])172\.(?:1[7-9]|2\d)\.0\.1(?![\d.])|\bthe (?:pi|host|server|machine|box)'?s? (?:own|itself)\b|"
    r"\bown (?:address|ip)\b|"
    r"\bon the same (?:pi|host|server|machine|box)\b|\bmonitors? \w+ itself\b|\bon the host\b"
)


def banned_by_words(text: Text) -> Lines:
    """Somebody guessed passwords, and then nothing answers this one client any more."""
    return both(
        text.find(GUESSED),
        either(
            met(text, "timeout", "refused", "reset"),
            silence(text),
            text.find(
                r"\bdoesn't load\b|\bnothing\b|\bdead\b|\bnot reachable\b|\bcan't open\b|\bforbidden\b|"
                r"\bcannot connect\b|\bkein"
            ),
        ),
        either(
            works(text, "elsewhere", "phone", "other-network", "other-address", "vpn-on", "insecure"),
            text.find(
                r"\b(?:others?|friends?|wife'?s?|colleagues?|nobody else|everybody else)\b|"
                r"\bfrom here\b|\bmobile data\b"
            ),
        ),
    )


def jailed(text: Text) -> Lines:
    return text.find(JAIL)


def another_answers(text: Text) -> Lines:
    """Who connects meets another server, or his own never hears of it, where something rewrites ports."""
    return both(text.find(REWRITES), text.find(ANOTHER, UNSEEN))


def rewritten_and_refused(text: Text) -> Lines:
    """A server is seen on its port, refuses nobody itself, and a rule takes what comes for the port."""
    return both(
        text.find(r"\bportproxy\b|\bnode ?ports?\b|\bdnat\b|\bdstnat\b"),
        either(lines(listening(text, "any")), text.find(r"\*:\d{4,5}\b|\b(?:listens|in listen|listening)\b")),
        either(met(text, "refused", "timeout"), text.find(r"\brefused\b|\btime-?outs?\b")),
        unless(text.find(r"\S"), text.find(r"\bkubernetes\.io|\btargetport\b|\bselector\b")),
    )


def from_container_to_host(text: Text) -> Lines:
    """Containers ask their own host, which answers others."""
    return both(
        either(
            inside(text),
            text.find(
                r"\bcontainers?\b.{0,20}(?:→|->|to) (?:the )?host\b|\bdocker exec\b|"
                r"\bpods?\b.{0,20}\b(?:laptop|workstation|host)\b"
            ),
        ),
        text.find(TO_HOST),
        either(
            works(text, "host", "here", "elsewhere", "phone", "browser"),
            text.find(r"\bon (?:the )?(?:host|laptop|workstation)\b"),
        ),
    )


def silent_from_container(text: Text) -> Lines:
    return both(from_container_to_host(text), either(met(text, "timeout", "unreachable"), text.find(r"\bhangs\b")))


def own_address_opens(text: Text) -> Lines:
    """A desktop opens its own page by its own address of the network, and others hear nothing."""
    return both(
        on(text, "windows", "macos", "wsl"),
        either(works(text, "lan-address", "by-ip", "here", "loopback"), lines(listening(text, "any"))),
        unless(either(silence(text), met(text, "timeout")), met(text, "refused")),
        either(
            fails(text, "elsewhere", "phone", "ping"),
            text.find(
                r"\b(?:colleague|students?|others?|phone|tablet|esp32|kumpels|he|they|his|admin box|同事)\b|同事|"
                r"\bfrom (?:a|my|the) (?:\w+ )?(?:box|laptop|pc|phone|tablet|container)\b"
            ),
        ),
    )


def hardened(text: Text) -> Lines:
    """A list of allowed clients or ports was set up on the server itself, and who is not in it hears nothing."""
    return unless(hardening(text), engine(text))


def hardening(text: Text) -> Lines:
    return both(
        text.find(
            r"\bhardened\b|\bcis (?:scripts?|benchmark)\b|\ballowed (?:list|destinations)\b|\bipset\b|\btcp_in\b|"
            r"\bcsf\b|"
            r"\bonly (?:openssh|ssh|22)\b|\bservices: ssh\b|\btarget: drop\b|\bdefault deny\b|\bdefault-deny\b|"
            r"\bdrop zone\b|"
            r"\blisted in the template\b|\bblock in on\b|\bpolicy (?:drop|deny)\b|\bpackets \d+ drop\b|"
            r"\ballow (?:10|172|192)\.\S+/\d+"
        ),
        unless(
            either(silence(text), met(text, "timeout"), text.find(r"\bspinning\b|\bloads forever\b|\bi/o timeout\b")),
            met(text, "refused"),
        ),
    )


def arrive_unanswered(text: Text) -> Lines:
    """The packets are seen on the machine of the server."""
    return unless(
        text.find(
            r"\b(?:tcpdump|wireshark|pflog)\b[^\n]{0,160}\b(?:syns?\b.{0,30}\b(?:arriv\w+|coming in|come in|in\b)|"
            r"shows my syn|sees my syns|"
            r"they arrive|request come in|shows syn)",
            r"\bon the old one they arrive\b|\bflags \[s\]",
            r"\bsyns? (?:do )?arriv\w+\b",
        ),
        text.find(
            r"\b(?:never|nothing|not a single|no packets?|0 packets)\b[^\n]{0,30}\b(?:arriv\w+|captured|seen|comes?)\b"
        ),
    )


LEADS = (
    lead("ban-or-port-knock-block", "the server says that it keeps a list of who may not", 3.0, LISTED),
    Lead(
        "ban-or-port-knock-block",
        "passwords were guessed or changed, and then one client alone hears nothing more",
        3.0,
        banned_by_words,
    ),
    Lead("firewall-drop", "the rule that drops is one of a jail", -3.0, jailed),
    Lead("firewall-reject-rst", "the rule that rejects is one of a jail", -3.0, jailed),
    Lead(
        "nat-redirect-hijack",
        "something rewrites ports, and another server answers in place of the own one",
        3.0,
        another_answers,
    ),
    Lead("nat-redirect-hijack", "a server waits, and a rule takes what comes for its port", 2.5, rewritten_and_refused),
    Lead(
        "bound-to-loopback-client-uses-lan",
        "a server waits, and a rule takes what comes for its port",
        -2.0,
        rewritten_and_refused,
    ),
    Lead(
        "container-cannot-reach-host",
        "containers ask their own host, which answers others",
        2.0,
        from_container_to_host,
    ),
    Lead("firewall-drop", "it is a container that asks its own host", -3.0, silent_from_container),
    Lead(
        "desktop-firewall-inbound-block",
        "a desktop opens its own page, and others hear nothing",
        2.0,
        own_address_opens,
    ),
    lead(
        "desktop-firewall-inbound-block",
        "of two entries for one program one is not allowed, or the network counts as public",
        3.0,
        r"\btwo entries\b.{0,120}\b(?:untick\w*|unchecked|public|red|block\w*)\b|\bunticked\b|"
        r"\bnicht identifiziertes netz\w*|"
        r"\bunidentified network\b|\bnetzwerkprofil: [oö]ffentlich\b|\bstealth\b|\bit's public\b|"
        r"\bnobody could have clicked\b",
        r"安全警报.{0,20}取消",
    ),
    Lead("firewall-drop", "a list on the server itself says who may, and others hear nothing", 2.5, hardened),
    Lead("network-perimeter-block", "the packets are seen to arrive at the server", -2.5, arrive_unanswered),
    Lead(
        "firewall-drop",
        "the packets are seen to arrive at the server",
        1.0,
        lambda text: unless(arrive_unanswered(text), engine(text)),
    ),
    lead(
        "network-perimeter-block",
        "two devices of one guest network cannot see each other, and at home they can",
        3.0,
        r"\b(?:hotel\w*|dorm\w*|eduroam|university|campus|hostel|airbnb|guest|school)\b.{0,400}\b(?:both (?:have|"
        r"haben)|beide haben|at home "
        r"(?:they|it|all|everything)|zu hause)\b",
        r"\bat home they see each other\b",
    ),
    lead(
        "network-perimeter-block",
        "nothing arrives at a rented machine",
        2.5,
        r"抓不到(?:任何)?包|还需要在哪里放行",
        r"\b(?:tcpdump|vps)\b.{0,40}\bsees nothing\b.{0,40}\bwhen i try\b|\bkommt mit tcpdump\b.{0,20}\bnichts\b",
    ),
    lead(
        "cgroup-bpf-network-policy",
        "a policy of a network of containers, or one of a unit about addresses, denies it",
        3.0,
        r"\bpolicy denied\b|\bcilium\w*networkpolicy\b|\bbpf policy\b|\bipaddressdeny=",
    ),
    Lead(
        "systemd-unit-network-sandboxing",
        "the unit filters by addresses alone",
        -2.0,
        lambda text: unless(
            text.find(r"\bipaddressdeny="),
            text.find(r"\brestrictaddressfamilies\b|\bprivatenetwork\b|\bsystemcallfilter\b|\bsocketbind"),
        ),
    ),
)
