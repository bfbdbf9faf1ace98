"""What speaks for the browser itself: ports, permissions and extensions."""

from __future__ import annotations

from portwise.model.badports import CHROMIUM_BLOCKS
from portwise.model.reading import Failure, Lines
from portwise.read.hints import browser_alone, browser_fails, lines, met, one_browser, says
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless
from portwise.read.vocabulary import ADDRESS_SPACE, EXTENSIONS

BLOCKED = "|".join(str(port) for port in sorted(CHROMIUM_BLOCKS))
SPACE = (
    r"\bdevices on (?:my|your|the) local network\b|\basked .{0,40}\blocal network\b|"  # the question that it asks
    + ADDRESS_SPACE
)
MIXED = (
    r"\bmixed content\b|\brequested an insecure (?:resource|xmlhttprequest|endpoint|websocket|script|"
    r"stylesheet)\b|\bblocked loading mixed\b|\bnot allowed to (?:run|display) insecure content\b|"
    r"\bshould be served over https\b"
)
ADDONS = (
    r"\b(?:ad ?block(?:er|s|ers| plus)?|ublock(?: origin)?|privacy badger|ghostery|noscript|umatrix|"
    r"brave shields?|shields (?:up|down|on|off)|shields|extensions?(?!\":)|add-?ons?|switchyomega|foxyproxy|"
    r"tampermonkey|requestly|modheader|duckduckgo privacy|lavasoft|adguard|decentraleyes|clearurls|"
    r"tracking protection|enhanced tracking|chrome://policy|about:policies|gpo|group policy)\b"
)


def on_blocked_port(text: Text) -> Lines:
    """A browser was sent to a port of the list of the Fetch standard."""
    return lines(
        noted.lines
        for noted in text.signs(Failure)
        if noted.sign.port in CHROMIUM_BLOCKS
        and noted.sign.client not in ("curl", "wget", "node", "python", "go", "java", "dotnet")
    )


PORT = (
    Lead(
        "browser-blocked-port",
        "the page has one of the ports that browsers keep away from, and does not open",
        3,
        lambda text: both(text.find(rf"\bhttps?://[^\s/:]{{1,80}}:(?:{BLOCKED})(?!\d)"), browser_fails(text)),
    ),
    Lead(
        "browser-blocked-port",
        "the browser says that it will not use that port",
        5,
        says(
            r"\berr_unsafe_port\b|\bthis address (?:is restricted|uses a network port)\b|"
            r"\bnetwork port which is normally used\b|\brestricted network port\b|"
            r"\bns_error_port_access_not_allowed\b|\bport_access_not_allowed\b|\bunsafe ports?\b|\bbad port\b|"
            r"\b--explicitly-allowed-ports\b|\bexplicitlyallowednetworkports\b|"
            r"\bnetwork\.security\.ports\.banned\b|\bnot allowed to use restricted\b"
        ),
    ),
    Lead(
        "browser-blocked-port",
        "browsers keep away from that port",
        2.5,
        lambda text: both(
            on_blocked_port(text), either(browser_fails(text), text.find(r"\bfetch failed\b|\bbrowser\b"))
        ),
    ),
    Lead(
        "browser-blocked-port",
        "another port works in the browser",
        1,
        lambda text: both(on_blocked_port(text), works(text, "other-port")),
    ),
    Lead(
        "browser-blocked-port",
        "no port that browsers keep away from is named",
        -3,
        lambda text: unless(
            met(text, "blocked-by-browser", "refused", "timeout"),
            on_blocked_port(text),
            text.find(r"\bunsafe[_ ]port|\brestricted\b"),
        ),
    ),
)
NETWORK = (
    Lead("browser-local-network-access", "the browser asks for a permission to reach local addresses", 5, says(SPACE)),
    Lead("browser-local-network-access", "a page of https asks for plain http", 3, says(MIXED)),
    Lead(
        "browser-local-network-access",
        "a public page asks for this machine, and typed into the address bar it loads",
        2.5,
        lambda text: both(
            text.find(r"\bhttps://(?!localhost|127\.|192\.168|10\.)[\w-]+(?:\.[\w-]+)+"),
            text.find(r"\bhttps?://(?:localhost|127\.0\.0\.1|192\.168\.\d+\.\d+|10\.\d+\.\d+\.\d+)"),
            text.find(r"\baddress bar\b|\bdirectly\b|\bnew tab\b|\btyped\b|\bin a tab\b|\bopening (?:it|that url)\b"),
            browser_fails(text),
        ),
    ),
    Lead(
        "browser-local-network-access",
        "a public page and its helper on this machine, in a new Chrome",
        1.5,
        lambda text: both(
            text.find(r"\b(?:chrome|edge|brave|chromium)\b.{0,30}\b1[3-9]\d\b"),
            text.find(
                r"\bblocked\b|\bdismiss\w*|\bclicked\b.{0,40}\b(?:block|away|deny)\b|\bpermission\b|\bprompt\b|"
                r"\bfailed to fetch\b|\berr_failed\b"
            ),
            text.find(r"\blocal (?:network|server|agent|app|service|helper)\b|\blocalhost\b|\b127\.0\.0\.1\b"),
        ),
    ),
    Lead(
        "browser-local-network-access",
        "neither page nor permission is spoken of",
        -1.5,
        lambda text: unless(met(text, "refused", "timeout"), text.find(SPACE, MIXED, r"\bhttps://|\bpermission\b")),
    ),
)
EXTENSION = (
    Lead(
        "browser-extension-or-policy-block",
        "the browser says that an extension or a policy blocked it",
        4.5,
        says(EXTENSIONS),
    ),
    Lead(
        "browser-extension-or-policy-block",
        "with the extensions off it works",
        5,
        lambda text: works(text, "extension-off"),
    ),
    Lead(
        "browser-extension-or-policy-block",
        "extensions, shields or policies are spoken of",
        1.5,
        lambda text: unless(text.find(ADDONS), fails(text, "extension-off")),
    ),
    Lead(
        "browser-extension-or-policy-block",
        "a private window, which has no extensions, works",
        1.5,
        lambda text: unless(works(text, "private-window"), text.find(r"\b431\b|\bservice worker")),
    ),
    Lead(
        "browser-extension-or-policy-block",
        "nothing leaves the browser",
        2,
        lambda text: both(
            browser_fails(text),
            text.find(
                r"\b(?:tcpdump|wireshark)\b.{0,160}\b(?:not (?:one|a single)|nothing|no packet|never|none)\b|"
                r"\b(?:server|access) log\b.{0,60}\b(?:nothing|never|no (?:request|entry|line))\b"
            ),
        ),
    ),
    Lead("browser-extension-or-policy-block", "a browser fails where curl gets through", 0.75, browser_alone),
    Lead("browser-extension-or-policy-block", "one browser fails where another gets through", 1, one_browser),
    Lead(
        "browser-extension-or-policy-block",
        "without extensions, or in a clean profile, it fails too",
        -3,
        lambda text: unless(fails(text, "extension-off", "new-profile"), works(text, "extension-off")),
    ),
    Lead(
        "browser-extension-or-policy-block",
        "the message is of CORS or of an address space",
        -1.5,
        lambda text: unless(
            text.find(SPACE, r"\bblocked by cors\b|\bcross-origin request blocked\b"), text.find(EXTENSIONS)
        ),
    ),
    Lead(
        "browser-extension-or-policy-block",
        "other clients fail too",
        -1.5,
        lambda text: unless(fails(text, "curl", "same-in-all-browsers"), works(text, "curl")),
    ),
)
LEADS = (*PORT, *NETWORK, *EXTENSION)
