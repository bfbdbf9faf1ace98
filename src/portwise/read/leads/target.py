"""What speaks for a wrong target: a port that cannot be, another port, another machine, another protocol."""

from __future__ import annotations

import re

from portwise.model.reading import Failure, Lines, Listening, Noted
from portwise.read.grounds import to_loopback
from portwise.read.lead import Lead
from portwise.read.places import HIGHEST_PORT
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, gated, lead, lines, listening, ports, seen

IMPOSSIBLE = re.compile(
    r"(?:(?:://|\b)[\w.-]{1,80}|\])(?::|\s+port\s+|, port )(\d{5,7})(?![\w.:])|"
    r"\bports?[ =:#]{1,3}(\d{5,7})(?![\w.:])|(?<!\S)(?:-p|--port)[ =](\d{5,7})\b|\b(\d{5,7})\s*/tcp\b"
)
USUAL = (3000, 4200, 4321, 5173, 6006, 8501, 8888, 19000)
NEAR = 10  # ports that a development server looks through


def impossible(text: Text) -> Lines:
    """A port above 65535 behind a host or the word port."""
    found = []
    for line in text.lines:
        for hit in IMPOSSIBLE.finditer(line.text.casefold()):
            number = next(filter(None, hit.groups()))
            if int(number) > HIGHEST_PORT and not line.text.casefold().count(".js:"):
                found.append(line.number)
                break
    return tuple(found)


def said_elsewhere(text: Text) -> list[Noted[Listening]]:
    """Servers of which none waits on the port that refused."""
    asked = ports(failed(text, "refused", "timeout"))
    rows = [row for row in listening(text) if row.sign.by in ("words", "socket")]
    return rows if asked and rows and asked.isdisjoint(ports(rows)) else []


def another_port(text: Text) -> Lines:
    """A server says one port, and it is another one that refuses."""
    return unless(either(lines(said_elsewhere(text)), ()), lines(seen(text, "moved"))) if said_elsewhere(text) else ()


def no_port(text: Text) -> Lines:
    """80 or 443 refused because no port was written, while a server waits on another one."""
    bare = [n for n in failed(text, "refused") if n.sign.scheme and (n.sign.port in (None, 80, 443))]
    other = [row for row in listening(text) if row.sign.port not in (80, 443)]
    return both(lines(bare), lines(other))


def one_digit_off(text: Text) -> Lines:
    """Two ports of the same digits, or with one of them different."""
    asked = ports(failed(text, "refused"))
    rows = [row for row in said_elsewhere(text) if any(alike(str(port), str(row.sign.port)) for port in asked)]
    return lines(rows)


def alike(one: str, other: str) -> bool:
    return len(one) == len(other) and (
        sorted(one) == sorted(other) or sum(a != b for a, b in zip(one, other, strict=True)) == 1
    )


def moved(text: Text) -> Lines:
    return lines(seen(text, "moved"))


def just_above_the_usual(text: Text) -> Lines:
    """A development server waits one or a few ports above the one that it takes by itself."""
    rows = [row for row in listening(text, by="words") if any(0 < row.sign.port - usual <= 5 for usual in USUAL)]
    return lines(rows)


def a_few_further(text: Text) -> Lines:
    """Refused at one port, and a server waits a few further up."""
    asked = ports(failed(text, "refused"))
    rows = [row for row in said_elsewhere(text) if any(0 < row.sign.port - port <= NEAR for port in asked)]
    return lines(rows)


def towards_nowhere(text: Text) -> Lines:
    """A client is sent to 0.0.0.0 or [::]."""
    rows = [
        n
        for n in text.signs(Failure)
        if n.sign.host in ("0.0.0.0", "::") and not n.sign.outcomes[0].startswith("bind-")
    ]
    return lines(rows)


def phone_asks_itself(text: Text) -> Lines:
    device = text.find(
        r"\bandroid\b|\biphone\b|\bnexus\b|\bpixel \d|\bgalaxy\b|\badb\b|\bover usb\b|\b(?:real|physical|"
        r"my) (?:device|phone)\b|\bapk\b|\bios app\b|\bwebview\b"
    )
    return both(device, to_loopback(text))


def agreed(text: Text) -> Lines:
    asked = text.find(r"use port \d{2,5} instead\?|(?:run|use|start).{0,40}(?:another|different) port(?: instead)?\?")
    return both(
        asked, text.find(r"\b(?:pressed|press|hit|typed|answered|said|chose|choose|select\w*) [\"'`]?(?:y|yes)\b")
    )


def localhost_is_named(text: Text) -> Lines:
    return text.find(r"\blocalhost\b|\b127\.0\.0\.1\b|\[::1\]")


