"""What speaks for software that watches connections, and for the privacy settings of macOS."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import browser_alone, browser_fails, met, on, one_browser, says, tool_works, without_route
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless

PRODUCTS = (
    r"\b(?:kaspersky|avast|avg (?:antivirus|internet|free|web)|norton (?:360|security|antivirus|internet)|"
    r"mcafee|eset|nod32|bitdefender|"
    r"sophos|symantec|crowdstrike|sentinelone|carbon black|trend micro|webroot|f-secure|panda (?:dome|antivirus)|"
    r"little snitch|lulu|radio silence|malwarebytes|comodo|zonealarm|glasswire|adguard|fiddler|proxyman|"
    r"charles proxy|netfilter sdk|"
    r"cortex xdr|trellix|fireeye|forcepoint|covenant eyes|net nanny|qustodio|cisco (?:secure endpoint|"
    r"amp)|jamf protect|"
    r"360 (?:total )?security|huorong|web shield|content filter|anti-?virus|(?:internet|total|ultimate|endpoint|"
    r"premium|"
    r"maximum) (?:protection|security)|edr|k7|avira|quick heal|g ?data|total ?av|av\+firewall)\b"
)
CONFINERS = r"\b(?:snap|flatpak|apparmor|aa-status|snapd)\b"
AGENTS = (
    r"\b(?:codex|claude code|cursor|copilot agent|gemini cli|aider|coding agent|agent'?s? sandbox|"
    r"sandbox-exec|seatbelt|bwrap|bubblewrap)\b"
)


def new_macos(text: Text) -> Lines:
    return text.find(
        r"\bmac ?os(?: x)?(?: version)?:?[ /]*(?:1[5-9]|2\d)\b|\b(?:sequoia|tahoe)\b|"
        r"\bdarwin (?:kernel version )?2[4-9]\b"
    )


def service_only(text: Text) -> Lines:
    return both(
        either(fails(text, "as-service"), text.find(r"\bsystemctl (?:start|status|restart)\b|\.service\b")),
        either(
            works(text, "by-hand"),
            text.find(
                r"\b(?:works?|runs?|starts?|fine|ok)\b.{0,40}\b(?:by hand|"
                r"manually|from (?:a |my |the )?(?:shell|"
                r"terminal|command line)|as the same user)"
            ),
        ),
    )


def printed_well(text: Text) -> Lines:
    """A tool printed an answer of an address of the network."""
    return text.find(
        r"\bcurl\b[^\n]{0,200}\n\s*(?:http/[\d.]+ )?(?:200|204|30[12478]|40[134])\b",
        r"\bbytes from "
        r"(?:192\.168|10\.)",
    )


SOFTWARE = (
    Lead(
        "security-software-interception",
        "with the product off it works",
        4.5,
        lambda text: both(works(text, "guard-off"), text.find(PRODUCTS, r"\bdefender\b")),
    ),
    Lead(
        "security-software-interception",
        "a certificate was issued by a product that looks into connections",
        3,
        says(
            r"\b(?:issuer|issued by|verified by|signed by)\b.{0,80}\b(?:kaspersky|avast|avg|eset|bitdefender|"
            r"norton|mcafee|sophos|zscaler|netskope|fortinet|fortigate|palo alto|cisco umbrella|blue ?coat|"
            r"adguard|"
            r"fiddler|charles|proxyman|mitmproxy|burp|portswigger|cortex|checkpoint|web ?shield|do_not_trust)"
        ),
    ),
    Lead(
        "security-software-interception",
        "a network extension or a filter of a product is active",
        3,
        says(
            r"\bsystemextensionsctl\b",
            r"\[activated enabled\]",
            r"\bcom\.apple\.system_extension\.network_extension\b",
            r"\bnefilter\w+|\btransparent proxy\b|\bcontent filter (?:extension|provider)|\bnetwork extension\b",
            r"\blsp\b.{0,40}\b(?:layered|chain|catalog|bonjour|komodia)|\bwfp (?:filter|callout)|\bndis (?:filter|"
            r"lightweight)|\bfltmc\b",
        ),
    ),
    Lead(
        "security-software-interception",
        "a product that watches connections is spoken of",
        1.5,
        lambda text: unless(text.find(PRODUCTS), fails(text, "guard-off")),
    ),
    Lead(
        "security-software-interception",
        "its log or its notice says that it blocked",
        3,
        lambda text: both(
            text.find(PRODUCTS),
            text.find(
                r"\b(?:blocked|quarantin\w+|prevented|denied|threat|exclu(?:de|sion)\w*|whitelist\w*|exception list|"
                r"web (?:shield|protection|control)|https? scan\w*|ssl (?:scan|inspect)\w*|tls inspection)\b"
            ),
        ),
    ),
    Lead(
        "security-software-interception",
        "one program is cut off where another on the same machine gets through",
        1,
        browser_alone,
    ),
    Lead(
        "security-software-interception",
        "every browser fails where curl gets through",
        1,
        lambda text: both(
            tool_works(text),
            either(
                fails(text, "same-in-all-browsers"),
                text.find(
                    r"\ball browsers\b|\bevery "
                    r"browser\b|\bany browser\b|\bboth browsers\b"
                ),
            ),
            browser_fails(text),
        ),
    ),
    Lead(
        "security-software-interception",
        "somebody between rewrites the frames of a WebSocket",
        3,
        says(r"\breserved bits\b|\binvalid frame header\b|\brsv[123] must be\b"),
    ),
    Lead(
        "security-software-interception",
        "connections are reset in the middle",
        0.5,
        lambda text: both(met(text, "reset"), on(text, "windows", "macos")),
    ),
    Lead("security-software-interception", "another browser on the same machine gets through", -0.5, one_browser),
    Lead(
        "security-software-interception",
        "with the product off nothing changes",
        -3,
        lambda text: unless(fails(text, "guard-off"), works(text, "guard-off")),
    ),
)
PRIVACY = (
    Lead(
        "macos-local-network-privacy",
        "the Local Network permission is spoken of",
        4,
        lambda text: both(
            text.find(
                r"\blocal network (?:access|privacy|permissions?|setting|privilege|list|prompt|entitlement)\b|"
                r"\bprivacy\b.{0,40}\blocal network\b|\bnslocalnetworkusage|"
                r"\bfind (?:and connect to )?devices on your local network|\bdevices on (?:your|my|"
                r"the) local network\b"
            ),
            on(text, "macos"),
        ),
    ),
    Lead(
        "macos-local-network-privacy",
        "on macOS 15 or later an address of the network has no route",
        3,
        lambda text: both(new_macos(text), without_route(text)),
    ),
    Lead(
        "macos-local-network-privacy",
        "a Mac says that there is no route, where Terminal, Safari or root on it get through",
        3.5,
        lambda text: both(
            on(text, "macos"),
            without_route(text),
            either(works(text, "terminal", "safari", "root", "ssh", "ping", "curl", "here"), printed_well(text)),
        ),
    ),
    Lead(
        "macos-local-network-privacy",
        "one program on a Mac cannot reach the network since an update",
        1.5,
        lambda text: both(
            on(text, "macos"),
            without_route(text),
            either(
                fails(text, "update"),
                text.find(
                    r"\b(?:since|"
                    r"after)\b.{0,40}\b(?:updat|upgrad)\w+|\bupgraded? to\b"
                ),
            ),
        ),
    ),
    Lead(
        "macos-local-network-privacy",
        "the address is one of the network",
        0.5,
        lambda text: both(
            on(text, "macos"),
            text.find(r"\b(?:192\.168|10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b|\.local\b"),
        ),
    ),
    Lead(
        "macos-local-network-privacy",
        "a browser fails where curl gets through, on macOS 15 or later, or one that is not told",
        0.5,
        lambda text: unless(
            both(on(text, "macos"), browser_alone(text)), text.find(r"\bmac ?os(?: x)?(?: version)?:?[ /]*1[0-4]\b")
        ),
    ),
    Lead(
        "macos-local-network-privacy",
        "only loopback fails, which that permission does not cover",
        -1.5,
        lambda text: unless(
            text.find(r"\blocalhost\b|\b127\.0\.0\.1\b"),
            text.find(
                r"\b(?:192\.168|10\.\d{1,3}|172\.(?:1[6-9]|2\d|"
                r"3[01]))\.\d{1,3}\.\d{1,3}\b|\.local\b|\bno route\b|"
                r"\behostunreach\b"
            ),
        ),
    ),
    Lead(
        "macos-local-network-privacy",
        "Safari fails too, which is exempt",
        -1,
        lambda text: both(on(text, "macos"), either(fails(text, "safari"), fails(text, "same-in-all-browsers"))),
    ),
    Lead(
        "macos-local-network-privacy",
        "no Mac is spoken of",
        -4,
        lambda text: unless(on(text, "windows", "linux", "docker", "kubernetes"), on(text, "macos")),
    ),
    Lead(
        "macos-local-network-privacy",
        "it is an older macOS, which has no such permission",
        -2,
        lambda text: unless(
            text.find(
                r"\bmac ?os(?: x)?(?: version)?:?[ /]*1[0-4]\b|\b(?:catalina|big sur|monterey|ventura|sonoma|mojave|"
                r"el capitan)\b"
            ),
            new_macos(text),
        ),
    ),
)
LEADS = (*SOFTWARE, *PRIVACY)
