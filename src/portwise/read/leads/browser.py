"""What speaks for the browser itself: blocked ports, permissions, extensions, memory, profiles, its own DNS and "
"sockets."""

from __future__ import annotations

from portwise.model.badports import CHROMIUM_BLOCKS
from portwise.model.reading import Failure, Lines
from portwise.read.hints import browser_alone, browser_fails, lines, met, one_browser, says, tool_works
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless

SPACE = (
    r"\b`?(?:loopback|local|private|unknown)`? address space\b|\blocal[- ]network[- ]access\b|"
    r"\bprivate[- ]network[- ]access\b|\berr_blocked_by_(?:local|private)_network_access\w*|"
    r"\btarget ip address space\b|\btargetaddressspace\b|\bprivate-network\b|\brequest had no target ip\b|"
    r"\binsecureprivatenetworkrequests?\w*|\bblock-insecure-private-network\b|"
    r"\bmore-private address space\b|\blocalnetworkaccess\w*|"
    r"\blook for and connect to any device on your local network\b|"
    r"\baccess other apps and services on this device\b"
)
MIXED = (
    r"\bmixed content\b|\brequested an insecure (?:resource|xmlhttprequest|endpoint|websocket|script|"
    r"stylesheet)\b|\bblocked loading mixed\b|\bnot allowed to (?:run|display) insecure content\b|"
    r"\bshould be served over https\b"
)
EXTENSIONS = (
    r"\berr_blocked_by_client\b|\berr_blocked_by_administrator\b|\berr_blocked_by_response\b|"
    r"\burlblocklist\b|\burl is blocked\b|\bblocked by (?:your |an? |the )?(?:administrator|"
    r"organi[sz]ation|extension|ad ?block\w*|client|policy|admin)\b|"
    r"\byour organi[sz]ation doesn.t allow\b|\bmanaged by your organi[sz]ation\b|"
    r"\bdevtools\b.{0,40}\brequest blocking\b|\brequest blocking\b"
)
ADDONS = (
    r"\b(?:ad ?block(?:er|s|ers| plus)?|ublock(?: origin)?|privacy badger|ghostery|noscript|umatrix|"
    r"brave shields?|shields (?:up|down|on|off)|shields|extensions?|add-?ons?|switchyomega|foxyproxy|"
    r"tampermonkey|requestly|modheader|duckduckgo privacy|lavasoft|adguard|decentraleyes|clearurls|"
    r"tracking protection|enhanced tracking|chrome://policy|about:policies|gpo|group policy)\b"
)
MEMORY = (
    r"\bservice[- ]?workers?\b|\bworkbox\b|\b431\b|\brequest header fields too large\b|"
    r"\brequest header or cookie too large\b|\bcookies?\b.{0,40}\b(?:too (?:large|big|long|many)|huge|"
    r"size|oversized|clear\w*|delet\w*)|\bcached (?:301|redirect|version|page|copy|response)\b|\b(?:old|"
    r"previous|stale|another|wrong|earlier|other) (?:app|project|site|version|page|tutorial|build|"
    r"content)\b.{0,60}\b(?:show\w*|serv\w*|appear\w*|load\w*|still|comes?)\b|"
    r"\berr_cache_miss\b|\bclear site data\b|\bdisable cache\b|\bpermanent redirect\b.{0,30}\bcach\w*|"
    r"\b301\b.{0,40}\bcach\w*|\bbrowser cache\b|\bhard (?:reload|refresh)\b|\bheader_?size\b|"
    r"\bmax-http-header-size\b|\blarge_client_header_buffers\b"
)
DNS = (
    r"\bsecure dns\b|\bdns[- ]over[- ]https\b|\bdoh\b|\btrr\b|\bnetwork\.trr\w*|"
    r"\bchrome://net-internals/#dns\b|\bdns-query\b|\bencrypted dns\b|\bapplication dns\b|"
    r"\bbuilt-in (?:async )?dns\b|\b(?:async dns|dnsconfigservice)\b|\bpublic dns\b.{0,40}\bbrowser\b"
)
SOCKETS = (
    r"\berr_network_changed\b|\bnetwork change was detected\b|\berr_internet_disconnected\b|"
    r"\berr_insufficient_resources\b|\bstalled\b|\bpending\b.{0,60}\b(?:forever|tab|requests?|devtools|"
    r"network)\b|\bwaiting for available socket\b|\bsix (?:connections|streams|tabs)\b|\b6 (?:connections|"
    r"tabs|sockets|sse|streams)\b|\bmax(?:imum)? (?:\w+ ){0,2}connections per (?:host|server|domain|"
    r"origin)\b|\bconnection limit\b.{0,30}\bbrowser\b|"
    r"\b(?:seventh|7th) (?:tab|stream|request|connection)\b|\beventsource\b|\bserver[- ]sent events?\b|"
    r"\bsse\b|\blong[- ]poll\w*|\bthrottling\b|\boffline (?:mode|checkbox|option|box)\b|\b(?:many|several|"
    r"multiple|too many|other) tabs\b|\bns_error_offline\b|\bwork offline\b"
)
PROFILE = (
    r"\b(?:new|fresh|clean|another|different) (?:chrome |firefox |browser |"
    r"user )?profile\b.{0,60}\b(?:works?|fine|ok|loads|helps?|solve\w*|fix\w*)\b|\bchrome://flags\b|"
    r"\babout:config\b|\breset (?:all )?(?:flags|settings|chrome|firefox|to default)\b|"
    r"--host-resolver-rules\b|\buser data dir\b|\bcorrupt\w* (?:browser )?profile\b|"
    r"\bprofile\b.{0,30}\bcorrupt\w*|"
    r"\b(?:reinstall\w*|downgrad\w*|roll\w* back) (?:chrome|firefox|edge|the browser|"
    r"brave)\b.{0,60}\b(?:works?|fix\w*|help\w*|solv\w*)|\b(?:since|after|with) (?:chrome|firefox|edge|"
    r"brave|opera|safari) (?:\w+ )?(?:updat\w+|upgrad\w+|v?\d{2,3})\b|\bbrowser (?:is )?(?:very |"
    r"too )?(?:old|outdated)\b|\bextended (?:support|version)\b|\brefresh firefox\b|"
    r"\bcommand[- ]line (?:switch|flag)\w*\b.{0,40}\b(?:chrome|browser)|--proxy-server=|"
    r"--disable-web-security\b.{0,60}\bshortcut"
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
CACHED = (
    Lead("browser-cached-state", "what the browser keeps of the site is spoken of", 3, says(MEMORY)),
    Lead(
        "browser-cached-state",
        "a private window, or another browser, works",
        2,
        lambda text: works(text, "private-window"),
    ),
    Lead("browser-cached-state", "with its data cleared it works", 4, lambda text: works(text, "site-data-cleared")),
    Lead(
        "browser-cached-state",
        "the page of an earlier project is shown",
        3,
        says(
            (
                r"\b(?:old|previous|deleted|last (?:week|month|year)'?s?|earlier|yesterday'?s?|different|another|"
                r"wrong|completely different) (?:\w+ ){0,2}(?:app|application|project|site|page|version|tutorial|"
                r"build|course|website|dashboard)\b"
            ),
            (
                r"\b(?:app|project|page|version)\b.{0,40}\b(?:deleted|removed|from (?:last|another)|months? ago|"
                r"weeks? ago|i (?:deleted|removed))\b"
            ),
        ),
    ),
    Lead(
        "browser-cached-state",
        "with the server stopped, or the network off, the page still shows",
        3,
        says(
            r"\b(?:stop\w*|kill\w*|shut ?down|switch\w* off|turn\w* off|not running|even (?:when|if|"
            r"with))\b.{0,60}\b(?:still|even)\b.{0,30}\b(?:show|load|display|open|see|there|serve)\w*|"
            r"\bstill (?:shows|loads|served|works)\b.{0,40}\b(?:offline|stopped|off|down|not running)\b|"
            r"\b\(?(?:from|disk|memory) (?:service ?worker|disk cache|memory cache)\b"
        ),
    ),
    Lead(
        "browser-cached-state",
        "a private window fails the same way",
        -2.5,
        lambda text: unless(fails(text, "private-window"), works(text, "private-window")),
    ),
    Lead(
        "browser-cached-state",
        "clearing its data changes nothing",
        -2,
        lambda text: unless(fails(text, "site-data-cleared"), works(text, "site-data-cleared")),
    ),
)
FAULT = (
    Lead(
        "browser-profile-or-version-fault",
        "a new profile works",
        4,
        lambda text: either(works(text, "new-profile"), text.find(PROFILE)),
    ),
    Lead("browser-profile-or-version-fault", "one browser fails where another gets through", 1.5, one_browser),
    Lead(
        "browser-profile-or-version-fault",
        "the browser was started with switches, or flags were changed",
        2,
        says(
            r"\bchrome://flags\b|--host-resolver-rules\b|\bflags?\b.{0,30}\b(?:enabled|experimental|chrome)\b|"
            r"\bchrome://version\b|\b(?:canary|nightly|beta|dev channel)\b"
        ),
    ),
    Lead(
        "browser-profile-or-version-fault",
        "it began with another version of the browser",
        2,
        says(
            r"\b(?:since|after|with) (?:the )?(?:latest |last |new )?(?:chrome|firefox|edge|brave|opera|safari|"
            r"browser)(?: \w+)? (?:updat\w+|upgrad\w+)\b|\b(?:chrome|firefox|edge|brave|"
            r"opera)\b.{0,20}\b(?:updated|upgraded) (?:itself|to)\b|\bdowngrad\w+ (?:to )?(?:chrome|firefox|edge|"
            r"\d+)"
        ),
    ),
    Lead("browser-profile-or-version-fault", "a browser fails where curl gets through", 0.5, browser_alone),
    Lead(
        "browser-profile-or-version-fault",
        "every browser fails the same way",
        -2.5,
        lambda text: either(fails(text, "same-in-all-browsers"), text.find(r"\ball browsers\b|\bevery browser\b")),
    ),
    Lead(
        "browser-profile-or-version-fault",
        "an extension, a blocked port or the browser's memory is named",
        -1.5,
        says(EXTENSIONS, SPACE, r"\berr_unsafe_port\b|\b431\b|\bservice worker\b|\bcors\b"),
    ),
    Lead(
        "browser-profile-or-version-fault",
        "no browser is spoken of",
        -3,
        lambda text: unless(met(text, "refused", "timeout"), browser_fails(text)),
    ),
)
RESOLVER = (
    Lead("browser-secure-dns", "secure DNS of the browser is spoken of", 4, says(DNS)),
    Lead("browser-secure-dns", "with secure DNS off it works", 5, lambda text: works(text, "doh-off")),
    Lead(
        "browser-secure-dns",
        "the system knows the name, and a browser does not",
        3,
        lambda text: both(
            either(
                tool_works(text),
                works(text, "ping"),
                text.find(
                    r"\b(?:nslookup|dig|getent|host|ping|resolvectl)\b.{0,80}\b(?:10\.|192\.168|"
                    r"172\.(?:1[6-9]|2\d|3[01])|"
                    r"127\.|resolves|ok|fine|right|correct|works)"
                ),
            ),
            text.find(
                r"\berr_name_not_resolved\b|\bdns_probe_finished\w*|\bserver ip address could not be found\b|"
                r"\bns_error_unknown_host\b|\bhmm\. we.re having trouble finding\b|\bunrecognized_name_alert\b|"
                r"\bdns_probe\w*"
            ),
        ),
    ),
    Lead(
        "browser-secure-dns",
        "names that only the own network knows, in one browser alone",
        2,
        lambda text: both(
            one_browser(text),
            text.find(
                r"\bpi-?hole\b|\bsplit[- ]?(?:dns|horizon|brain)\b|\b(?:internal|local|lan|private|corporate) "
                r"(?:dns|"
                r"domain|name|zone)\b|\badguard home\b|\bunbound\b|\bdnsmasq\b|\.(?:internal|lan|home|corp|"
                r"local)\b|"
                r"\blocal dns\b"
            ),
        ),
    ),
    Lead(
        "browser-secure-dns",
        "the system's resolver fails too",
        -2.5,
        says(
            r"\bgetaddrinfo\b|\benotfound\b|\bcould not resolve host\b|\bname or service not known\b|"
            r"\bserver can't find\b|\bnxdomain\b.{0,40}\b(?:nslookup|dig)"
        ),
    ),
    Lead(
        "browser-secure-dns",
        "nobody speaks of names",
        -2,
        lambda text: unless(
            met(text, "refused", "timeout"), text.find(r"\bdns\b|\bresolv\w*|\bname_not|\bnslookup\b|\bdoh\b")
        ),
    ),
)
STREAMS = (
    Lead(
        "browser-socket-state",
        "the browser's own connections or its view of the network are spoken of",
        2.5,
        says(SOCKETS),
    ),
    Lead(
        "browser-socket-state",
        "the browser noticed a change of the network",
        3,
        says(
            r"\berr_network_changed\b|\bnetwork change was detected\b|\bns_error_network_\w+|"
            r"\berr_network_io_suspended\b"
        ),
    ),
    Lead(
        "browser-socket-state",
        "with fewer tabs or streams it works",
        3.5,
        says(
            r"\b(?:clos\w+|fewer|less|one) (?:\w+ ){0,4}tabs?\b.{0,80}\b(?:load\w*|work\w*|help\w*|fine|again|"
            r"instantly|goes)\b|\b(?:6|six|5|7|seven|more than (?:five|six|\d)) (?:\w+ )?(?:tabs?|windows?|"
            r"streams?|connections?|sse|eventsources?)\b|\b(?:seventh|7th)\b"
        ),
    ),
    Lead(
        "browser-socket-state",
        "requests wait in the browser while curl is answered at once",
        2.5,
        lambda text: both(
            text.find(r"\bstalled\b|\bpending\b|\bqueue(?:ing|d)\b|\bwaiting for available socket\b|\bspinn\w+"),
            tool_works(text),
        ),
    ),
    Lead(
        "browser-socket-state",
        "the browser believes to be offline",
        2,
        says(
            r"\berr_internet_disconnected\b|\bdevtools\b.{0,60}\b(?:offline|throttl\w+|slow 3g)\b|"
            r"\bns_error_offline\b|\b(?:offline|throttling) (?:checkbox|box|mode|option|preset)\b"
        ),
    ),
    Lead(
        "browser-socket-state", "curl hangs as well", -2, lambda text: unless(fails(text, "curl"), works(text, "curl"))
    ),
    Lead(
        "browser-socket-state",
        "no browser is spoken of",
        -2,
        lambda text: unless(met(text, "refused", "unreachable", "timeout"), browser_fails(text), text.find(SOCKETS)),
    ),
)
LEADS = (*PORT, *NETWORK, *EXTENSION, *CACHED, *FAULT, *RESOLVER, *STREAMS)
