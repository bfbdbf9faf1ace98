"""What speaks for the one client that differs: old ones, ones that remember, and names that lead each elsewhere."""

from __future__ import annotations

from portwise.model.badports import CHROMIUM_BLOCKS
from portwise.model.reading import Lines
from portwise.read.hints import browser_fails, met, on
from portwise.read.lead import Lead
from portwise.read.scene import FAR, engine
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, kind, lead, lines, listening

HIGH = "|".join(str(port) for port in sorted(CHROMIUM_BLOCKS) if port > 500)  # below, numbers stand for much else
OLD = (
    r"\bwindows (?:xp|vista|7|8(?:\.1)?)\b|\bandroid [2-7](?:\.\d)?\b|\bie ?(?:[6-9]|1[01])\b|\bie[- ]mode\b|"
    r"\bphantomjs\b|"
    r"\bwebview \d{2}\b|\b(?:chrome|chromium) (?:[2-8]\d)\b|\bfirefox (?:[2-7]\d)\b|\bios (?:[6-9]|1[0-2])\b|"
    r"\bold (?:tablet|phone|browser|android|ipad|laptop|pc|terminal)\b|\b(?:can't|cannot|no) update\b|"
    r"\bno update available\b|"
    r"\bnever rebuilt\b"
)
HANDSHAKE = r"\bhandshake\b|\berr_ssl\w*|\berr_cert\w*|\bssl_error\w*|\btls\b|\bssl\b|\bunsafe tls\b|\bcertificate\b"
NEWER = (
    r"\b(?:everyone else|all (?:office |other )?(?:pcs?|phones|browsers|devices)|new(?:er)? (?:phones?|tablets?|"
    r"browsers?)|"
    r"current (?:chrom\w+|firefox)|desktop chromes?|"
    r"newer models)\b|\bfirefox \d+ .{0,60}\b(?:opens|works)\b|"
    r"\blatest\b.{0,20}\bno problem\b"
)
REMEMBERS = (
    r"\bchunkloaderror\b|\bloading chunk \S+ failed\b|\bfrom (?:disk|memory) cache\b|\bfrom service ?worker\b|"
    r"\bregisterserviceworker\b|"
    r"\bversi[oó]n vieja\b|\balte[nrs]? (?:seite|version|anmeldung)\b|\bwieder das alte\b|\bstrg ?\+ ?f5\b|"
    r"\bctrl ?\+ ?(?:shift ?\+ ?)?f5\b|"
    r"\bngsw\b|\bpwa (?:template|plugin)\b|\bcon pwa\b|\bfailed to set session cookie\b|\bcsrf token\b|"
    r"\bcookies?\b.{0,60}\btwice\b|\btry deleting your cookies\b|\bused to redirect\b|\bwhat did it remember\b|"
    r"\breleases ago\b|"
    r"\bkeeps? (?:showing|going)\b"
)
NEVER_THERE = (
    r"\b(?:that |which )?(?:never|nunca|nie) (?:visited|opened|been|used)\b|"
    r"\bon a (?:fresh|new) (?:computer|pc|browser|phone)\b"
)
NAMES = r"\b(?:dig|nslookup|getent|dns|resolv\w*|hosts|cname|hostname|names?|ddns|duckdns|host list)\b"
CHANGED = (
    r"\b(?:renumber\w*|replaced|re-?created|moved|migrat\w+|hardware swap|swapped|fail(?:ed)? ?over|new (?:router|"
    r"ip|address|node|box)|"
    r"changed the (?:lan|ip|network|router)|instead of \.\d+|is now \d|switchhosts|umgezogen|power cut|"
    r"used to open)\b"
)
STILL_OLD = (
    r"\b(?:old|previous|former) (?:\w+ )?(?:ip|address|server|node|ansible role)\b|\bnobody has touched\b|"
    r"\bi once put\b|\bsome lines there\b|"
    r"\bstill:? \w+ ?(?:→|->)|\bprints \d+\.|\blast \W?ok\W? \d+ days\b|\bnever undid\b|\bremove after migration\b|"
    r"\bnetworkaddress\.cache\.ttl\b|\bsecurity manager\b|\bno resolvers section\b|\bi put in my (?:\w+ )?hosts\b|"
    r"\bsplit view\b|"
    r"\bdifferent number\b|\bprivate zone\b"
)


