"""Addresses that a server hands out or an engine gives away: nodes that are sniffed, ports of one family, pods."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.hints import met, silence
from portwise.read.lead import Lead, leads
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lines

SENT, GAP, PORTS, CLUSTER, SCOPE = (
    "advertised-address-unreachable",
    "container-loopback-hairpin-off",
    "container-port-not-published-or-mismapped",
    "kubernetes-service-no-endpoints",
    "container-dns-name-out-of-scope",
)
TOLD_BY_SERVER = (  # clients that ask a server where its nodes are, and go there
    r"\bsniff(?:ing|s|ed|er)?(?:_?on_?\w+|_?\w*pool|_?\w*connection\w*)?\b|\bsniffingpool\w*|"
    r"\bpublish_(?:address|host)\b|"
    r"\bmaster_for\b|\bslave_for\b|\bget-master-addr-by-name\b|\bsentinel\b[^\n]{0,60}\b(?:returns?|gives?|"
    r"answers?|says|asks?|hands?)\b|"
    r"\badvertised?[._ -](?:listeners?|host(?:\.name)?|address|port)\b|\bmetadata\b[^\n]{0,30}\b(?:broker|"
    r"leader|refresh)\b|"
    r"\breplica ?set\b[^\n]{0,60}\b(?:members?|discover\w*|hosts?)\b|\btopology\b[^\n]{0,40}\b(?:discover\w*|"
    r"refresh\w*)\b|"
    r"\bcluster (?:slots|nodes|shards)\b|\bmoved \d+\b|\bannounce-(?:ip|port|hostname)\b|\bbroadcast_rpc_address\b|"
    r"\brpc_address\b|\bpassive mode\b[^\n]{0,60}\b(?:ip|address)\b|\b227 entering passive\b|\bpasv_address\b|"
    r"\bdirectconnection\b|\bnode discovery\b|\bdiscovered? nodes?\b|\bjava\.rmi\.server\.hostname\b|"
    r"\bexternal_?(?:ip|address)\b"
)
INNER = re.compile(r"^(?:172\.(?:1[6-9]|2\d|3[01])|10\.(?:42|244|88|89))\.")
INNER_WORDS = (
    r"\b(?:inner|internal|private|local|container(?:'s)?|docker|bridge|pod)[- ](?:network )?(?:ips?|"
    r"address(?:es)?|network)\b|"
    r"\b172\.(?:1[6-9]|2\d|3[01])\.(?:x|\*|\d{1,3})\b"
)


def asks_where_nodes_are(text: Text) -> Lines:
    """A client asks a server in a container or a network of its own where to go, and fails there."""
    inside = either(engine(text), text.find(INNER_WORDS))
    trouble = either(met(text, "timeout", "unreachable", "name-failure", "refused"), silence(text))
    return both(text.find(TOLD_BY_SERVER), inside, trouble)


def sent_to_an_inner_address(text: Text) -> Lines:
    """It fails at the address of a container, which nobody typed who was given another one."""
    asked = re.compile(r"(?<![\d.])(?:192\.168|10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}(?![\d.])")
    inner = [n for n in failed(text, "timeout", "unreachable", "refused") if INNER.match(n.sign.host)]
    away = {n.sign.host for n in inner}
    given = [hit for hit in asked.finditer(text.folded) if hit[0] not in away and not INNER.match(hit[0])]
    return both(
        lines(inner), tuple(dict.fromkeys(text.number(hit.start()) for hit in given)), text.find(TOLD_BY_SERVER)
    )


ENGINE_PUBLISHES = (
    r"\b(?:docker|podman|nerdctl)\b[^\n]{0,200}(?:\s-p\b|\s--publish\b)|\bpublished? ports?\b|\bports:\s*$|"
    r"\bdocker service create\b|\bpodman port\b|\bdocker port\b|\bconmon\b|\bdocker-proxy\b|\brootlessport\b|"
    r"\bslirp4netns\b|\bpasta\b"
)
SIX = (
    r"\b(?:by|over|via|with|on|for|using|to|through|from|under) (?:an? )?ip ?v6\b|"
    r"\bip ?v6\b[^\n]{0,40}\b(?:address|clients?|not|only|refus\w+|fail\w*|"
    r"unreachable|nothing)\b|\[::1\]|(?<![\w:])::1\b|\bcurl -6\b|\bping6\b"
)
FAILS = (
    r"(?:\b(?:not|cannot|unable|never|nothing|nobody)|n't)\b|\brefus\w*|\bfail\w*|\btim(?:es|ed|e) ?out\b|"
    r"\bno (?:response|answer|"
    r"reply)\b|\bunreachable\b|\bhangs?\b|\breset\b|\bempty reply\b"
)
FOUR_TOO = r"\bip ?v4\b|\b127\.0\.0\.1\b|\bcurl -4\b|\b0\.0\.0\.0:\d+"


def published_in_one_family(text: Text) -> Lines:
    """A port of a container that is led on for IPv4, and somebody asks by IPv6."""
    found = text.together(ENGINE_PUBLISHES, SIX, FAILS, FOUR_TOO)
    return unless(
        found,
        text.find(r"\bip6tables\b|\bcontainer'?s? (?:own )?ipv6 address\b"),
        lines(failed(text, "bind-EADDRINUSE")),
    )


PROMPT = r"(?:^|\n)\s*(?:[\w@~:/.()\[\] -]{0,40}[#$>%] ?)?"
NAME_SILENT = re.compile(
    r"\bcurl (?:-\S+ )*(?:https?://)?localhost(?::\d+)?/?\s*\n\s*(?:<?(?:no (?:response|answer|reply)|nothing|"
    r"hangs|timeout)|curl: \((?:7|28|52|56)\))"
)
FOUR_FINE = re.compile(
    r"\bcurl (?:-\S+ )*(?:https?://)?127\.0\.0\.1(?::\d+)?/?\s*\n\s*(?:http/\d\S* 2\d\d|<!doctype|<html|\{|"
    r"ok\b|welcome|200\b)"
)


def name_silent_and_four_fine(text: Text) -> Lines:
    """curl gets nothing from localhost and a page from 127.0.0.1, of a port that an engine leads on."""
    silent, fine = NAME_SILENT.search(text.folded), FOUR_FINE.search(text.folded)
    if not silent or not fine:
        return NOWHERE
    return both((text.number(silent.start()),), (text.number(fine.start()),), text.find(ENGINE_PUBLISHES))


TARGET_PORT = re.compile(r"\b(?:target|container|pod)(?:'s)?[ _-]?port\b(?:\s+is|\s+of)?\s*[:=]?\s*(?P<port>\d{2,5})\b")
WAITS_AT = re.compile(
    r"\b(?:listen(?:s|ing|ed)?|serv(?:es|ing)|runs?|running|started|binds?|bound|up)\b[^\n.]{0,30}\b(?:on|at) "
    r"(?:port |:|0\.0\.0\.0:|tcp |\[::\]:)?(?P<port>\d{2,5})\b"
)
KUBE = r"\b(?:kubernetes|kubectl|k8s|k3s|minikube|kind: service|target-?port|cluster-?ip|node-?port|deployment|pods?)\b"


def target_nobody_waits_at(text: Text) -> Lines:
    """A Service sends to a port of its pods at which their program does not wait."""
    targets = {int(hit["port"]): text.number(hit.start()) for hit in TARGET_PORT.finditer(text.folded)}
    told = {int(hit["port"]): text.number(hit.start()) for hit in WAITS_AT.finditer(text.folded)}
    if not targets or not told or targets.keys() & told.keys():
        return NOWHERE
    return both((*targets.values(), *told.values()), text.find(KUBE))


NAMES = (
    r"\bping\w*\b[^\n.]{0,60}\b(?:name|\"[a-z][\w-]+\"|'[a-z][\w-]+'|`[a-z][\w-]+`)|\bby (?:its |their |"
    r"the )?(?:container[- ]?|host[- ]?|service[- ]?)?names?\b|"
    r"\bcontainer names?\b|\bservice names?\b|\bhostnames?\b"
)
BY_NUMBER = (
    r"\b(?:the |its |their |that |by |with |using |via |to the )?ip(?: ?-?address(?:es)?)?(?: of (?:that|the|"
    r"its|this) (?:other )?container)?\b[^\n.]{0,40}\b(?:answer\w*|works?|fine|ok|"
    r"reach\w*|no problem|succe\w*|replies|connects?|goes|can)\b|\b(?:can|could|able to) (?:ping|reach|"
    r"connect to|curl|access)\b[^\n.]{0,40}\bip\b"
)
BETWEEN = (
    r"\b(?:two|both|other|another|second|2|each other|neighbou?r\w*) (?:\w+ ){0,2}containers?\b|"
    r"\bcontainers? (?:called|named|with name)\b|\bfrom (?:with)?in(?:side)? (?:the |one |"
    r"my )?(?:container )?\w*"
)


def name_fails_and_number_works(text: Text) -> Lines:
    """From one container to another the address is answered, and the name is not known."""
    fails_by_name = text.find(
        r"\b(?:fail\w*|can(?:'t|not| not)|could(?:n't| not)|unable|does(?:n't| not)|not (?:work|found|"
        r"resolv\w*|known|reach\w*)|unknown|bad address|no such host|"
        r"name or service)\b"
    )
    outside = text.find(
        r"\bhost\.docker\.internal\b|\b(?:google|github|example|docker)\.(?:com|io|org)\b|\binternet\b|"
        r"\.local\b|\bnslookup \S+\.\S+"
    )
    return unless(
        both(text.find(NAMES), text.find(BY_NUMBER), text.find(BETWEEN), fails_by_name, engine(text)), outside
    )


LEADS = (
    Lead(SENT, "a client asks a server of a container where its nodes are, and fails there", 2.5, asks_where_nodes_are),
    *leads(
        "it fails at a container's address that the server told it",
        sent_to_an_inner_address,
        {SENT: 2.0, "redis-protected-mode-or-bind": -2.0, "mongodb-bindip": -2.0, "network-perimeter-block": -2.0},
    ),
    Lead(GAP, "a container's port is led on in one family, and asked by the other", 3.0, published_in_one_family),
    *leads(
        "localhost gives nothing and 127.0.0.1 a page, at a container's port",
        name_silent_and_four_fine,
        {GAP: 4.0, PORTS: -2.0, "container-app-bound-to-loopback": -2.0},
    ),
    *leads(
        "a Service sends to a port at which its pods do not wait",
        target_nobody_waits_at,
        {CLUSTER: 4.0, "server-closes-without-response": -2.0, "container-app-bound-to-loopback": -2.0, PORTS: -2.0},
    ),
    *leads(
        "between containers the address answers, and the name is not known",
        name_fails_and_number_works,
        {SCOPE: 3.0, "name-resolves-to-stale-or-wrong-address": -2.0},
    ),
)
