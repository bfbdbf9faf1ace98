"""What speaks for names: which address localhost is, names that nobody knows, names that lead to a wrong place."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines, Resolved
from portwise.read.grounds import unknown_localhost
from portwise.read.lead import Lead
from portwise.read.text import Text, both, either, unless
from portwise.read.vocabulary import DNS
from portwise.read.waits import failed, gated, lead, lines

PUBLIC = re.compile(
    r"(?<![\d.])(?!10\.|127\.|192\.168|172\.(?:1[6-9]|2\d|3[01])|0\.|8\.8|1\.1\.1|255)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
)
SINKS = ("0.0.0.0", "::")
FAKE = ("198.18.", "198.19.")


def unknown_local(text: Text) -> Lines:
    rows = [n for n in failed(text, "name-failure") if n.sign.host.endswith((".localhost", ".local"))]
    gone = [n for n in text.signs(Resolved) if not n.sign.addresses and n.sign.name.endswith((".localhost", ".local"))]
    return either(lines(rows), lines(gone))


def unknown_name(text: Text) -> Lines:
    """Another name than those of this machine and of its link."""
    own = unless(lines(failed(text, "name-failure")), unknown_localhost(text), unknown_local(text))
    gone = [
        n
        for n in text.signs(Resolved)
        if not n.sign.addresses and not n.sign.name.endswith((".localhost", ".local", "localhost"))
    ]
    return either(own, lines(gone))


def short_name(text: Text) -> Lines:
    return lines(
        n for n in failed(text, "name-failure") if n.sign.host and "." not in n.sign.host and n.sign.host != "localhost"
    )


def resolves_elsewhere(text: Text) -> Lines:
    """Two resolvers, or a resolver and the hosts file, give a name different addresses."""
    told: dict[str, set[str]] = {}
    for noted in text.signs(Resolved):
        if noted.sign.addresses and noted.sign.name != "localhost":
            told.setdefault(noted.sign.name, set()).add(noted.sign.addresses[0])
    apart = {name for name, found in told.items() if len({":" in one for one in found}) == 1 and len(found) > 1}
    return lines(n for n in text.signs(Resolved) if n.sign.name in apart)


def sunk(text: Text) -> Lines:
    rows = [
        n
        for n in text.signs(Resolved)
        if n.sign.addresses and (n.sign.addresses[0] in SINKS or n.sign.addresses[0].startswith(FAKE))
    ]
    return lines(rows)


def names_fail(text: Text) -> Lines:
    return lines(failed(text, "name-failure"))


def refused_elsewhere(text: Text) -> Lines:
    return unless(lines(failed(text, "refused", "reset", "hang", "tls-error")), names_fail(text))


def names_are_told(text: Text) -> Lines:
    return text.find(DNS)


def two_places(text: Text) -> Lines:
    """A resolver says one public address, and somebody another one."""
    public = set(PUBLIC.findall(text.folded))
    return (
        both(text.find(DNS), text.find(r"\bconsole says|\b(?:has|is|got|=>|->|says)\b.{0,20}(?:\d{1,3}\.){3}\d{1,3}"))
        if len(public) > 1
        else NOWHERE
    )


def resolver_fails(text: Text) -> Lines:
    """A name of the world, and a resolver that gives no answer at all."""
    there = lines(
        n
        for n in failed(text, "name-failure")
        if "." in n.sign.host and not n.sign.host.endswith((".local", ".internal", ".localhost"))
    )
    return both(
        there,
        text.find(
            r"eai_again|servfail|temporary failure in name resolution|no servers could be reached|"
            r"server misbehaving|connection to dns|dns.{0,20}timed? ?out"
        ),
    )


LEADS = (
    Lead(
        "name-resolves-to-stale-or-wrong-address", "two public addresses are told where one is meant", 1.6, two_places
    ),
    Lead("dns-resolution-failure", "the resolver gives no answer", 1.8, resolver_fails),
    Lead("dns-resolution-failure", "a name is not found", 2.2, unknown_name),
    lead(
        "dns-resolution-failure",
        "the resolver fails, or does not know the name",
        2.0,
        (
            r"\bresolv\.conf\b|\bservfail\b|\bnxdomain\b|\bresolvectl\b|\bsystemd-resolved\b|"
            r"\bno servers could be reached\b|\bname ?servers?\b|\bdns server\b|\b(?:8\.8\.8\.8|1\.1\.1\.1)\b|"
            r"\bdns (?:does not|doesn't|not|fails?|failure|broken|is down|resolution|settings|problem|issue)|"
            r"\bdns_probe_\w+|\bsplit[- ]dns\b|\bsearch domain\b"
        ),
        (
            r"temporary failure in name resolution|name or service not known|could not resolve host\b|"
            r"no such host|server misbehaving|nodename nor servname|unknownhostexception|dns_probe_finished|"
            r"\bcould not translate host name|\bunknown host\b"
        ),
    ),
    lead(
        "dns-resolution-failure",
        "the name lives in a network of containers or a cluster",
        -1.5,
        (
            r"\b(?:docker|compose|container)\b.{0,400}\b(?:enotfound|eai_again|name or service not known|"
            r"could not resolve|could not translate)|\bsvc\.cluster\.local\b"
        ),
    ),
    Lead("dns-resolution-failure", "the name has no dot", -0.5, short_name),
    Lead("dns-resolution-failure", "no name failed", -2.5, refused_elsewhere),
    Lead(
        "name-resolves-to-stale-or-wrong-address",
        "resolvers give the name different addresses",
        3.0,
        resolves_elsewhere,
    ),
    Lead("name-resolves-to-stale-or-wrong-address", "the name leads to a sink or to an invented address", 3.0, sunk),
    gated(
        "name-resolves-to-stale-or-wrong-address",
        "the name leads to an old or wrong address",
        1.8,
        names_are_told,
        (
            r"\b(?:old|wrong|previous|former|stale|outdated|incorrect) (?:\w+ )?(?:ip|address|"
            r"server|host|a record|record|dns (?:entry|record)|vm|box)\b|\bstill (?:resolv\w*|point\w*|goes|going|"
            r"show\w*|return\w*)\b.{0,40}\b(?:to|old|the)\b"
        ),
        (
            r"\b(?:flush\w*|clear\w*|cached?|stale)\b.{0,20}\bdns\b|\bdns (?:cache|propagat\w*|record)|"
            r"\bipconfig /flushdns\b|\bdscacheutil\b|\bresolvectl flush|\bttl\b|\b198\.1[89]\.\d|\bfake-?ip\b|"
            r"\bpi-?hole\b|\badguard\b|\bsinkhol\w*|\bsearch (?:domain|suffix)\b"
        ),
        (
            r"\b(?:moved|migrat\w+|chang\w+|switched|new) (?:\w+ ){0,4}(?:ip|server|host|provider|vps|address)\b|"
            r"\b(?:line|entry|leftover|left over) in (?:the |my |/etc/)?hosts\b|\b(?:pings?|resolves?|"
            r"points?) (?:to|at) (?:a |an |the |some )?(?:\w+ )?(?:\d{1,3}\.){3}\d{1,3}\b"
        ),
    ),
    Lead("name-resolves-to-stale-or-wrong-address", "the name is not found at all", -2.0, names_fail),
    Lead(
        "localhost-subdomain-or-mdns-unresolved", "a name below .localhost or .local is not known", 4.5, unknown_local
    ),
    lead(
        "localhost-subdomain-or-mdns-unresolved",
        "names below .localhost or .local are spoken of",
        2.5,
        (
            r"\b[\w-]{1,60}\.localhost\b|\bsub-?domains? of localhost|\*\.localhost\b|\bmdns\b|\bavahi\b|"
            r"\bbonjour\b|\bnss-?mdns\b|\bmdns4_minimal\b"
        ),
        r"\b[a-z][\w-]{1,60}\.local\b.{0,80}\b(?:not|n't|cannot|unknown|fail\w*|unable|unreach\w*|resolv\w*|could)\b",
    ),
    Lead(
        "localhost-subdomain-or-mdns-unresolved",
        "such a name is reached",
        -1.0,
        lambda text: lines(
            n for n in failed(text, "refused", "timeout") if n.sign.host.endswith((".localhost", ".local"))
        ),
    ),
)