def old_client(text: Text) -> Lines:
    """An old browser fails at the handshake where newer ones get through."""
    return both(
        text.find(OLD),
        text.find(HANDSHAKE),
        either(works(text, "other-browser", "phone", "elsewhere", "chrome", "firefox", "curl"), text.find(NEWER)),
    )


def remembered(text: Text) -> Lines:
    """One browser keeps what all others do not see."""
    return both(
        text.find(REMEMBERS),
        either(
            works(
                text,
                "private-window",
                "other-browser",
                "phone",
                "elsewhere",
                "curl",
                "wget",
                "firefox",
                "edge",
                "safari",
            ),
            text.find(
                NEVER_THERE,
                r"\b(?:incognito|inc[oó]gnito|private window|privates fenster|auf dem tablet)\b",
                r"\b(?:in|with|on) (?:firefox|edge|safari|curl|the other browser)\W{1,3}(?:new|fine|ok|works)\b",
            ),
        ),
    )


def unsafe_port(text: Text) -> Lines:
    """A number that browsers refuse to call, a browser that fails, and another client that gets through."""
    return both(
        text.find(rf"(?<![\d.])(?:{HIGH})(?![\d.]\d|\d|/udp)"),
        either(
            browser_fails(text),
            fails(text, "chrome", "browser", "edge", "firefox"),
            text.find(
                r"\bin (?:chrome|a browser|the browser|firefox)\b.{0,60}\b(?:can't|not|nothing|never)\b|"
                r"\bbrowsers?\b.{0,60}\bnot a single request\b"
            ),
        ),
        either(
            works(text, "curl", "wget", "app", "postman", "telnet", "python", "phone", "other-port"),
            text.find(
                r"\b(?:app|curl|s_client|client|extension|internet explorer)\b.{0,60}"
                r"\b(?:connects?|fine|works?|opens?|200|triggers)\b"
            ),
        ),
    )


def name_kept(text: Text) -> Lines:
    """Something changed its address, and one who asks by its name goes where it was."""
    return text.together(NAMES, CHANGED, STILL_OLD)


def name_by_number_works(text: Text) -> Lines:
    """By its number it works, and by its name one client lands elsewhere."""
    return unless(
        both(
            either(
                works(text, "by-ip"),
                text.find(
                    r"\b(?:with|by|over|at|via|und|when i write) (?:the ip|https?://(?:10|172|192)\.\S+|(?:10|172|"
                    r"192)\.\d+\.\d+\.\d+)\b.{0,60}"
                    r"\b(?:works?|opens?|normal|answers?|syncs?|ok|fine|it opens)\b"
                ),
            ),
            text.find(CHANGED),
            text.find(NAMES),
        ),
        met(text, "name-failure"),
    )


def inside_on_loopback(text: Text) -> Lines:
    """In a container a server says its own loopback, and its neighbour is refused at its address."""
    start = lines(n for n in listening(text, "loopback4", "localhost", "loopback6") if n.sign.by in ("words", "socket"))
    peers = [
        n
        for n in failed(text, "refused", "reset", "empty")
        if n.sign.host.startswith(("172.", "10.")) or kind(n.sign.host) == "name"
    ]
    return both(engine(text), start, either(lines(peers), met(text, "empty", "reset")))


def from_wsl_to_windows(text: Text) -> Lines:
    """WSL asks Windows by an address of it, and nothing comes back."""
    return both(
        on(text, "wsl"),
        text.find(
            r"\b(?:runs?|running|server|postgres\w*|mysql|redis|service|listener|listening|sql server) "
            r"(?:\w+ ){0,2}on windows\b|^on windows$"
        ),
        lines(n for n in failed(text, "timeout") if FAR.match(n.sign.host)),
    )


def proxied_by_the_shell(text: Text) -> Lines:
    """What a shell sets for all its programs stands between a client and the server of its own machine."""
    return both(
        text.find(
            r"~/\.(?:profile|bashrc|zshrc|bash_profile)\b|/etc/environment\b|\bproxy\.sh\b|"
            r"\bsudo curl\b[^\n]{0,60}\b(?:works?|prints|answers)\b|"
            r"\b(?:desde|from) cron (?:funciona|it works|works)\b"
        ),
        either(
            met(text, "http-4xx", "http-5xx"),
            text.find(
                r"\b(?:forbidden|service unavailable|gateway time-?out|"
                r"bad gateway|squid|proxy)\b|:(?:3128|8118|7890|7897)\b"
            ),
        ),
        text.find(r"\blocalhost\b|\b127\.0\.0\.1\b|\bmyhost\b|\b192\.168\.99\.100\b"),
    )


