"""
Programs keep proxies in their own settings: git in ``http.proxy``, npm in ``proxy``
and ``https-proxy``, pip and wget in their configuration files.  They were right
once, in another office, before the tunnel was closed or the proxy moved, and they
stay, in a home that outlives the machine.  A desktop has such settings for all of its programs: on macOS
System Settings > Network has them, and ``scutil --proxy`` tells them; GNOME keeps them in org.gnome.system.proxy, KDE
in kioslaverc, and an administrator sets them for Chromium by a policy.  Instead of a proxy they may name a script, a
PAC file, which chooses one for each URL; where it names nothing but proxies that are gone, it does not matter which.
Whoever is told to detect the proxy automatically (WPAD) takes the script that somebody serves at the name wpad.

The environment says nothing of them, a browser and curl reach the server, and one
program alone says "connection refused" or "could not resolve proxy", with the name
of the server beside it.  It was the proxy that refused: the server never heard of
the request.
"""

import re
from collections.abc import Iterator
from functools import partial

from portwise.knowledge.terms import browsers, edits, proxies
from portwise.model import neterror
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.client import Client
from portwise.model.evidence import Unreadable
from portwise.model.facts import DESKTOP_PROXIES, DISCOVERED, DOORSTEP, FILE_PROXIES, FOLDER, HERE, SCRIPTED
from portwise.model.outcome import Outcome
from portwise.model.process import at_home
from portwise.model.settings import DETECTED, FileProxy

OF_FILES = ("git", "npm", "pip", "wget")  # to each of which a line with # before it says nothing
UNSET = {
    "git": ("git", "config", "--global", "--unset-all"),
    "npm": ("npm", "config", "delete"),
    "pip": ("pip", "config", "unset"),
}


# Of macOS, by the key that scutil prints: what switches it off for one network service
OFF = {
    "HTTPProxy": "-setwebproxystate",
    "HTTPSProxy": "-setsecurewebproxystate",
    "SOCKSProxy": "-setsocksfirewallproxystate",
}
IN_SETTINGS = "System Settings > Network > "  # and the service
PROXY = re.compile(r"(?:PROXY|HTTPS|SOCKS[45]?) (\[[^]]+\]|[^:;\s]+):(\d{1,5})(?:;|$)")  # as Chromium has decided
INTERNET = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings"


def named(view: View) -> Iterator[FileProxy]:
    """These programs speak to servers of others."""
    if proxies.abroad(view):
        yield from told(view)


def told(view: View) -> list[FileProxy]:
    """What the settings of one show stands, whatever another one keeps to itself, or leaves to a script."""
    rows: list[FileProxy] = []
    settings, hidden = list(view[FILE_PROXIES.of(HERE)]), None
    settled: set[str] = set()  # who takes what the network serves, or may serve, before what else he was told
    try:
        settings += view[DESKTOP_PROXIES.of(HERE)]
    except Unreadable as unread:
        hidden = unread
    for row in (one for one in settings if one.client not in settled):
        try:
            rows += (found := tuple(chosen(view, row)) if row.script else (row,))
            if row.script == DETECTED and (found or view[DISCOVERED.of(HERE)].url):
                settled.add(row.client)
        except Unreadable as unread:
            hidden = unread
            settled |= {row.client} if row.script == DETECTED else set()
    if hidden and not rows:
        raise hidden
    return rows


def chosen(view: View, row: FileProxy) -> Iterator[FileProxy]:
    """Whom it asks first, where all that it names are gone; else whom a browser has asked that has that script."""
    decided = [PROXY.match(met.proxy) for met in browsers.browsed(view) if met.browser.name == row.client and met.proxy]
    if decided:
        asked = (one for one in decided if one)
        return (row._replace(host=one[1].strip("[]"), port=int(one[2]), key="PROXY", file=row.script) for one in asked)
    script = view[DISCOVERED.of(HERE)].url if row.script == DETECTED else row.script
    found = view[SCRIPTED.of(script)][:1] if script else ()
    return (one._replace(client=row.client, key=detecting(row, one), script=script) for one in found)


def detecting(row: FileProxy, chosen: FileProxy) -> str:
    return f"{chosen.key}, automatic detection" if row.script == DETECTED else chosen.key


def place(_: View, row: FileProxy) -> str:
    return f"[{row.host}]:{row.port}" if ":" in row.host else f"{row.host}:{row.port}"


def fate(view: View, row: FileProxy) -> Outcome:
    """Of a connection to it; where a browser asked it, of that one."""
    for met in browsers.browsed(view):
        if row.script and met.browser.name == row.client:
            tried = [one.error for one in met.tried if one.port == row.port]
            if met.works or "" in tried:
                return Outcome.CONNECTED
            return neterror.met(tried[0]) if tried else met.met
    return view[DOORSTEP.of(place(view, row))].outcome


def dead(view: View, row: FileProxy) -> bool:
    return fate(view, row) is not Outcome.CONNECTED


def how(view: View, row: FileProxy) -> str:
    met = fate(view, row)
    known = {
        Outcome.REFUSED: "refuses connections",
        Outcome.TIMEOUT: "does not answer",
        Outcome.NAME_FAILURE: "has a name that nobody knows",
    }
    return known.get(met, f"cannot be reached ({met.value})")


def file(view: View, row: FileProxy) -> str:
    """The settings of a desktop are in no line of a file."""
    return f"{at_home(row.file, view[FOLDER.of(HERE)])}:{row.line}" if row.line else row.file


