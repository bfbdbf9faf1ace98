"""Proxies that a desktop of Linux names for its programs: GNOME's settings, KDE's, and what Chromium is told to use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host import redact
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import DESKTOP_PROXIES
from portwise.model.settings import DETECTED, FileProxy

if TYPE_CHECKING:
    from portwise.formats.scutil import Proxies

VARIABLES = ("HOME", "XDG_CONFIG_HOME", "XDG_CURRENT_DESKTOP", "auto_proxy")
LIKE_GNOME = ("GNOME", "UNITY", "CINNAMON", "PANTHEON", "BUDGIE", "MATE")  # base/nix/xdg_util.cc, and Firefox's GIO
QUERY = ("gsettings", "list-recursively", "org.gnome.system.proxy")
PROFILES, PROFILE = "/etc/dconf/profile", "user"
MANAGED = {
    "Chromium": ("/etc/chromium/policies/managed", "/etc/chromium-browser/policies/managed"),
    "Chrome": ("/etc/opt/chrome/policies/managed",),
    "Edge": ("/etc/opt/edge/policies/managed",),
}
SCRIPT_KEY = "Proxy Config Script"  # of KDE
CHROMIUMS = tuple(MANAGED)
KEYS = {"http": "httpProxy", "https": "httpsProxy", "socks5": "socksProxy"}
SOURCE = f"{' '.join(QUERY)}; ~/.config/kioslaverc; /etc/chromium/policies/managed"
TO_KNOW = " ".join(QUERY)


def configured(host: Host, seen: Evidence, _: str) -> tuple[FileProxy, ...]:
    """What one of them shows stands, whatever another one keeps to itself.  Only targets of the web ask a proxy."""
    if not seen.target.speaks_http or host.me().platform != "linux":
        return ()
    environ = dict(host.environment(VARIABLES))
    rows: list[FileProxy] = []
    silent: list[str] = []
    for tell in (of_policies, of_gnome, of_kde, of_environment):
        try:
            rows += tell(host, seen, environ)
        except OSError as error:
            silent.append(str(error.strerror or error))
        except ValueError as error:
            silent.append(str(error))
    if silent and not rows:
        raise ValueError("; ".join(silent))
    return tuple(rows)


def of_policies(host: Host, seen: Evidence, _: dict[str, str]) -> Iterator[FileProxy]:
    for browser, folders in MANAGED.items():
        for folder in folders:
            if texts := [host.read(f"{folder}/{name}") for name in within(host, folder) if name.endswith(".json")]:
                from portwise.formats import desktopproxies  # only where somebody manages a browser

                told = desktopproxies.managed(desktopproxies.settled(texts))
                if told is not None:
                    yield from row(seen, told, browser, "ProxyServer", folder)


def of_gnome(host: Host, seen: Evidence, environ: dict[str, str]) -> Iterator[FileProxy]:
    """Whoever has never changed a setting has no file of them, and no proxy but what an administrator settled."""
    if not is_of(environ, LIKE_GNOME):
        return
    if "user" not in within(host, f"{home(environ)}/dconf") and PROFILE not in within(host, PROFILES):
        return
    from portwise.formats import desktopproxies

    try:
        told, file = host.output(QUERY), " ".join(QUERY[::2])
    except FileNotFoundError:
        from portwise.collect import dconf

        told, file = dconf.told(host, f"{home(environ)}/dconf/user")
    yield from row(seen, desktopproxies.gnome(told), "a browser on GNOME", QUERY[-1], file)


def of_kde(host: Host, seen: Evidence, environ: dict[str, str]) -> Iterator[FileProxy]:
    if not is_of(environ, ("KDE",)):
        return
    file = f"{home(environ)}/kioslaverc"
    try:
        text = host.read(file)
    except FileNotFoundError:
        return
    from portwise.formats import desktopproxies

    yield from row(seen, desktopproxies.kde(text), "a browser on KDE", "", file, text)


def of_environment(_: Host, seen: Evidence, environ: dict[str, str]) -> tuple[FileProxy, ...]:
    """Without a desktop Chromium takes a PAC file of a variable (proxy_config_service_linux.cc)."""
    if "auto_proxy" not in environ:
        return ()
    from portwise.formats.scutil import Proxies

    script = environ["auto_proxy"]
    return row(seen, Proxies((), script, not script), CHROMIUMS[0], "auto_proxy", "the environment")


def is_of(environ: dict[str, str], desktops: tuple[str, ...]) -> bool:
    """A shell that came by ssh knows of no desktop: then each has a say."""
    named = environ.get("XDG_CURRENT_DESKTOP", "").upper()
    return not named or any(desktop in named for desktop in desktops)


def home(environ: dict[str, str]) -> str:
    return environ.get("XDG_CONFIG_HOME") or f"{environ.get('HOME', '')}/.config"


def within(host: Host, folder: str) -> tuple[str, ...]:
    try:
        return host.names(folder)
    except (FileNotFoundError, NotADirectoryError):
        return ()


def row(seen: Evidence, told: Proxies, client: str, key: str, file: str, text: str = "") -> tuple[FileProxy, ...]:
    """A script chooses among others.  Raises ValueError where a browser does not take the one that is named."""
    from portwise.formats import scutil

    if scutil.excepted(told, seen.target.host):
        return ()
    if told.discovers:
        return (FileProxy(client, "", 0, key or SCRIPT_KEY, file, 0, DETECTED),)
    if told.script.startswith("file:") and client in CHROMIUMS:  # measured with version 156
        raise ValueError(f"{client} reads no PAC file from {redact.text(told.script)}, and goes without a proxy")
    if told.script:
        return (FileProxy(client, "", 0, key or SCRIPT_KEY, file, 0, redact.text(told.script)),)
    found = scutil.chosen(told, seen.target.scheme, seen.target.host)
    if found is None:
        return ()
    key = key or KEYS[found.kind]
    numbered = enumerate(text.splitlines(), 1)
    line = next((number for number, each_line in numbered if each_line.startswith(key)), 0)
    return (FileProxy(client, found.host, found.port, key, file, line),)


SETTING = Collector(DESKTOP_PROXIES, Cost.SLOW, SOURCE, TO_KNOW, each(configured, SOURCE, TO_KNOW))
