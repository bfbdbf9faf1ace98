"""
What hits one client on a machine and spares another, with the one test that would settle it.

portwise connects as curl does.  Where that goes well and a browser or a runtime fails,
the cause is in what the other client does on its own: which proxy it asks, what it
remembers, whom it trusts, from where it asks.  Most of it cannot be seen from here, so
it is offered as a test and never as a finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.client import Client
from portwise.model.record import NamedTuple
from portwise.model.target import Target
from portwise.model.testimony import Saw
from portwise.words.ports import CHROMIUM_BLOCKS

MACOS, WINDOWS, CHROMIUM = "darwin", "win32", "chromium"
OF_THEIR_OWN = ("firefox", "safari")  # browsers that are not built on Chromium
RUNTIMES = frozenset({Client.NODE, Client.PYTHON, Client.GO, Client.JAVA, Client.DOTNET, Client.OTHER})
BROWSERS = frozenset({Client.BROWSER})
BROKEN_OFF = ("refused", "reset", "empty", "timeout", "unreachable", "tls-error", "hang")
# Browsers go direct to these by themselves; a proxy gets them only where somebody took the exemption away.
LOOPBACK = ("localhost", "127.", "::1")

TRUSTING = {  # how each kind is told whom to trust
    Client.BROWSER: "its certificate viewer shows who issued the certificate: import that authority into {client}, and "
    "load the page again",
    Client.NODE: "set NODE_EXTRA_CA_CERTS to the file of the authority, and try again",
    Client.PYTHON: "set SSL_CERT_FILE, for requests REQUESTS_CA_BUNDLE, to the file of the authority, and try again",
    Client.GO: "set SSL_CERT_FILE to the file of the authority, and try again",
    Client.JAVA: "keytool -list -cacerts shows whom it trusts; -Djavax.net.ssl.trustStore names another store",
    Client.DOTNET: "on Linux set SSL_CERT_FILE to the file of the authority, and try again",
    Client.OTHER: "look up who issued the certificate, and whether {client} trusts that authority",
}


SHIELDS = {
    MACOS: ("/usr/libexec/ApplicationFirewall/socketfilterfw", "--getblockall", "--listapps"),
    WINDOWS: ("netsh", "advfirewall", "show", "currentprofile"),
}


class Suspect(NamedTuple):
    """One row: whom it hits, what he sees then, and how to find out."""

    cause: str
    hits: frozenset[Client]
    meets: tuple[str, ...]  # outcomes
    says: str
    test: str
    command: tuple[str, ...] = ()
    where: str = ""  # loopback, network, name or tls; empty: everywhere
    platform: str = ""
    otherwise: str = ""  # the test in a browser that is not built on Chromium, where it differs


SUSPECTS = (
    Suspect(
        "localhost-is-another-machine",
        BROWSERS | {Client.OTHER},
        ("refused", "timeout", "unreachable"),
        "a client on another machine, or in a container, has a localhost of its own",
        "ask with curl where {client} runs; if it is another machine, forward the port to it",
        ("ssh", "-L", "{port}:localhost:{port}", "THIS-MACHINE"),
        where="loopback",
    ),
    Suspect(
        "security-software-interception",
        BROWSERS,
        BROKEN_OFF,
        "a content filter, an antivirus or a debugging proxy takes single programs off the way",
        "pause it and load the page once; on macOS systemextensionsctl lists them",
    ),
    Suspect(
        "dead-or-misconfigured-proxy",
        BROWSERS,
        ("refused", "timeout", "http-5xx", "name-failure"),
        "{client} asks a proxy of the system's settings, an extension or a PAC file, which curl does not look at",
        "start it once without any proxy",
        (CHROMIUM, "--no-proxy-server", "{url}"),
    ),
    Suspect(
        "browser-extension-or-policy-block",
        BROWSERS,
        ("blocked-by-browser", "refused"),
        "an extension or a managed policy stops the request inside the browser",
        "a clean profile has no extensions, and chrome://policy shows the policies",
        (CHROMIUM, "--user-data-dir=/tmp/clean-profile", "--disable-extensions", "{url}"),
        otherwise="switch its extensions off, and load the page once",
    ),
    Suspect(
        "hsts-or-bad-redirect",
        BROWSERS,
        ("refused", "tls-error", "http-3xx", "connected"),
        "{client} remembers a redirect, or to use https for this host on every port",
        "a private window has no memory; chrome://net-internals/#hsts deletes the entry",
        otherwise="a private window has no memory",
    ),
    Suspect(
        "browser-cached-state",
        BROWSERS,
        ("wrong-content", "http-4xx", "http-3xx"),
        "an old service worker answers, or the cookies of every server on this host have grown too large",
        "a private window has neither; DevTools > Application > Clear site data removes them",
        otherwise="a private window has neither; deleting what it keeps of this site removes them",
    ),
    Suspect(
        "macos-local-network-privacy",
        BROWSERS | RUNTIMES,
        ("unreachable",),
        "macOS keeps programs without the Local Network permission off such addresses; Safari, Terminal and loopback "
        "are exempt",
        "System Settings > Privacy & Security > Local Network has a switch for each program",
        where="network",
        platform=MACOS,
    ),
    *(
        Suspect(
            "desktop-firewall-inbound-block",
            frozenset({Client.OTHER}),
            ("timeout",),
            "the firewall of this machine may keep others out of a server that this machine reaches itself",
            "look whom it lets in, and whether it lets anybody in",
            command,
            where="network",
            platform=platform,
        )
        for platform, command in SHIELDS.items()
    ),
    Suspect(
        "browser-secure-dns",
        BROWSERS,
        ("name-failure", "timeout"),
        "{client} asks a resolver of its own (secure DNS), which does not know names of this machine or network",
        "switch secure DNS off once: chrome://settings/security",
        where="name",
        otherwise="switch secure DNS off once, in its settings",
    ),
    Suspect(
        "cors-blocked",
        BROWSERS,
        ("blocked-by-browser",),
        "the server answered, and did not allow the page to read the answer",
        "say from which page it was asked: what the browser makes of the answer can be seen from here",
        ("portwise", "why", "{url}", "--origin", "http://THE-PAGE"),
    ),
    Suspect(
        "browser-local-network-access",
        BROWSERS,
        ("blocked-by-browser",),
        "a page from elsewhere may not ask for this machine without permission",
        "type the URL into the address bar: if it loads there, it is the permission",
    ),
    Suspect(
        "browser-socket-state",
        BROWSERS,
        ("hang", "timeout", "intermittent"),
        "six streams or hung requests of other tabs hold every connection that it opens to one host",
        "close the other tabs of this host, or chrome://restart; look for Stalled in DevTools > Network",
        otherwise="close the other tabs of this host, or start {client} again",
    ),
    Suspect(
        "browser-profile-or-version-fault",
        BROWSERS,
        (*BROKEN_OFF, "intermittent"),
        "one profile or one version of the browser is at fault",
        "try another browser, and a new profile",
        (CHROMIUM, "--user-data-dir=/tmp/clean-profile", "{url}"),
    ),
    Suspect(
        "env-proxy-captures-localhost",
        RUNTIMES,
        ("refused", "timeout", "http-5xx", "http-4xx", "name-failure"),
        "{client} was started with proxy variables that this shell does not have",
        "print its own environment",
        ("grep", "-zi", "_proxy=", "/proc/PID/environ"),
    ),
    Suspect(
        "localhost-inside-container",
        RUNTIMES,
        ("refused", "timeout", "unreachable"),
        "{client} runs in a container or another network namespace, whose localhost is its own",
        "compare the namespaces; a difference is it",
        ("ls", "-l", "/proc/self/ns/net", "/proc/PID/ns/net"),
        where="loopback",
    ),
    *(
        Suspect(
            "certificate-untrusted",
            frozenset({kind}),
            ("tls-error",),
            "{client} trusts other authorities than the system's own",
            test,
            where="tls",
        )
        for kind, test in TRUSTING.items()
    ),
    Suspect(
        "sandbox-blocks-sockets",
        RUNTIMES,
        ("denied",),
        "{client} is confined: seccomp, AppArmor, SELinux, snap or flatpak",
        "start the same program from this shell",
    ),
)
BLOCKED_PORT = Suspect(
    "browser-blocked-port",
    BROWSERS,
    (),
    "browsers refuse port {port} for every page (the list of the Fetch standard), and nothing is sent",
    "no test is needed: move the server to another port",
)

ON_LOOPBACK = Suspect(
    "macos-local-network-privacy",
    BROWSERS,
    ("refused", "unreachable"),
    "macOS keeps programs without the Local Network permission off addresses of the network; Safari is exempt and "
    "loopback is outside of it, so that a refusal at localhost, and in Safari too, speaks against it",
    "load the page in Safari, which needs no permission: if that is refused as well, it is not this; else System "
    "Settings > Privacy & Security > Local Network has a switch for each program",
    where="loopback",
    platform=MACOS,
)


def suspects(saw: Saw, target: Target, platform: str, through: bool = True) -> Iterator[Suspect]:
    """
    What could hit that client and not ours; what its own word names comes first.

    Unless somebody got *through*, nothing else than that word tells of a difference.
    """
    if saw.kind is Client.BROWSER and target.port in CHROMIUM_BLOCKS:
        yield BLOCKED_PORT
        return
    fitting = [row for row in SUSPECTS if saw.kind in row.hits and possible(row, target, platform)]
    if saw.causes and not (target.asks_in_the_clear and saw.about_tls):
        yield from (row for row in fitting if row.cause in saw.causes)
    elif through:
        yield from (row for row in fitting if set(row.meets) & set(saw.outcomes))


def possible(row: Suspect, target: Target, platform: str) -> bool:
    loopback = target.host.startswith(LOOPBACK)
    name, tls = not loopback and target.address is None, not target.asks_in_the_clear
    places = {"": True, "loopback": loopback, "network": not loopback, "name": name, "tls": tls}
    return places[row.where] and row.platform in ("", platform)


def settling(row: Suspect, saw: Saw) -> tuple[str, tuple[str, ...]]:
    """What settles it in that client, and a command where there is one for it."""
    if saw.kind is not Client.BROWSER or saw.client not in OF_THEIR_OWN:
        return row.test, row.command
    return row.otherwise or row.test, () if CHROMIUM in row.command else row.command


def filled(text: str, saw: Saw, target: Target) -> str:
    url = target.url or f"http://{target.raw}"
    return text.replace("{client}", saw.client).replace("{port}", str(target.port)).replace("{url}", url)
