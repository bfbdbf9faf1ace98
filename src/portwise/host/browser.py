"""
The browsers of this machine: which there are, what an administrator has settled for them, and one page in one of them.

The profile of the user is never opened.  A browser gets a folder of its own for its profile, its home and its log.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from functools import partial

from portwise.host import chromium, redact
from portwise.host.chromium import SNAP
from portwise.model.browse import Browsed, Browser, Policy
from portwise.model.fetch import Fetch
from portwise.model.record import NamedTuple
from portwise.model.url import abridged

FLATPAKS = ("/var/lib/flatpak/exports/bin/", "~/.local/share/flatpak/exports/bin/")
LONGEST = 200  # characters of the value of a policy
CHANGED = "ERR_NETWORK_CHANGED"  # net/base/net_error_list.h


class Make(NamedTuple):
    """A browser as distributions ship it."""

    kind: str
    called: str
    programs: tuple[str, ...]
    flatpak: str
    policies: tuple[str, ...]  # folders; managed/*.json below them, of Firefox policies.json in the first that has one


MAKES = (
    Make(
        "chromium",
        "Chromium",
        ("chromium", "chromium-browser", SNAP + "chromium"),
        "org.chromium.Chromium",
        ("/etc/chromium/policies", "/etc/chromium-browser/policies"),
    ),
    Make(
        "chrome",
        "Chrome",
        ("google-chrome", "google-chrome-stable", "/opt/google/chrome/google-chrome"),
        "com.google.Chrome",
        ("/etc/opt/chrome/policies",),
    ),
    Make(
        "edge",
        "Edge",
        ("microsoft-edge", "microsoft-edge-stable", "/opt/microsoft/msedge/microsoft-edge"),
        "com.microsoft.Edge",
        ("/etc/opt/edge/policies",),
    ),
    Make(
        "firefox",
        "Firefox",
        ("firefox", "firefox-esr", SNAP + "firefox"),
        "org.mozilla.firefox",
        ("/etc/firefox/policies", "/usr/lib/firefox/distribution", "/usr/lib/firefox-esr/distribution"),
    ),
)


def browse(kind: str, url: str, fetch: Fetch | None, strange: bool, patience: float) -> Browsed:
    """
    One page, or what a script of a page of another origin asks for.

    *kind* is "" for any browser; *strange*: the page comes from another network than this machine.  Where an address or
    an interface came or went meanwhile, Chromium gives up, and its error page asks once more by itself: so do we.
    Raises OSError where there is no browser, or it does not start.
    """
    make, path = found(kind)
    browser = Browser(make.kind, make.called, "", path)
    if make.kind == "firefox":
        from portwise.host import firefox  # few have no other

        return firefox.browse(browser, url, fetch, patience)._replace(policies=tuple(of_firefox(make)))
    asked = partial(chromium.browse, browser, tuple(policies(make)), url, fetch, strange, patience)
    page = asked()
    return asked() if page.error == CHANGED else page


def found(kind: str) -> tuple[Make, str]:
    """The first there is.  Raises OSError, with the places that were looked at."""
    makes = [make for make in MAKES if kind in ("", make.kind)]
    for make in makes:
        if path := next(paths(make), ""):
            return make, path
    boxed = next((box for make in makes for box in flatpaks(make)), "")
    if boxed:
        raise OSError(errno.ENOTSUP, f"{boxed} is a Flatpak, and its sandbox keeps portwise from guiding it")
    looked = ", ".join(dict.fromkeys(os.path.basename(name) for make in makes for name in make.programs))
    raise OSError(errno.ENOENT, f"no browser was found here: {looked}")


def paths(make: Make) -> Iterator[str]:
    yield from filter(None, map(shutil.which, make.programs))


def flatpaks(make: Make) -> Iterator[str]:
    places = (os.path.expanduser(folder) + make.flatpak for folder in FLATPAKS)
    yield from (place for place in places if os.path.exists(place))


def policies(make: Make) -> Iterator[Policy]:
    """In the order of their files, of which the last word counts (chrome/browser/policy/config_dir_policy_loader)."""
    settled: dict[str, Policy] = {}
    for folder in make.policies:
        for path in files(os.path.join(folder, "managed")):
            for name, value in read(path).items():
                text = redact.text(json.dumps(value, ensure_ascii=False))
                settled[name] = Policy(name, abridged(text, LONGEST), path)
    yield from settled.values()


def of_firefox(make: Make) -> Iterator[Policy]:
    """What an administrator has put into /etc goes before what came with it (about:policies)."""
    paths = (os.path.join(folder, "policies.json") for folder in make.policies)
    path = next(filter(os.path.exists, paths), "")
    settled = read(path).get("policies") if path else None
    for name, value in settled.items() if isinstance(settled, dict) else ():
        yield Policy(name, abridged(redact.text(json.dumps(value, ensure_ascii=False)), LONGEST), path)


def files(folder: str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".json")]
    except OSError:
        return []  # there is none, or it is closed to us: then to the browser as well


def read(path: str) -> dict[str, object]:
    """What the browser cannot read has no force."""
    try:
        with open(path, encoding="utf-8") as file:
            settled = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return settled if isinstance(settled, dict) else {}