LEADS = (
    Lead("server-moved-to-next-port", "it asked whether to take the next port, and somebody agreed", 4.5, agreed),
    Lead("start-blocked-by-prompt-or-lock", "the question was answered", -3.0, agreed),
    Lead("target-port-out-of-range", "the port is above 65535", 4.0, impossible),
    lead(
        "target-port-out-of-range",
        "it says that the port cannot be",
        3.0,
        (
            r"port should be (?:>= ?0|>)|\berr_socket_bad_port\b|port must be (?:in (?:the )?range )?(?:0|"
            r"1)-65535|port out of range|\bport (?:number )?(?:was )?not a decimal number|invalid port (?:number|"
            r"specified|in url)?|must be (?:between|in range).{0,20}65535|(?<!:)\b65535\b"
        ),
        (
            r"getsockaddrarg|\bport number (?:is )?(?:too (?:big|large|high)|invalid|out of range)|\bbad port\b|"
            r"number too large to fit in target type|port .{0,20}(?:exceeds|above|greater than|larger than) "
        ),
    ),
    Lead("wrong-port-or-typo", "a server says one port, and another one refuses", 2.6, another_port),
    Lead("wrong-port-or-typo", "the two ports differ by one digit or by their order", 1.5, one_digit_off),
    Lead("wrong-port-or-typo", "no port was written, and the server waits on another than 80 or 443", 2.2, no_port),
    lead(
        "wrong-port-or-typo",
        "it is a matter of the right port",
        2.3,
        (
            r"\btypo\b.{0,30}\b(?:port|url|number|address)|\b(?:port|url|number|address)\b.{0,30}\b(?:typo|"
            r"mistyped)\b|\bmistyped\b|\bwrong port\b|\bport (?:was|is) (?:wrong|incorrect|a typo|missing)|"
            r"\b(?:forgot|without|missing|omit\w*|left out|no) (?:the |a |any )?port(?: number)?\b|"
            r"\bsecond port\b|\bincorrect port\b"
        ),
        (
            r"\b(?:not|instead of|rather than) (?:port )?:?\d{4,5}\b.{0,40}\b(?:but|it's|is|use)\b|\bshould (?:be|"
            r"have been|use|point to) (?:port )?:?\d{4,5}\b|\bactually (?:on|listens on|runs on|"
            r"running on) (?:port )?:?\d{4,5}|\bdefault(?:s)? (?:port )?(?:is|to) \d{2,5}\b|"
            r"\blisten\w* on \d{4,5} (?:and|but|while|not)"
        ),
    ),
    Lead("wrong-port-or-typo", "it runs in a container, whose ports are mapped", -1.0, engine),
    Lead(
        "wrong-port-or-typo",
        "a server is seen on that port",
        -2.0,
        lambda text: lines(
            row for row in listening(text, by="words socket") if row.sign.port in ports(failed(text, "refused"))
        ),
    ),
    Lead(
        "server-moved-to-next-port",
        "the server says that the port was taken and that it goes on with another one",
        4.5,
        moved,
    ),
    Lead("server-moved-to-next-port", "it is refused, and a server waits a few ports further", 1.8, a_few_further),
    Lead(
        "server-moved-to-next-port",
        "a development server says a port just above the usual one",
        1.2,
        just_above_the_usual,
    ),
    lead(
        "server-moved-to-next-port",
        "two projects run at the same time",
        1.2,
        (
            r"\b(?:two|both|second|another|other) (?:\w+ ){0,2}(?:apps?|projects?|dev servers?|instances?|"
            r"vites?)\b.{0,60}\b(?:at the same time|same time|in parallel|in dev|running|shows?|opens?|parallel)"
        ),
    ),
    lead(
        "server-moved-to-next-port",
        "the server chose another port than before",
        2.5,
        (
            r"\b(?:next|another|different|other|new|random) (?:free |available |open )?port\b.{0,60}\b(?:instead|"
            r"now|automatic\w*|silent\w*|chosen|picked|without|each|every)|\b(?:automatic\w*|silent\w*|suddenly|"
            r"now) (?:\w+ ){0,4}(?:5174|5175|3001|3002|8081|4201|8889|8001)\b"
        ),
        (
            r"\b(?:moved|switched|jumped|changed|went|falls?|fell|moves|switches|jumps|"
            r"changes) (?:\w+ ){0,3}(?:to |back to )?(?:port )?(?:5174|5175|3001|3002|8081|4201|8889|8001)\b|"
            r"\bstrictport\b|\bautoport\b|\bport.{0,20}\bin use\b.{0,40}\b(?:try|using)"
        ),
        (
            r"\b(?:opens?|starts?|runs?|running|listens?|is) (?:up |now )?(?:on|at) (?:port )?(?:5174|5175|5176|"
            r"3001|3002|4201)\b.{0,60}\b(?:instead|not|but|rather)"
        ),
    ),
    Lead("unspecified-address-as-target", "a client is sent to 0.0.0.0 or [::]", 3.5, towards_nowhere),
    lead(
        "unspecified-address-as-target",
        "0.0.0.0 is opened in a browser or written as a target",
        2.8,
        (
            r"\b(?:open\w*|go(?:es|ing)? to|visit\w*|browse\w*|navigat\w*|click\w*|connect\w*|access\w*|curl|"
            r"fetch\w*|url|link|browser|page)\b.{0,60}\bhttps?://0\.0\.0\.0\b|"
            r"\b(?:https?|wss?|tcp)://0\.0\.0\.0(?::\d+)?.{0,80}\b(?:not|n't|refus\w*|err_\w+|can.t|invalid|blocked|fail\w*|"
            r"unreach\w*)"
        ),
        (
            r"\berr_address_invalid\b|\b(?:replac\w+|chang\w+|us\w+|try|"
            r"with) .{0,20}\b0\.0\.0\.0\b[^\n,]{0,20}\b(?:with|to|by|instead|->) .{0,10}(?:localhost|127\.0\.0\.1)|"
            r"\blocalhost\b.{0,20}\binstead of\b.{0,6}0\.0\.0\.0|\b0\.0\.0\.0\b.{0,40}\b(?:in (?:the |my |"
            r"a )?browser|as (?:a )?(?:target|destination|host))"
        ),
    ),
    lead(
        "unspecified-address-as-target",
        "0.0.0.0 is where a server waits",
        -0.5,
        r"\b(?:listen\w*|bind\w*|bound|--host|host=) ?(?:on |to |at )?[\"']?0\.0\.0\.0",
    ),
    Lead("unspecified-address-as-target", "localhost refuses as well", -1.0, to_loopback),
    gated(
        "localhost-is-another-machine",
        "the server runs on another machine than the client",
        3.0,
        localhost_is_named,
        (
            r"\bandroid (?:emulator|studio|device|phone|app)\b|\bemulator\b|\bios simulator\b|\breact[- ]native\b|"
            r"\bexpo(?: go)?\b|\bflutter\b|\bgenymotion\b|\b10\.0\.2\.2\b|\bcordova\b|\bcapacitor\b|\bwebview\b|"
            r"\bxamarin\b|\bmaui\b|\breal device\b|\bphysical device\b|\bcleartext\b"
        ),
        (
            r"\b(?:google )?colab\b|\bkaggle\b|\breplit\b|\bsagemaker\b|\bcloud ?shell\b|\bcloud9\b|"
            r"\bhosted (?:agent|notebook|runner)|\bcloud (?:agent|sandbox|workspace|ide)\b|"
            r""
            r"\bngrok\b.{0,20}\bneed|\bvercel\b|\bnetlify\b|\brender\.com\b|\bheroku\b"
        ),
        (
            r"\b(?:ssh(?:'ed|ed| into| session| in)?|putty|remote (?:server|machine|host|box|desktop)|vps|ec2|"
            r"droplet|cloud (?:server|vm|instance)|headless (?:server|box)|cluster node|login node|lab server|"
            r"remotely)\b.{0,200}\b(?:localhost|127\.0\.0\.1)\b"
        ),
        (
            r"\b(?:localhost|127\.0\.0\.1)\b.{0,200}\b(?:ssh(?:'ed|ed| into| session)?|putty|remote (?:server|"
            r"machine|host|box)|vps|ec2 instance|droplet|cloud (?:server|vm|instance)|headless|on my (?:laptop|"
            r"phone|pc|mac|windows|desktop|own computer|local (?:machine|browser)))\b"
        ),
    ),
    lead(
        "localhost-is-another-machine",
        "the client is told to ask localhost",
        1.2,
        (
            r"\b(?:on|from|in) (?:my |the |a )?(?:phone|device|tablet|laptop|browser|emulator|other computer|"
            r"local machine|own machine|local browser)\b.{0,120}\b(?:localhost|127\.0\.0\.1)\b|"
            r"\b(?:from localhost/127\.0\.0\.1|failed to connect to localhost/127\.0\.0\.1|from /127\.0\.0\.1)"
        ),
        (
            r"\bnetwork request failed\b|\bdeployed\b.{0,120}\blocalhost\b|\bproduction\b.{0,120}\blocalhost\b|"
            r"\bssh -l\b|\bport[- ]forward\w*\b.{0,80}\b(?:ssh|laptop|tunnel)|\bssh tunnel\b"
        ),
    ),
    Lead("localhost-is-another-machine", "a phone or its emulator asks localhost", 3.0, phone_asks_itself),
    Lead("localhost-is-another-machine", "localhost refuses", 0.8, to_loopback),
    Lead("localhost-is-another-machine", "it runs in a container on the same machine", -0.8, engine),
)