def service(_: View, row: FileProxy) -> str | None:
    """Of macOS, where it is known which of its network services has that proxy."""
    return row.file.removeprefix(IN_SETTINGS) if row.file.startswith(IN_SETTINGS) else None


def tool(program: str, _: View, row: FileProxy) -> str | None:
    return row.key if row.client == program else None


CAUSE = Cause(
    id="dead-or-misconfigured-proxy",
    hop=Hop.CLIENT,
    scope=Scope.MACHINE,
    explains=frozenset(Outcome) - {Outcome.INVALID_URL, Outcome.BOUND, Outcome.ANSWERED, Outcome.SILENT},
    prior=-0.5,
    title="{client} asks the proxy {place}, which {how}: {file} says so",
    plain="The settings of a program name a proxy that does not answer",
    about=About(
        "the settings of git, npm, pip, wget or the desktop name a proxy for this target",
        named,
        told="{file} makes {client} ask the proxy {place} ({key})",
        denied="no settings of git, npm, pip or wget name a proxy for it",
        once=proxies.abroad,
    ),
    needs=(
        Clause(
            "that proxy takes no connection",
            dead,
            told="that proxy {how}",
            denied="the proxy takes connections",
        ),
    ),
    slots={
        "client": lambda _, row: row.client,
        "place": place,
        "how": how,
        "key": lambda _, row: row.key,
        "file": file,
        "comment": lambda _, row: f"{row.line}s/^/#/" if row.line and row.client in OF_FILES else None,
        "path": lambda view, row: edits.lying(view, row.file),
        "gnome": lambda _, row: row.client if row.key.startswith("org.gnome.") else None,
        "kde": lambda _, row: row.client if row.file.endswith("kioslaverc") else None,
        "service": service,
        "off": lambda _, row: OFF.get(row.key),
        "windows": lambda _, row: row.client if row.key == "ProxyServer" and row.client == "Windows" else None,
        "winhttp": lambda _, row: row.client if row.key == "WinHTTP" else None,
        "script": lambda _, row: row.script or None,
        "detected": lambda _, row: row.client if row.key.endswith("detection") else None,
        "managed": lambda _, row: row.client if row.file.endswith("/managed") else None,
        **{f"{name}_key": partial(tool, name) for name in UNSET},
    },
    remedies=(
        Remedy("see where {client} got it: {file}", (), Safety.SHOW, platform="any", plain="see where it came from"),
        Remedy(
            "make a comment of that line of the settings of {client}: {file}",
            ("sed", "-i.before", "{comment}", "{path}"),
            Safety.ASK,
            undo="mv {path}.before {path}",
            when="comment",
            plain="make a comment of that line of the settings",
        ),
        *(
            Remedy(
                f"or take it out of the settings of {name}",
                (*argv, f"{{{name}_key}}"),
                Safety.ASK,
                undo=f"set {{{name}_key}} of {name} back to what it was",
                platform="any",
                when=f"{name}_key",
            )
            for name, argv in UNSET.items()
        ),
        Remedy(
            "switch the proxy of GNOME off",
            ("gsettings", "set", "org.gnome.system.proxy", "mode", "none"),
            Safety.ASK,
            undo="gsettings set org.gnome.system.proxy mode manual",
            when="gnome",
        ),
        Remedy(
            "switch the proxy of KDE off: System Settings > Network > Proxy, or by hand",
            ("kwriteconfig6", "--file", "kioslaverc", "--group", "Proxy Settings", "--key", "ProxyType", "0"),
            Safety.SHOW,
            undo="the same with 1 instead of 0",
            when="kde",
        ),
        Remedy(
            "switch it off for {service}; where it leads stays written down",
            ("networksetup", "{off}", "{service}", "off"),
            Safety.ASK,
            needs_root=True,
            undo="networksetup {off} '{service}' on",
            platform="macos",
            when="service",
            plain="switch it off for the network service",
        ),
        Remedy(
            "switch it off; programs that run take note when they are started again",
            ("reg", "add", INTERNET, "/v", "ProxyEnable", "/t", "REG_DWORD", "/d", "0", "/f"),
            Safety.ASK,
            undo="the same with /d 1",
            platform="windows",
            when="windows",
        ),
        Remedy(
            "have the services of Windows ask no proxy",
            ("netsh", "winhttp", "reset", "proxy"),
            Safety.ASK,
            needs_root=True,
            undo="netsh winhttp set proxy proxy-server={place}",
            platform="windows",
            when="winhttp",
        ),
        Remedy("have the script name another way, DIRECT after its proxies: {script}", (), Safety.SHOW, when="script"),
        Remedy(
            "or switch the automatic detection of {detected} off, which found that script at the name wpad",
            (),
            Safety.SHOW,
            platform="any",
            when="detected",
        ),
        Remedy("have whoever manages this browser change its policy", (), Safety.SHOW, when="managed"),
        Remedy("or bring the proxy {place} back, if it is yours", (), Safety.SHOW, platform="any"),
    ),
    prevention=("set proxies in one place, by the network that you are in, and not in every program",),
    suspect="a proxy of one program",
    spares=frozenset({Client.CURL}),  # it reads the environment alone
    see=("man 1 git-config, http.proxy", "https://docs.npmjs.com/cli/using-npm/config#proxy", "man 1 wget"),
)
