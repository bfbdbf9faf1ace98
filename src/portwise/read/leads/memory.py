"""What speaks for what a browser keeps and does on its own: memory, profile, its own DNS and sockets."""

from __future__ import annotations

from portwise.read.hints import browser_alone, browser_fails, met, one_browser, says, tool_works
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import both, either, unless
from portwise.read.vocabulary import ADDRESS_SPACE, EXTENSIONS

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
                r"\b(?:app|project|page|version) (?:\w+ ){0,4}(?:deleted|removed|from (?:last|another)|months? ago|"
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
            r"\bchrome://version\b|\b(?:canary|nightly|(?<![\d.] )beta(?! \d)|dev channel)\b"
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
        says(
            EXTENSIONS,
            ADDRESS_SPACE,
            r"\berr_unsafe_port\b|\b431\b|\bservice worker\b|\bcors\b|\berr_network_changed\b|"
            r"\bstalled\b",
        ),
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
            r"streams?|connections?|sse|eventsources?)\b|\b(?:seventh|7th)\b|"
            r"\b(?:in|as|open\w*|with|until|by) (?:a|the|my) (?:third|fourth|fifth|sixth|[3-6](?:rd|th)) (?:browser )?"
            r"(?:tab|window)\b|"
            r"\b(?:first|up to|only|exactly) (?:6|six) (?:\w+ ){0,2}(?:tabs?|pages?|windows?|streams?|connections?)\b|"
            r"\b(?:number|no\.|#) ?(?:7|seven)\b"
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
LEADS = (*CACHED, *FAULT, *RESOLVER, *STREAMS)
