"""What speaks for a server that waits on another address than the one a client uses."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines, Listening, Noted, Set
from portwise.read.grounds import bind_trouble
from portwise.read.lead import Lead
from portwise.read.scene import FAR, engine
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import LOOPBACKS, bind_failed, failed, kind, lead, lines, listening, may_be, ports, through

OF_EVERY_SYSTEM = (25, 53, 323, 631, 953, 6010)  # mail, names, time and printers wait on loopback nearly everywhere
OF_THE_SYSTEM = ("systemd-resolve", "systemd-resolved", "cupsd", "master", "exim4", "sendmail", "dnsmasq", "containerd")
OTHERS = ("elsewhere", "phone", "lan-address", "outside", "by-ip")


def told_addresses(text: Text, *kinds: str) -> Lines:
    """Settings that name an address and no port."""
    return lines(n for n in text.signs(Set) if n.sign.by == "setting" and kind(n.sign.value) in kinds)


def on_loopback(text: Text) -> Lines:
    """A server on a loopback address, and on no wider one of the same port."""
    wide = ports(listening(text, "any", "specific"))
    narrow = [row for row in listening(text, "loopback4", "loopback6") if row.sign.port not in wide]
    return either(lines(narrow), told_addresses(text, "loopback4", "loopback6"))


def asked_from_afar(text: Text) -> Lines:
    """Somebody failed at an address of the network, or from another machine."""
    far = lines(n for n in failed(text, "refused", "timeout", "hang") if FAR.match(n.sign.host))
    return either(far, fails(text, *OTHERS))


def loopback_and_afar(text: Text) -> Lines:
    near = either(
        on_loopback(text),
        text.find(
            r"network: use --host|only (?:listen|bind|reachable|accessible)\w* (?:on |to |from |at )?(?:localhost|"
            r"127\.0\.0\.1|loopback)"
        ),
    )
    return both(near, asked_from_afar(text))


def here_not_there(text: Text) -> Lines:
    well = either(works(text, "here", "loopback"), lines(n for n in through(text) if kind(n.sign.host) in LOOPBACKS))
    return both(well, either(lines(n for n in failed(text, "refused") if FAR.match(n.sign.host)), fails(text, *OTHERS)))


def waits_everywhere(text: Text) -> Lines:
    """At the port that failed; where none is told, at none of which a table shows one on loopback alone."""
    asked = ports(failed(text, "refused", "timeout", "hang"))
    wide = listening(text, "any", by="socket")
    if not asked and any(row.sign.program not in OF_THE_SYSTEM for row in on_loopback_alone(text, ports(wide))):
        return NOWHERE
    return lines(row for row in wide if not asked or row.sign.port in asked)


def on_loopback_alone(text: Text, wide: set[int]) -> list[Noted[Listening]]:
    rows = listening(text, "loopback4", "loopback6", by="socket")
    return [row for row in rows if row.sign.port not in wide and row.sign.port not in OF_EVERY_SYSTEM]


def slow(text: Text) -> Lines:
    return unless(lines(failed(text, "timeout", "unreachable")), lines(failed(text, "refused")))


def own_address(row: Noted[Listening]) -> bool:
    return kind(row.sign.host) == "specific" and not row.sign.host.startswith(("169.254.", "fe80"))


def specific_alone(text: Text) -> Lines:
    """A server on one address that is neither loopback nor everywhere, and somebody refused at another one."""
    wide = ports(listening(text, "any", "loopback4", "loopback6", "localhost"))
    narrow = [row for row in listening(text, "specific") if own_address(row) and row.sign.port not in wide]
    met = [n for n in failed(text, "refused") if n.sign.host and n.sign.host not in {row.sign.host for row in narrow}]
    asked = ports(narrow)
    return both(lines(narrow), lines(n for n in met if n.sign.port in asked or not n.sign.port))


def told_specific(text: Text) -> Lines:
    met = [n for n in failed(text, "refused") if n.sign.host and kind(n.sign.host) != "specific"]
    return both(told_addresses(text, "specific"), lines(met))


def specific_and_refused(text: Text) -> Lines:
    return both(told_addresses(text, "specific"), lines(failed(text, "refused")))


def odd_loopback(text: Text) -> Lines:
    rows = [
        row
        for row in listening(text, "loopback4")
        if row.sign.host not in ("127.0.0.1", "127.0.0.53", "127.0.0.54", "127.0.0.11")
    ]
    return either(
        lines(rows),
        text.find(r"\b127\.0\.1\.1\b.{0,60}(?:listen|bind|bound)|(?:listen|bind|bound)\w*.{0,40}\b127\.0\.1\.1\b"),
    )


def connect_trouble(text: Text) -> Lines:
    return unless(lines(failed(text, "addr-not-avail")), bind_failed("EADDRNOTAVAIL")(text))


def bound_v6(text: Text) -> Lines:
    """The address that could not be bound is one of IPv6."""
    rows = [n for n in may_be(text, "bind-EADDRNOTAVAIL") if n.sign.host in ("::1", "::", ":::")]
    return either(lines(rows), text.find(r"\[?::1?\]?(?::\d+)?.{0,60}(?:cannot|can't) assign requested address"))


LEADS = (
    Lead(
        "bound-to-specific-other-address",
        "a setting binds the server to one address, and it is refused",
        1.2,
        specific_and_refused,
    ),
    Lead(
        "bound-to-loopback-client-uses-lan",
        "the server waits on loopback alone, and it fails from elsewhere",
        3.0,
        loopback_and_afar,
    ),
    Lead(
        "bound-to-loopback-client-uses-lan",
        "it works on the machine itself and not from another one",
        1.5,
        here_not_there,
    ),
    lead(
        "bound-to-loopback-client-uses-lan",
        "it is about being reached from other machines",
        1.3,
        (
            r"\b(?:other|another|different|second) (?:computer|device|machine|pc|laptop|host)s?\b|\b(?:my |a |"
            r"the |from )(?:i?phone|ipad|tablet|mobile|smartphone|tv)\b|\bsame (?:wi-?fi|network|lan|router|"
            r"subnet)\b"
        ),
        (
            r"\bfrom (?:the )?(?:outside|lan|network|internet|remote)\b|\bremotely\b|\bover (?:the )?(?:lan|"
            r"network|wi-?fi)\b|\b(?:local|private|public|internal|external|machine'?s?|host'?s?|server'?s?|"
            r"lan) ip\b"
        ),
        r"\bwith (?:the|my|its) ip\b|\busing (?:the |my |its )?ip\b|\bby ip\b|\bip address\b",
    ),
    lead(
        "bound-to-loopback-client-uses-lan",
        "it is a matter of its bind address",
        2.0,
        (
            r"network: use --host|\b--host 0\.0\.0\.0|\bbind(?:s|ing)? (?:it )?to 0\.0\.0\.0|\b(?:only|"
            r"just) (?:listen\w*|bind\w*|bound|accept\w*|work\w*|respond\w*|available|accessible|"
            r"reachable)\b.{0,25}(?:localhost|127\.0\.0\.1|loopback)"
        ),
        (
            r"\b(?:listen\w*|bound|bind\w*) (?:only |just )?(?:on|to|at) (?:localhost|127\.0\.0\.1|"
            r"loopback)(?: only| interface)?\b|\bnot (?:on|listening on) (?:all interfaces|0\.0\.0\.0)"
        ),
        r"\b(?:listen|bind) (?:on|to) (?:all|any|every) (?:interfaces?|address(?:es)?|ips?)",
    ),
    Lead("bound-to-loopback-client-uses-lan", "a table shows the server on every address", -3.0, waits_everywhere),
    Lead("bound-to-loopback-client-uses-lan", "it is silent instead of refusing", -1.3, slow),
    Lead("bound-to-loopback-client-uses-lan", "it runs in a container", -1.0, engine),
    Lead("bound-to-loopback-client-uses-lan", "a bind failed", -2.0, bind_trouble),
    Lead(
        "bound-to-specific-other-address",
        "the server waits on one address alone, and another one refuses",
        3.5,
        specific_alone,
    ),
    Lead(
        "bound-to-specific-other-address",
        "a setting names one address for the server, and another one refuses",
        2.8,
        told_specific,
    ),
    Lead("bound-to-specific-other-address", "the server waits on an unusual loopback address", 2.5, odd_loopback),
    lead(
        "bound-to-specific-other-address",
        "by its address it works, and not by localhost",
        2.8,
        (
            r"\b(?:works?|ok|fine|reachable|answers?|succeeds)\b.{0,60}\b(?:with|via|on|by|using|through|at|"
            r"under) (?:the |its |my )?(?:\w+ )?(?:ip|192\.168\.\S+|10\.\d\S+|172\.\S+).{0,60}\b(?:but|not|"
            r"localhost|127)"
        ),
        (
            r"\b(?:localhost|127\.0\.0\.1)\b.{0,60}\b(?:refus|fail|not|doesn't|does not|"
            r"never)\w*.{0,100}\b(?:192\.168\.\S+|10\.\d+\.\S+|172\.\d\S+|(?:lan|vpn|own|real|external|public|"
            r"private) (?:ip|address))\b.{0,40}\b(?:works?|fine|ok|answers?)"
        ),
        (
            r"\b(?:bound|binds?|binding|listen\w*) (?:only |just )?(?:to|on) (?:the |its |my |a |one )?(?:lan|vpn|"
            r"public|private|external|specific|single|wrong|docker0|eth0|tailscale|wireguard|other|host's|"
            r"machine's)\b"
        ),
        r"\bso_bindtodevice\b|\bhostname -i\b|\bnot on (?:localhost|127\.0\.0\.1|loopback)\b",
    ),
    Lead("bound-to-specific-other-address", "a bind failed", -2.0, bind_trouble),
    Lead("bind-address-not-local", "a bind to an address that is not there", 3.5, bind_failed("EADDRNOTAVAIL")),
    lead(
        "bind-address-not-local",
        "its bind address does not belong to this machine",
        2.5,
        (
            r"requested address is not valid in its context|\b(?:winerror )?10049\b|"
            r"could not bind listening socket for .{0,80}assign|cannot bind .{0,60}(?:assign|not available)"
        ),
        (
            r"\bbind(?:s|ing)? to (?:the |an? |my )?(?:public|elastic|external|floating|router|wan|old) (?:ip|"
            r"address)|\bip (?:address )?(?:has )?changed\b|\bnew ip\b|\bdhcp\b|\bip_nonlocal_bind\b|"
            r"\bkeepalived\b|\bvirtual ip\b|\bvip\b"
        ),
        (
            r"(?:cannot|can't|could not) assign requested address.{0,200}(?:listen|bind)|(?:listen|bind|bound|"
            r"serversocket)\w*.{0,200}(?:cannot|can't) assign requested address"
        ),
    ),
    Lead("bind-address-not-local", "it is a connect that failed", -2.5, connect_trouble),
    Lead("bind-address-not-local", "the address is one of IPv6", -2.0, bound_v6),
)
