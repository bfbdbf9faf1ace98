"""Phrases of failure that hold a number or a name in between, so that no table of words knows them."""

from __future__ import annotations

import re

from portwise.model.record import NamedTuple
from portwise.read import tongues


class Phrase(NamedTuple):
    word: str  # as it is told
    outcomes: tuple[str, ...]
    shape: re.Pattern[str]  # of a folded line


def phrase(word: str, outcomes: str, *patterns: str) -> Phrase:
    return Phrase(word, tuple(outcomes.split()), re.compile("|".join(patterns)))


PHRASES = (
    phrase(
        "address already in use",
        "bind-EADDRINUSE",
        (
            r"\bport:? ?[\[(]?\d{2,5}[\])]? (?:on \S{1,40} )?(?:is|was|seems|appears) (?:to be )?(?:already |"
            r"currently )?(?:in use|taken|occupied|being used|used by|allocated|busy)"
        ),
        r"\bport \d{2,5} (?:is )?(?:already )?in use\b|\bport \d{2,5} is (?:not available|unavailable|not free)",
        r"something is already running on port|already (?:listening|bound) (?:on|to) (?:port|:|\d)",
        (
            r"\baddress \S{1,80} (?:is )?already in use|\baddrinuse\b|\bport \d{2,5}\b.{0,25}\bused by|"
            r"another (?:process|program|application|"
            r"service) is (?:already )?(?:using|listening)"
        ),
        r"\bport (?:is )?already (?:in use|taken|allocated|used)|\b(?:address|port) in use\b",
        r"listening on port \d{2,5}.{0,40}or configure this application",
        r"\b(?:errno|os error|failed|bind)[ .:(=]{1,3}98\b(?! ?(?:%|times|of|tests))",
        (
            r"(?<!if )(?<!if the )(?<!if that )(?<!when the )(?<!whether the )\b(?:port|address) (?:is|was) "
            r"(?:then |still |said to be |now )?(?:already )?(?:in use|occupied|taken|busy)\b(?! by (?:default|design))"
        ),
        (
            r"(?<!if the )(?<!if that )\b(?:port|address) (?:is|was|gets|got) (?:\w+ )?(?:used|held|owned|grabbed) by "
            r"(?:another|an other|some(?:thing| other)|a different|other) ?(?:process|program|app|service|else|server)"
        ),
        r"cannot find (?:an )?empty port in range|\bconnection (?:is |was )?in use\b",
        (
            r"\bsome(?:thing|one|body) (?:else )?is (?:already )?(?:using|on|listening on|bound to) (?:that|this|"
            r"the|my|its) (?:same |very )?port\b|"
            r"\bport\b[^\n.]{0,20}\b(?:stays|remains|is still|was still) (?:used|in use|occupied|taken)\b"
        ),
        (
            r"\b(?:port|adresse)\b.{0,25}\b(?:belegt|bereits verwendet|in benutzung)\b|"
            r"\b(?:adresse|port)\b.{0,25}d[eé]j[aà] (?:utilis|occup|pris)|"
            r"\b(?:direcci[oó]n|puerto)\b.{0,25}\b(?:en uso|ocupado)|"
            r"\b(?:endere[cç]o|porta)\b.{0,25}\b(?:em uso|ocupada)|"
            r"адрес уже используется|порт\b.{0,20}(?:занят|уже использ)|"
            r"端口.{0,12}占用|地址已在使用|(?:既に|すでに)使用"
        ),
    ),
    phrase(
        "only one usage of each socket address",
        "bind-EADDRINUSE addr-not-avail",
        r"\b10048\b|only one usage of each socket|normalerweise nur eine verwendung",
    ),
    phrase(
        "access to a socket in a way forbidden",
        "bind-EACCES denied",
        r"\bwsaeacces\b|\b10013\b|forbidden by its access permissions|zugriffsrechte",
    ),
    phrase(
        "permission denied",
        "bind-EACCES denied",
        r"\beaccess\b[^\n]{0,80}\bport\b|\bport\b[^\n]{0,80}\beaccess\b",
        r"\bbind\b[^\n]{0,30}\bfailed[ .:(=]{1,3}13\b",
    ),
    phrase(
        "the requested address is not valid in its context",
        "bind-EADDRNOTAVAIL addr-not-avail",
        r"\b10049\b|address is not valid in its context",
    ),
    phrase(
        "connection refused",
        "refused",
        r"\b(?:connect\w*|socket)\b[^\n]{0,40}\(111\)",
        r"\b10061\b|kind: connectionrefused|errno[: =-]{1,3}(?:111|61|4078)\b|\(os error (?:111|61|10061)\)|code 61\b",
        tongues.REFUSED,
        r"can.t connect to (?:mysql|mariadb) server on .{1,60}\((?:61|111|10061)\b",
        r"is the server running on (?:that )?host .{0,80}accepting",
        (
            r"connection to node -?\d+ (?:\(.{1,60})?could not be established|nobrokersavailable|no brokers available|"
            r"brokers are down"
        ),
        r"amqpconnectionerror|amqpconnectorerror|nonode\w*available|no living connections",
        (
            r"failed to connect to all addresses|connection could not be made.{0,60}refused|"
            r"unable to connect to the remote server"
        ),
        r"cannot connect to host \S{1,80} ssl:",
        r"safari (?:can.t|cannot|could not|couldn.t) open (?:the page|.{1,80}?) because (?:it|safari) "
        r"(?:could not|couldn.t|can.t|cannot) connect to the server",
        (
            r"\b(?:connection|connect) (?:was |is |gets |got |being )?refused|refus(?:es|ed|ing) (?:to connect|"
            r"(?:the |my |all )?connections?)"
        ),
        (
            r"(?:\b(?:localhost|browsers?|page|site|servers?|both|they|all)|[\d/])[\"'`]{0,2} (?:still |just |always )?"
            r"refuse (?:to connect|(?:the |my |all )?connections?)\b"
        ),
    ),
    phrase(
        "refused",
        "refused",
        (
            r"(?:\b(?:is|was|gets?|got|are|were|being|both|too|says|said|just|always|still)|"
            r"[:=>\u2192,(])\s{0,3}[\"'`]{0,2}refused\b(?! (?:our key|stream|to (?:start|run|load|set)))"
        ),
        r"(?:://\S{1,60}|:\d{2,5}|\blocalhost|\bport \d{2,5}|\b\d{4,5}) (?:(?:is|was|then|still|now) )?refused\b",
        r":\d{2,5}[\"'`\u2019\u201d)]{1,2} (?:(?:is|was|then|still|now) )?refused\b|\brefused to be connected\b",
        r"\brefuses\b(?! to (?:start|run|load|set|compile|install|die|stop|boot|build|work))",
    ),
    phrase(
        "no answer to the connect",
        "timeout",
        r"\b(?:connect\w*|socket)\b[^\n]{0,40}\(110\)",
        r"\b10060\b|errno[: =-]{1,3}(?:110|60|4039)\b|\(os error (?:110|60|10060)\)",
        r"can.t connect to (?:mysql|mariadb) server on .{1,60}\((?:60|110|10060)\b|serverselectiontimeouterror",
        tongues.SILENT,
        r"\btime-?out of \d+ ?(?:ms|s|sec\w*)\b",
        r"connected party did not properly respond|"
        r"connection (?:attempt )?(?:has )?timed out|operation timed out|connect(?:ion)? time-?out\b",
    ),
    phrase(
        "the name was not found",
        "name-failure",
        (
            r"could not translate host name|unknown host|could not find host|name does not resolve|"
            r"no address associated with hostname"
        ),
        r"getaddrinfo (?:failed|error)|\b1100[1-4]\b|unknown mysql server host|bad address '|dns_probe_finished_\w+",
        (
            r"name resolution (?:failed|failure)|hostname could not be found|server ip address could not be found|"
            r"can.t find the server"
        ),
    ),
    phrase("no descriptor is left", "start-failure", r"\[errno 24\]|\berrno 24\b|\(24: |os error 24"),
    phrase(
        "the connection was reset",
        "reset",
        r"\b10054\b|\(os error (?:104|54)\)|connection (?:was|is|gets|got) reset",
        tongues.RESET,
        r"\bpsql: (?:error: )?(?:connection to server .{1,80}failed: )?server closed the connection unexpectedly",
    ),
    phrase(
        "no route",
        "unreachable",
        r"\b(?:connect\w*|socket)\b[^\n]{0,40}\(113\)",
        tongues.NO_ROUTE,
        r"\b1006[45]\b|\b10051\b|\(os error (?:113|101|65|51)\)",
    ),
    phrase(
        "no answer comes",
        "hang",
        (
            r"\b(?:hangs?|hung|hanging|stuck|spins?|spinning|loads?|loading|waits?|waiting)\b.{0,25}\b(?:forever|"
            r"indefinitely|endlessly|for ever|for minutes)\b"
        ),
        (
            r"\bnever (?:loads?|responds?|returns|finish(?:es)?|answers?|comes back|completes?)\b|"
            r"\bkeeps? (?:loading|spinning)\b|\b(?:just|simply|only) (?:hangs|spins)\b"
        ),
        (
            r"\bno (?:response|reply|answer) (?:at all|ever|comes|whatsoever)\b|\b(?:then|but|"
            r"and) (?:it )?(?:hangs|nothing comes)\b|\brequests?\b.{0,25}\bhangs?\b"
        ),
    ),
    phrase(
        "http 4xx",
        "http-4xx",
        (
            r"\bhttp(?:/[\d.]+)? 4\d\d\b|\b40[034] (?:forbidden|not found|bad request)|"
            r"status(?: ?code)?[:= ]{1,3}4\d\d\b"
        ),
    ),
    phrase(
        "http 5xx",
        "http-5xx",
        (
            r"\bhttp(?:/[\d.]+)? 5\d\d\b|\b50[0234] (?:bad gateway|gateway time|"
            r"service (?:temporarily )?unavailable|internal server error)"
        ),
        r"status(?: ?code)?[:= ]{1,3}5\d\d\b|\b(?:error|returns?|get|got|gives?|a|with|says|http) 50[234]\b",
    ),
)
