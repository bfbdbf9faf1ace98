"""What one client or one name does and the other does not: localhost and its numbers, forwards, protocols, families."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.hints import on
from portwise.read.lead import leads
from portwise.read.scene import engine
from portwise.read.text import Text, both, unless
from portwise.read.waits import failed, kind, lines

SIX_FIRST, SIX_ONLY, AIRPLAY, PROTOCOL, FORWARD, NO_SIX, ZERO = (
    "localhost-ipv6-first-server-ipv4-only",
    "server-ipv6-only-client-ipv4",
    "macos-airplay-receiver",
    "non-http-or-wrong-protocol-on-port",
    "dev-container-port-not-forwarded",
    "ipv6-disabled-localhost-ipv6",
    "unspecified-address-as-target",
)
BAD = (
    r"(?:\brefus\w*|\bfail\w*|\berrors?\b|\bexception\b|\btim(?:es|ed|e) ?out\b|\b(?:not|cannot|unable|"
    r"never)\b|n't\b|\bhangs?\b|\bnothing\b|\breset\b|\u6253\u4e0d\u5f00|"
    r"\u4e0d\u80fd|\u4e0d\u884c|\u65e0\u6cd5|\u5931\u8d25|\u8bbf\u95ee\u4e0d\u4e86|\bnicht\b|\bno (?:funciona|"
    r"conecta|va)\b)"
)
GOOD = (
    r"(?:\bworks?\b|\bconnects?\b|\bconnected\b|\bfine\b|\bok(?:ay)?\b|\bsuccee\w*|\bsuccess\w*|\bwell\b|"
    r"\banswers?\b|\bopens?\b|\bloads?\b|\bno problems?\b|\bdoes\b|\breach\w*|\bgoes\b|\u6b63\u5e38|"
    r"\u53ef\u4ee5|"
    r"\u6210\u529f|\bgeht\b|\bklappt\b|\bfunciona\b)"
)
NUMBER = r"(?<![\d.])127\.0\.[01]\.1\b"
NAME = r"(?<![\w.-])localhost\b(?![.-])"
# Each in a clause of its own: the one, what is said of it, and then the other one.
NAME_BAD = (
    rf"{NAME}[^\n.;]{{0,60}}{BAD}|{BAD}[^\n.;]{{0,40}}\b(?:to|with|at|on|using|via|as|for|by|use|"
    rf"host) [`'\"]?{NAME}"
)
NUMBER_GOOD = (
    rf"{NUMBER}[^\n;]{{0,40}}{GOOD}|{GOOD}[^\n.;]{{0,40}}\b(?:to|with|at|on|using|via|as|for|by|if|"
    rf"when) [^\n.;]{{0,25}}{NUMBER}"
)
NUMBER_BAD = (
    rf"{NUMBER}(?::\d+)?[`'\"]?[^\n.;]{{0,60}}{BAD}|{BAD}[^\n.;]{{0,40}}\b(?:to|with|at|on|using|via|as|for|by|"
    rf"use) [`'\"]?{NUMBER}"
)
ELSEWHERE = (
    r"\bkube\w*|\bssh -\w*l\b|\bwsl\b|\bphone\b|\blan\b|\bhosts file\b|/etc/hosts\b|\bcertificate\b|"
    r"\bsocket file\b|\.sock\b|\baccess denied\b|\bcookies?\b|\bcors\b|\boauth\b|\bredirect_?ur[il]\b|"
    r"\bproxy\b|\bin use\b|\bcall ?back\b|\b(?:unknown|translate|resolve\w*|"
    r"ping) (?:host )?[`\'\"]?localhost\b|\bcould not translate\b|\bname or service\b|\bnot (?:find|"
    r"found)\b[^\n]{0,20}\blocalhost\b|\bcontrol ?cent(?:er|re)\b|\bairplay\b|\benotfound\b"
)


def number_instead_of_name(text: Text) -> Lines:
    """A program fails at localhost, and at 127.0.0.1 it does not."""
    found = text.together(NAME_BAD, NUMBER_GOOD)
    four = lines(n for n in failed(text, "refused") if kind(n.sign.host) == "loopback4")
    return unless(found, four, engine(text), text.find(ELSEWHERE), text.find(NUMBER_BAD))


SAME_ELSEWHERE = (
    rf"{NAME}[^\n]{{0,30}}(?:\band\b|\bor\b|\bvs\.?\b|\u548c|\u4e0e|\u8ddf|\u80fd\u591f|\bund\b|"
    rf"\by\b)[^\n]{{0,10}}{NUMBER}[^\n]{{0,60}}(?:\binterchange\w*|\bsame\b|\bequal\w*|\bidentical\b|"
    rf"\bdiffer\w*|"
    r"\u4e92\u6362|\u76f8\u4e92|\u4e00\u6837|\u8f6c\u6362|\u4e92\u901a)"
)
NUMBER_CLOSED = (
    rf"{NUMBER}:\d{{2,5}}[`'\"]? ?(?:\u6253\u4e0d\u5f00|\u65e0\u6cd5|\u4e0d\u80fd|\u8bbf\u95ee\u4e0d)|"
    rf"{BAD}[^\n.,;]{{0,25}}{NUMBER}:\d"
)


def not_interchangeable(text: Text) -> Lines:
    """Somebody wonders that localhost and 127.0.0.1 are not the same there."""
    return unless(text.together(SAME_ELSEWHERE, NUMBER_CLOSED), engine(text), text.find(ELSEWHERE))


HOST_HELPS = (
    r"(?:\b(?:npm|yarn|pnpm|bun) run \w+|\b(?:vite|nuxt|next|astro|svelte|ng serve|dev|serve|preview|start|"
    r"webpack|remix|nuxi|parcel|gatsby|quasar|storybook)\b)[^\n]{0,60}--host\b(?! ?=? ?(?:localhost|::1))|"
    r"\b(?:host|server\.host)\b ?[:=] ?(?:true|[\"']?(?:0\.0\.0\.0|127\.0\.0\.1)\b)"
)
HELPS = (
    r"\b(?:works?|succe\w*|fine|ok|helps?|helped|solve[sd]?|fix\w*|goes|connects?|reach\w*|then)\b|"
    r"\u53ef\u4ee5|\u6210\u529f|\u597d\u4e86|\u89e3\u51b3"
)


def told_a_host_it_answers(text: Text) -> Lines:
    """127.0.0.1 refuses until a server for development is told to wait at more than localhost."""
    four = lines(n for n in failed(text, "refused") if kind(n.sign.host) == "loopback4" and n.sign.port)
    named = text.find(r"https?://localhost:\d+|\blocalhost:\d+")
    six = lines(n for n in failed(text, "refused") if kind(n.sign.host) == "loopback6")
    return unless(both(four, named, text.find(HOST_HELPS), text.find(HELPS)), six, engine(text))


FORBIDDEN = (
    r"\b403\b|\bforbidden\b|\bauthori[sz]ation to view this page\b|\bairtunes\b|\baccess to (?:localhost|"
    r"127\.0\.0\.1) (?:was|is) denied\b|\baccess denied\b|\bnicht autorisiert\b"
)
AT_5000 = r"(?:\blocalhost|\b127\.0\.0\.1|\b0\.0\.0\.0|\[::1\]):(?:5000|7000)\b|\bport (?:5000|7000)\b"
NO_MAC = (
    r"\bwindows\b|\bubuntu\b|\bdebian\b|\bfedora\b|\bapt(?:-get)? install\b|\bsystemctl\b|\.exe\b|c:\\|\biis\b|"
    r"\braspberry\b|\bwsl\b"
)
OTHER_403 = (
    r"\bcsrf\b|\bcors\b|\borigins?\b|\btoken\b|\bapi[- ]?key\b|\bnginx\b|\blogin\b|\bjwt\b|"
    r"\bpermission_?classes\b|\bregistry\b|\bproxy\b|\bsquid\b"
)


def forbidden_at_5000(text: Text) -> Lines:
    """A development server at port 5000 or 7000, and who opens it is told 403 at once."""
    return unless(
        both(text.find(AT_5000), text.find(FORBIDDEN)),
        text.find(NO_MAC),
        text.find(OTHER_403),
        on(text, "windows", "linux", "wsl"),
    )


# What uWSGI takes for a size are the second and third letter of a method: GET, POST, HEAD, PUT, OPTIONS, DELETE, PATCH
METHODS_AS_SIZES = r"(?:21573|21327|16709|21589|21584|19525|21569)"
OWN_PROTOCOL = (  # servers that were told to speak a protocol of gateways, or of their own, where HTTP is wanted
    r"\buwsgi\b[^\n]{0,80}(?:--socket|-s) [\w.:*]*:\d+|^\s*socket ?= ?[\w.*]*:\d+|\buwsgi_pass\b|"
    rf"\binvalid request block size: {METHODS_AS_SIZES}\b|"
    r"\bfastcgi\b|\bphp-fpm\b|\bfcgi\b|\bscgi\b|\bajp(?:13)?\b|\bwsgi-socket\b|"
    r"\bprotocol ?= ?uwsgi\b"
)
EMPTY = (
    r"\bempty (?:repl(?:y|ies)|responses?|answers?|page)\b|\b(?:always|is|are|comes? back|just|get(?:ting)?|"
    r"returns?) empty\b|\bno (?:data|response|reply|answer)\b|\bcurl: \((?:52|56|1|8)\)|\berr_empty_response\b|"
    r"\breset\b|\bgibberish\b|"
    r"\bgarbage\b|\binvalid request block size\b|\binvalid (?:http )?(?:response|header)\b|"
    r"\berr_invalid_http_response\b|\bblank\b|\bhangs?\b|\bnothing\b"
)
ASKED_BY_HTTP = r"\bcurl\b|\bbrowser\b|https?://|\bpostman\b|\bgunicorn\b|\b(?:http )?requests?\b|\bget\b|\bwget\b"


def gateway_protocol_asked_by_http(text: Text) -> Lines:
    return unless(
        text.together(OWN_PROTOCOL, EMPTY, ASKED_BY_HTTP),
        text.find(r"\bconnect\(\) (?:to|failed)\b|\bupstream\b|\b502\b|\b504\b|\bpm\.max_children\b|\.sock\b"),
    )


WORKSPACE = (
    r"\bvs ?code\b[^\n]{0,80}\b(?:ssh|remote|tunnels?|dev ?containers?)\b|\bremote[- ]ssh\b|\bvscode-remote\b|"
    r"\bremote os\b|\bconnection type: ssh\b|\bcodespaces?\b|\bdev ?containers?\b|\bgitpod\b|"
    r"\bjetbrains gateway\b|\bcoder\b|"
    r"\bcode-server\b|\bremote (?:side|host|machine|server|explorer|extension)\b|\bcursor\b[^\n]{0,40}\bssh\b|"
    r"\bcloud ?(?:9|shell|workstations?)\b|\bidx\b|\bstackblitz\b"
)
FORWARDS = (
    r"\bforward(?:s|ed|ing)?\b[^\n]{0,40}\b(?:ports?|localhost|again|anew)\b|\bports? (?:tab|view|panel)\b|"
    r"\bports? (?:is |are |was |were )?(?:auto-?)?forward\w*|\bforward\w* (?:its|the|my|a|"
    r"that) (?:\w+ )?ports?\b"
)
STUCK = (
    r"\bpending\b|\bhang\w*\b|\bstuck\b|\bnever (?:loads?|answers?|responds?|finish\w*)\b|\btim(?:es|ed|"
    r"e) ?out\b|\brefus\w*|\bnot (?:load|respond|reach|work|open)\w*|n't (?:load|respond|reach|work|open)\w*|"
    r"\bstops? (?:working|responding)\b|"
    r"\b50[24]\b|\bblank\b|\bwait(?:s|ing) forever\b|\bcannot (?:reach|open|connect)\b|\bno response\b"
)
ANEW = (
    r"\b(?:re-?start\w*|re-?open\w*|reload\w*|clos\w+|re-?connect\w*|re-?load\w*|re-?forward\w*|"
    r"stop\w*)\b[^\n]{0,60}\b(?:vs ?code|window|forward\w*|ports?|again|session|ide)\b|"
    r"\bforward\w*[^\n]{0,20}\b(?:again|anew|once more|manually)\b|"
    r"\b(?:without|not) (?:a )?remote\b|\blocally\b[^\n]{0,60}\b(?:never|not|no|fine|works?)\b"
)


def forward_goes_stale(text: Text) -> Lines:
    """What a remote workspace forwards hangs at times, and forwarding anew helps."""
    found = text.together(WORKSPACE, FORWARDS, STUCK, ANEW)
    return unless(found, text.find(r"\bkubectl port-forward\b|\bx11\b|\bssh -\w*[lr]\b|\bnetworkingmode\b"))


SIX_OFF = (
    r"\bip ?v6\b[^\n.:;]{0,30}\b(?:(?:is|was|are|being|been|has been|gets?|turned|switched|completely|fully|"
    r"globally) )*(?:disabled|off|deactivated|not (?:available|enabled|supported|present|compiled)|missing|"
    r"unavailable|disable[sd]?)\b|"
    r"\b(?:disabl\w*|turn\w* off|switch\w* off|deactivat\w*|no|without|not support\w*|"
    r"lack\w*) (?:of )?(?:the )?ip ?v6\b|\bipv6\.disable ?= ?1\b|\bdisable_ipv6 ?= ?1\b|\bipv4[- ]only (?:host|"
    r"machine|system|kernel|network|box)\w*"
)
NO_FAMILY = (
    r"\baddress family (?:not supported|nicht)|\beafnosupport\b|\berrno 97\b|\bcode: 97\b|\b\(97\b|"
    r"\b97: address\b|\bprotocol not (?:supported|available)\b|\bsocket\(\)[^\n]{0,60}\bfailed \(97\b|"
    r"\bcannot assign requested address\b|\beaddrnotavail\b|\berrno 99\b|"
    r"\bcan't assign requested address\b|\b(?:unable|failed|cannot|could not) (?:to )?(?:create|open|"
    r"bind)[^\n]{0,30}\b(?:ip ?v6|socket|::)"
)


def told_that_six_is_off(text: Text) -> Lines:
    """IPv6 is said to be off, and a server cannot have an address of it."""
    found = text.together(SIX_OFF, NO_FAMILY)
    return unless(found, text.find(r"\brestrictaddressfamilies\b|\bphp-fpm\b[^\n]{0,60}\bpool\b"))


NO_HOST = re.compile(
    r"\b(?:dial|connect(?:ing)?(?: to)?) (?:tcp[46]? )?:(?P<port>\d{2,5}): (?:connectex?:|connect:|lookup\b)|"
    r"\bdial tcp :(?P<other>\d{2,5})\b"
)


def dials_no_host(text: Text) -> Lines:
    """A client was given a port and no host, which stands for every address, and is none to go to."""
    found = tuple(text.number(hit.start()) for hit in NO_HOST.finditer(text.folded))
    windows = text.find(r"\bnot valid in its context\b|\b10049\b|\bconnectex\b")
    return both(found, windows) if found else NOWHERE


LEADS = (
    *leads(
        "a program fails at localhost and gets through at 127.0.0.1",
        number_instead_of_name,
        {
            SIX_FIRST: 2.5,
            "bound-to-loopback-client-uses-lan": -1.5,
            "localhost-is-another-machine": -1.5,
            "localhost-inside-container": -1.5,
        },
    ),
    *leads(
        "localhost and 127.0.0.1 are not the same there, and the number fails",
        not_interchangeable,
        {SIX_ONLY: 2.5, "localhost-inside-container": -2.0},
    ),
    *leads(
        "127.0.0.1 refuses until the server is told a host",
        told_a_host_it_answers,
        {SIX_ONLY: 4.5, "start-blocked-by-prompt-or-lock": -2.0, "nothing-listening": -2.0, SIX_FIRST: -2.0},
    ),
    *leads(
        "a server at port 5000 or 7000 forbids the page at once",
        forbidden_at_5000,
        {AIRPLAY: 3.5, "bound-to-loopback-client-uses-lan": -1.5, "container-app-bound-to-loopback": -1.5},
    ),
    *leads(
        "it speaks a protocol of gateways, and is asked by HTTP",
        gateway_protocol_asked_by_http,
        {PROTOCOL: 4.0, "browser-cached-state": -3.0},
    ),
    *leads(
        "what a workspace forwards hangs at times, and forwarding anew helps",
        forward_goes_stale,
        {
            FORWARD: 4.0,
            "browser-extension-or-policy-block": -2.0,
            "browser-socket-state": -2.0,
            "security-software-interception": -2.0,
        },
    ),
    *leads(
        "IPv6 is said to be off, and a server wants an address of it",
        told_that_six_is_off,
        {NO_SIX: 2.5, "systemd-unit-network-sandboxing": -2.5},
    ),
    *leads("a client was given a port and no host", dials_no_host, {ZERO: 3.0, "ephemeral-port-exhaustion": -2.0}),
)