def platform_waits_for_it(text: Text) -> Lines:
    """The platform that runs the container does not find it listening, and it says localhost."""
    return both(
        text.find(
            r"\bnot listening on the expected address\b|\bfailed to start and listen on the port\b|"
            r"\bcould not find a good candidate\b|"
            r"\bno open ports detected\b|\bno open (?:http )?ports\b|\breadiness probe failed\b.{0,200}\brefused\b"
        ),
        text.find(r"\blocalhost\b|\b127\.0\.0\.1\b"),
    )


LEADS = (
    Lead(
        "desktop-firewall-inbound-block",
        "WSL asks Windows by its address, and nothing comes back",
        4.0,
        from_wsl_to_windows,
    ),
    Lead(
        "wsl2-localhost-forwarding-broken",
        "WSL asks Windows by its address, and nothing comes back",
        -3.0,
        from_wsl_to_windows,
    ),
    Lead(
        "env-proxy-captures-localhost",
        "a shell sets what stands between, and others get through",
        3.0,
        proxied_by_the_shell,
    ),
    lead(
        "bind-address-not-local",
        "it opens a socket to listen, and in the next line the address cannot be assigned",
        3.0,
        r"\b(?:listen|bind)(?!\W{1,4}localhost)[^\n]{0,120}\n[^\n]{0,60}(?:cannot|can't) assign requested address",
        r"\bbind(?:\(|ing)?[^\n]{0,80}failed[^\n]{0,40}(?:cannot|can't) assign requested address",
    ),
    lead(
        "ephemeral-port-exhaustion",
        "it opens a socket to listen, and in the next line the address cannot be assigned",
        -2.5,
        r"\b(?:listen|bind)[^\n]{0,120}\n[^\n]{0,60}(?:cannot|can't) assign requested address",
        r"\bbind(?:\(|ing)?[^\n]{0,80}failed[^\n]{0,40}(?:cannot|can't) assign requested address",
    ),
    Lead("browser-profile-or-version-fault", "an old client fails where newer ones get through", 3.5, old_client),
    Lead("tls-version-or-cipher-mismatch", "an old client fails where newer ones get through", -2.5, old_client),
    Lead("certificate-untrusted", "an old client fails where newer ones get through", -1.5, old_client),
    Lead("browser-cached-state", "one browser keeps what others do not see", 3.5, remembered),
    lead(
        "hsts-or-bad-redirect",
        "the browser holds no entry of HSTS for the name",
        -3.0,
        r"\bno hsts\b|\bhsts\b.{0,60}\b(?:not found|nothing|empty|no entry)\b",
    ),
    Lead(
        "browser-blocked-port",
        "a browser fails at a port that browsers do not call, and others get through",
        3.5,
        unsafe_port,
    ),
    Lead(
        "name-resolves-to-stale-or-wrong-address",
        "its address changed, and who asks by name goes where it was",
        3.0,
        name_kept,
    ),
    Lead(
        "name-resolves-to-stale-or-wrong-address",
        "its address changed, and by number it works",
        2.5,
        name_by_number_works,
    ),
    Lead(
        "container-app-bound-to-loopback",
        "it says its own loopback inside a container, and others are cut off",
        2.0,
        inside_on_loopback,
    ),
    Lead(
        "container-app-bound-to-loopback",
        "its platform does not find it listening, and it says localhost",
        3.0,
        platform_waits_for_it,
    ),
    lead(
        "container-app-bound-to-loopback",
        "it is Mosquitto 2 in a container without a listener of its own",
        3.5,
        r"\beclipse-mosquitto\b(?!:1)[\s\S]{0,900}\b(?:refused|no useful answer|verloren|rolling back|"
        r"geht\b.{0,60}nicht|not connected|"
        r"update|pull)\b",
        r"\bstarting in local only mode\b|\bupdat\w+\b[\s\S]{0,120}\beclipse-mosquitto\b",
    ),
)
