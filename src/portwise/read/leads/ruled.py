"""What speaks for a filter because one of its rules names the very port that a client failed at."""

from __future__ import annotations

from portwise.model.reading import Lines, Ruling
from portwise.read.hints import Test, lines
from portwise.read.lead import Lead
from portwise.read.scene import asked
from portwise.read.text import Text

OF_LINUX = ("iptables", "nft", "ufw", "pf")
OF_DESKTOPS = ("windows firewall", "macos firewall")
BLOCKS = ("drop", "reject")


def ruled(verdicts: tuple[str, ...], by: tuple[str, ...]) -> Test:
    """Rules of these kinds for a port at which somebody failed."""
    return lambda text: lines(
        noted.lines
        for noted in text.signs(Ruling)
        if noted.sign.verdict in verdicts and noted.sign.by in by and noted.sign.port in asked(text)
    )


def whole(by: tuple[str, ...], *verdicts: str) -> Test:
    """What such a filter says of everything that comes in."""
    return lambda text: lines(
        noted.lines
        for noted in text.signs(Ruling)
        if noted.sign.by in by and noted.sign.verdict in verdicts and noted.sign.port is None
    )


def lets_in(text: Text) -> Lines:
    """A rule accepts the port at which somebody failed."""
    return ruled(("accept",), (*OF_LINUX, *OF_DESKTOPS, "firewalld"))(text)


LEADS = (
    Lead("firewall-drop", "a rule for that very port drops", 3, ruled(("drop",), OF_LINUX)),
    Lead("firewall-drop", "the filter lets that port in", -2, lets_in),
    Lead("firewall-drop", "the packet filter is off", -3, whole(("ufw",), "off")),
    Lead("firewall-reject-rst", "a rule for that very port rejects", 3, ruled(("reject",), OF_LINUX)),
    Lead("nat-redirect-hijack", "a rule redirects that very port", 3, ruled(("redirect",), OF_LINUX)),
    Lead("desktop-firewall-inbound-block", "a rule for that very port blocks", 3, ruled(BLOCKS, OF_DESKTOPS)),
    Lead("desktop-firewall-inbound-block", "all that comes in is blocked", 2, whole(OF_DESKTOPS, "drop")),
    Lead("desktop-firewall-inbound-block", "the firewall of macOS is off", -3, whole(("macos firewall",), "off")),
    Lead("selinux-denial", "SELinux denied that very port", 2, ruled(("denied",), ("selinux",))),
)
