"""What leads ask of a text again and again: words, outcomes, systems, and which client differs from which."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from portwise.model.reading import Failure, Lines, Listening, Platform, Success
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless

Test = Callable[[Text], Lines]

BROWSERS = ("browser", "chrome", "firefox", "safari", "edge", "brave", "opera", "same-in-all-browsers")
TOOLS = ("curl", "wget", "telnet", "postman", "terminal", "python", "node")
OTHERS = ("elsewhere", "phone", "lan-address", "outside")


def says(*patterns: str) -> Test:
    """One of these expressions stands in the text."""
    return lambda text: text.find(*patterns)


def met(text: Text, *outcomes: str) -> Lines:
    """Failures whose likeliest meaning is one of these outcomes."""
    return lines(noted.lines for noted in text.signs(Failure) if noted.sign.outcomes[0] in outcomes)


def on(text: Text, *names: str) -> Lines:
    """One of these systems is spoken of."""
    return lines(noted.lines for noted in text.signs(Platform) if noted.sign.name in names)


def browser_fails(text: Text) -> Lines:
    shown = lines(noted.lines for noted in text.signs(Failure) if noted.sign.client in BROWSERS)
    return either(shown, fails(text, *BROWSERS))


def tool_works(text: Text) -> Lines:
    through = lines(noted.lines for noted in text.signs(Success) if noted.sign.client in TOOLS)
    return either(through, works(text, *TOOLS))


def browser_alone(text: Text) -> Lines:
    """A browser fails where curl or its like gets through."""
    return both(browser_fails(text), tool_works(text))


def one_browser(text: Text) -> Lines:
    """One browser fails where another gets through."""
    return both(browser_fails(text), works(text, "other-browser", *BROWSERS[1:-1]))


def only_from_here(text: Text) -> Lines:
    """It works on the machine itself, and not from another one."""
    return both(works(text, "here", "loopback"), either(fails(text, *OTHERS), works_only_here(text)))


def works_only_here(text: Text) -> Lines:
    return text.find(
        r"\b(?:only|just) (?:works?|accessible|reachable|available)?.{0,20}\b(?:locally|on (?:the|this|"
        r"my) (?:\w+ )?(?:machine|"
        r"host|pc|mac|server|computer))\b",
        r"\b(?:nobody|no ?one|nothing|none) (?:except|but|other than)\b.{0,20}\b(?:localhost|itself|myself|me|the "
        r"server)\b",
        r"\b(?:not|can't|cannot|unable to|won't).{0,40}\bfrom (?:an?y? ?other|outside|another|my phone|"
        r"the (?:lan|network|internet|outside))",
    )


def lines(found: Iterable[Lines]) -> Lines:
    return tuple(dict.fromkeys(n for part in found for n in part))


def without_route(text: Text) -> Lines:
    """Somebody was told that there is no way to the host."""
    return either(
        met(text, "unreachable"), text.find(r"\bno route to host\b|\behostunreach\b|\berrno ?[:=]? ?-?(?:65|113)\b")
    )


EVERYWHERE = ("*", "0.0.0.0", "::", "")


def waits_and_refused(text: Text) -> Lines:
    """A table shows a server on every address of a port at which a client was refused, and nobody got through."""
    if on(text, "docker", "kubernetes", "wsl") or tool_works(text):
        return ()
    waiting = [n for n in text.signs(Listening) if n.sign.by == "socket" and n.sign.host in EVERYWHERE]
    refused = [n for n in text.signs(Failure) if n.sign.outcomes[0] == "refused"]
    ports = {one.sign.port for one in waiting}
    met_at = {one.sign.port for one in refused}
    common = ports if met_at == {None} and len(ports) == 1 else ports & met_at
    return either(
        lines(one.lines for one in waiting if one.sign.port in common),
        lines(one.lines for one in refused if common and one.sign.port in (*common, None)),
    )


SILENT = (
    r"\b(?:waits?|loads?|tries) until\b|\bgives? up\b|"
    r"\b(?:never|won't|does not|doesn't|don't) (?:finish |even )?load\w*|\bkeeps? (?:on )?(?:loading|spinning|"
    r"trying|waiting)\b|\bjust (?:spins|hangs|"
    r"loads)\b|\bspin(?:s|ning|ner) (?:forever|and|for)\b|\bloads? forever\b|\bstopped responding\b|\btim(?:es|e|"
    r"ing|ed)[- ]?outs?\b|"
    r"\bno (?:answer|response|reply|reaction)\b|\btoo long to respond\b|\bnothing (?:happens|comes)\b|\b(?:from|"
    r"over|via) .{0,30}\bnothing\b|"
    r"\bwaits? forever\b|\bhangs? (?:forever|until)\b"
)


def silence(text: Text) -> Lines:
    """No answer came, as clients print it or people say it."""
    return either(met(text, "timeout"), text.find(SILENT))


LINUX_WALL = r"\b(?:ufw|firewalld|firewall-cmd|iptables|ip6tables|nftables|nft (?:list|add)|csf|shorewall)\b"


def timeouts(text: Text) -> Lines:
    """Silence, and no refusal beside it."""
    return unless(silence(text), met(text, "refused"))


def served_elsewhere_silent(text: Text) -> Lines:
    """It answers on the machine itself, and another one gets no answer."""
    return both(only_from_here(text), silence(text))
