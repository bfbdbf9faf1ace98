"""What speaks for localhost itself: which family it means, and whether it is known."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines, Resolved
from portwise.read.grounds import unknown_localhost
from portwise.read.lead import Lead
from portwise.read.places import is_loopback
from portwise.read.scene import engine
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, kind, lead, lines, listening, may_be, ports, through


def refused_at(text: Text, *kinds: str) -> Lines:
    return lines(n for n in failed(text, "refused") if kind(n.sign.host) in kinds)


def refused_at_v6_alone(text: Text) -> Lines:
    """::1 refused, and nobody says that 127.0.0.1 did."""
    return unless(refused_at(text, "loopback6"), refused_at(text, "loopback4"))


def refused_at_v4_alone(text: Text) -> Lines:
    return unless(refused_at(text, "loopback4"), refused_at(text, "loopback6"))


def v6_asked_v4_waits(text: Text) -> Lines:
    """::1 refused at a port at which a server waits for IPv4."""
    asked = {n.sign.port for n in failed(text, "refused") if kind(n.sign.host) in ("loopback6", "localhost")}
    v4 = [r for r in listening(text) if r.sign.host.startswith(("127.", "0.0.0.0")) and r.sign.port in asked]
    v6 = [r for r in listening(text, by="socket") if kind(r.sign.host) == "loopback6" or r.sign.host in ("::", "*")]
    return unless(lines(v4), lines(r for r in v6 if r.sign.port in asked)) if refused_at(text, "loopback6") else ()


def name_asked_v4_waits(text: Text) -> Lines:
    """localhost refused, and the server waits on 127.0.0.1 alone."""
    asked = {n.sign.port for n in failed(text, "refused") if n.sign.host == "localhost"}
    wide = ports(listening(text, "any", "loopback6"))
    rows = [row for row in listening(text, "loopback4") if row.sign.port in asked and row.sign.port not in wide]
    return unless(lines(rows), refused_at(text, "loopback4"), engine(text))


def v4_asked_name_waits(text: Text) -> Lines:
    """127.0.0.1 refused at a port where the server says "localhost", which may have become ::1 alone."""
    asked = {n.sign.port for n in failed(text, "refused") if kind(n.sign.host) == "loopback4"}
    rows = [row for row in listening(text, "localhost", by="words") if row.sign.port in asked]
    return unless(
        lines(rows),
        refused_at(text, "loopback6"),
        lines(row for row in listening(text, "any", "loopback4") if row.sign.port in asked),
    )


def no_v6_on_lo(text: Text) -> Lines:
    """The loopback interface is shown, and ::1 is not on it."""
    shown = text.find(r"\binet 127\.0\.0\.1(?:/8)?\b")
    return unless(shown, text.find(r"\binet6 (?:addr: ?)?::1\b"))


def v4_asked_v6_waits(text: Text) -> Lines:
    """A server on ::1, none on 127.0.0.1 of the same port, and IPv4 or no address told that refused."""
    narrow = listening(text, "loopback6")
    wide = ports(listening(text, "any", "loopback4"))
    met = unless(
        either(lines(failed(text, "refused", "reset", "timeout")), fails(text, "127.0.0.1")),
        refused_at(text, "loopback6"),
    )
    return both(lines(row for row in narrow if row.sign.port not in wide), met)


def one_port(text: Text, well: tuple[str, ...], ill: tuple[str, ...]) -> bool:
    """What works and what is refused is the same port, as far as both are told."""
    there = {n.sign.port for n in through(text) if n.sign.host in well and n.sign.port}
    gone = {n.sign.port for n in failed(text, "refused") if n.sign.host in ill and n.sign.port}
    return not there or not gone or bool(there & gone)


AS_WINDOWS_SHIPS_IT = r"# localhost name resolution is handled within dns itself"
AT_BIND = r"\b(?:fail\w*|error|denied|can(?:'t|not))\b[^\n]{0,20}\b(?:bind(?:ing)?|listen(?:ing)?)\b"


def four_and_not_the_name(text: Text) -> Lines:
    """127.0.0.1 is fine and localhost is not."""
    if not one_port(text, ("127.0.0.1",), ("localhost", "::1")):
        return NOWHERE
    well = either(works(text, "127.0.0.1"), lines(n for n in through(text) if n.sign.host == "127.0.0.1"))
    ill = either(
        fails(text, "localhost"), lines(n for n in failed(text, "refused") if n.sign.host in ("localhost", "::1"))
    )
    return unless(both(well, ill), refused_at(text, "loopback4"), text.find(AT_BIND))


def the_name_and_not_four(text: Text) -> Lines:
    if not one_port(text, ("localhost", "::1"), ("127.0.0.1",)):
        return NOWHERE
    well = either(works(text, "localhost"), lines(n for n in through(text) if n.sign.host in ("localhost", "::1")))
    ill = either(fails(text, "127.0.0.1"), lines(n for n in failed(text, "refused") if n.sign.host == "127.0.0.1"))
    return unless(both(well, ill), refused_at(text, "loopback6"))


def no_v6_here(text: Text) -> Lines:
    """::1 cannot be assigned, whoever asks."""
    return lines(
        n
        for n in (*may_be(text, "addr-not-avail"), *may_be(text, "bind-EADDRNOTAVAIL"))
        if n.sign.host in ("::1", "::", ":::")
    )


OWN_NAMES = ("localhost", "localhost.localdomain")


def odd_localhost(text: Text) -> Lines:
    """A resolver or the hosts file gives localhost an address that is not loopback."""
    rows = [n for n in text.signs(Resolved) if n.sign.name in OWN_NAMES and n.sign.addresses]
    given = ((n, n.sign.addresses[0].partition("%")) for n in rows)
    return lines(n for n, (address, _, at) in given if not is_loopback(address) and not at.startswith("lo"))


def hosts_without_localhost(text: Text) -> Lines:
    """A hosts file is shown, and localhost is not in it."""
    rows = [n for n in text.signs(Resolved) if n.sign.by == "hosts"]
    return (
        ()
        if any(n.sign.name == "localhost" for n in rows) or text.find(AS_WINDOWS_SHIPS_IT)
        else both(text.find(r"(?:cat|type|more|less) \S{0,40}etc[/\\]hosts"), lines(rows))
    )


def families_differ(text: Text) -> Lines:
    return either(
        v6_asked_v4_waits(text),
        v4_asked_name_waits(text),
        v4_asked_v6_waits(text),
        four_and_not_the_name(text),
        the_name_and_not_four(text),
    )


def hosts_and_localhost(text: Text) -> Lines:
    return both(
        text.find(r"\bhosts(?: file)?\b|/etc/hosts"),
        text.find(r"\blocalhost\b(?!\.)"),
        text.find(
            r"\b(?:replac|edit|delet|clean|remov|empt|overwr|los)\w*|\b(?:lost|wrong|strange|missing|block ?list|"
            r"adware)\b"
        ),
        text.find(r"\b(?:not|n't|cannot|opens?|goes|strange|wrong|unknown|fails?|timeout|unable|resolv\w*)\b"),
    )


LEADS = (
    Lead("mongodb-bindip", "::1 is what refused, where such a server waits for IPv4", -1.5, refused_at_v6_alone),
    Lead("loopback-family-split", "it is a matter of the hosts file", -1.5, hosts_and_localhost),
    Lead(
        "hosts-file-localhost-broken",
        "the hosts file was changed, and localhost is not what it was",
        2.2,
        hosts_and_localhost,
    ),
    Lead(
        "localhost-ipv6-first-server-ipv4-only",
        "localhost refused, and the server waits on 127.0.0.1 alone",
        2.2,
        name_asked_v4_waits,
    ),
    Lead("ipv6-disabled-localhost-ipv6", "the loopback interface is shown, and ::1 is not on it", 3.0, no_v6_on_lo),
    Lead("server-ipv6-only-client-ipv4", "127.0.0.1 refused where the server says localhost", 2.0, v4_asked_name_waits),
    Lead(
        "dev-server-proxy-or-websocket-upstream",
        "one family of localhost refuses, and the other one is there",
        -2.0,
        families_differ,
    ),
    Lead(
        "localhost-ipv6-first-server-ipv4-only",
        "::1 refused, and nobody says that 127.0.0.1 did",
        2.2,
        refused_at_v6_alone,
    ),
    Lead(
        "localhost-ipv6-first-server-ipv4-only",
        "::1 refused, and a server waits there for IPv4",
        2.5,
        v6_asked_v4_waits,
    ),
    Lead(
        "localhost-ipv6-first-server-ipv4-only", "127.0.0.1 works where localhost does not", 3.0, four_and_not_the_name
    ),
    lead(
        "localhost-ipv6-first-server-ipv4-only",
        "writing 127.0.0.1 instead of localhost is spoken of",
        1.8,
        (
            r"\b(?:127\.0\.0\.1|ipv4)\b.{0,40}\b(?:instead of|rather than|in place of|not) [\"'`]?localhost"
            r"(?![^\n.]{0,20}\b(?:no (?:difference|change|effect)|(?:the )?same (?:result|error|thing)))|"
            r"\blocalhost\b.{0,60}\b(?:to|with|by|->|=>|into) [\"'`]?127\.0\.0\.1|\bipv4first\b|"
            r"\bdns-result-order\b|\bsetdefaultresultorder\b|\bverbatim\b"
        ),
        (
            r"\blocalhost\b.{0,60}\b(?:resolv\w*|points?|goes|maps|translat\w*|becomes) (?:\w+ )?(?:to )?(?:ipv6|"
            r"\[?::1)|\b(?:tries|trying|uses|prefers?|picks|chooses|wants) (?:\w+ )?(?:ipv6|::1)\b|"
            r"\bipv6 (?:first|instead|before|preferred)\b"
        ),
        (
            r"\b(?:node|node\.?js) ?v?(?:1[789]|2\d)\b.{0,120}\b(?:ipv6|::1|localhost)|\b(?:since|after|upgrad\w+|"
            r"updat\w+|from|with|to) (?:to )?node ?(?:js )?(?:\w+ ){0,4}v?1[789]\b"
        ),
        (
            r"\b(?:with|via|using|on) (?:\w+ )?[\"'`]?(?:https?://)?127\.0\.0\.1\S* .{0,25}\b(?:works?|starts?|ok|"
            r"fine|passes|goes|connects?|loads)"
        ),
    ),
    Lead("localhost-ipv6-first-server-ipv4-only", "it runs in a container", -0.6, engine),
    Lead(
        "server-ipv6-only-client-ipv4", "the server waits on ::1 alone, and IPv4 finds nobody", 3.5, v4_asked_v6_waits
    ),
    Lead("server-ipv6-only-client-ipv4", "localhost works where 127.0.0.1 does not", 3.0, the_name_and_not_four),
    Lead("server-ipv6-only-client-ipv4", "127.0.0.1 refused, and nobody says that ::1 did", 0.4, refused_at_v4_alone),
    lead(
        "server-ipv6-only-client-ipv4",
        "the server waits for IPv6 only",
        2.5,
        (
            r"\b(?:only|just) (?:listen\w*|bind\w*|bound|available|on|reachable)\b.{0,20}(?:ipv6|\[?::1)|"
            r"\b(?:listen\w*|bind\w*|bound|runs?|running) (?:only |just )?(?:on|to|at) (?:the )?(?:ipv6|"
            r"\[?::1\]?)|\bipv6[- ]only\b|\bbindv6only\b|\bv6only\b"
        ),
        (
            r"\[::1\]:\d+\b.{0,40}\b(?:works?|fine|ok|answers?|loads?|responds?)|\bhost: ?[\"'](?:127\.0\.0\.1|"
            r"0\.0\.0\.0)[\"']\b.{0,60}\b(?:help|fix|work|solve)|\bnot (?:listening )?on ipv4\b|\bno ipv4\b"
        ),
    ),
    Lead("ipv6-disabled-localhost-ipv6", "::1 cannot be had on this machine", 3.5, no_v6_here),
    lead(
        "ipv6-disabled-localhost-ipv6",
        "the system speaks no IPv6",
        3.5,
        (
            r"\baddress family not supported|\beafnosupport\b|\bdisable_ipv6\b|\bipv6\.disable=1\b|"
            r"protocol family unavailable|socket\(\) \[::\]:\d+ failed \(97|\bunsupported address family|"
            r"\bjava\.net\.preferipv4stack\b"
        ),
        (
            r"\bipv6\b.{0,30}\b(?:is |was |has been |being )?(?:disabled|turned off|switched off|deactivated|off|"
            r"not (?:available|enabled|supported)|missing)\b|\b(?:disabl\w+|turn\w* off|without|no|"
            r"deactivat\w+) ipv6\b"
        ),
        (
            r"\[?::1?\]?:\d{2,5}.{0,60}(?:cannot|can't) assign requested address|\b::1\b.{0,40}\beaddrnotavail|"
            r"\beaddrnotavail:? .{0,40}::1\b|"
            r"\bipv6\b[^\n.]{0,20}\b(?:is|are|was|be)(?: not|n['\u2019]t|nt) (?:permitted|allowed|available|enabled|"
            r"supported|active|in use|configured)\b|"
            r"(?::::?|\*|\]):\d{2,5}[^\n]{0,60}\berrno:? 97\b"
        ),
    ),
    Lead("hosts-file-localhost-broken", "localhost itself is not known", 4.5, unknown_localhost),
    Lead("hosts-file-localhost-broken", "localhost has an address that is not loopback", 4.0, odd_localhost),
    Lead(
        "hosts-file-localhost-broken", "a hosts file is shown, and localhost is not in it", 3.0, hosts_without_localhost
    ),
    lead(
        "hosts-file-localhost-broken",
        "localhost does not resolve, or not to loopback",
        3.2,
        (
            r"\blocalhost\b.{0,40}\b(?:does not|doesn't|did not|didn't|not|cannot|can't|could not|couldn't|won't|"
            r"fails? to|no longer|unable to)\b.{0,10}\bresolv\w*|\b(?:resolve|lookup|find|"
            r"translate)\b.{0,30}\b(?:host |hostname |name |address )?[\"']?localhost\b|\benotfound localhost|"
            r"\beai_again localhost|lookup localhost\b|unknown ?host\w*:? localhost"
        ),
        (
            r"\bhosts\b.{0,60}\b(?:empty|missing|deleted|blank|gone|overwr\w+|broken|emptied|wiped)|\b(?:no|"
            r"missing|without|deleted|removed|lacks?|"
            r"commented out)\b.{0,30}\b(?:127\.0\.0\.1 )?localhost (?:line|entry|in (?:the |my )?(?:/etc/)?hosts)|"
            r"\b(?:127\.0\.0\.1|localhost) (?:line|entry)\b"
        ),
    ),
    lead(
        "hosts-file-localhost-broken",
        "the hosts file is spoken of",
        0.8,
        r"/etc/hosts|\bhosts file\b|drivers\\etc\\hosts",
    ),
)
