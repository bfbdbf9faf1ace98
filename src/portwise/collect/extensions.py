"""
Extensions that this machine gives to every profile of a browser: by policy, or by lying in a folder of the system.

The profile of the user, and what he has installed himself, is never opened.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import suppress

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.browse import Extension
from portwise.model.evidence import Evidence
from portwise.model.facts import EXTENSIONS

CHROMIUMS = {
    "Chromium": ("/etc/chromium/policies/managed", "/etc/chromium-browser/policies/managed"),
    "Chrome": ("/etc/opt/chrome/policies/managed",),
    "Edge": ("/etc/opt/edge/policies/managed",),
}
FIREFOX = "Firefox"
POLICIES = (  # of Firefox, the first that is there: /etc goes before what came with it
    "/etc/firefox/policies/policies.json",
    "/usr/lib/firefox/distribution/policies.json",
    "/usr/lib/firefox-esr/distribution/policies.json",
)
FOLDERS = (  # ID.json, or a folder with a manifest; Debian's start script loads those of its own
    ("Chromium", "/usr/share/chromium/extensions"),
    ("Chrome", "/usr/share/google-chrome/extensions"),
    ("Chrome", "/opt/google/chrome/extensions"),
    (FIREFOX, "/usr/lib/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}"),
    (FIREFOX, "/usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}"),
    (FIREFOX, "/usr/lib/firefox/distribution/extensions"),
    (FIREFOX, "/usr/lib/firefox-esr/distribution/extensions"),
)
PACKED = ".xpi"
MOST = 20
SOURCE = "/etc/chromium/policies, /etc/firefox/policies, /usr/share/chromium/extensions, /usr/share/mozilla/extensions"
TO_KNOW = "chrome://extensions and chrome://policy, about:addons and about:policies"


def given(host: Host, _: Evidence, __: str) -> tuple[Extension, ...]:
    """Each once for each browser.  Where a folder may not be read, the browser may not read it either."""
    if host.me().platform != "linux":
        raise ValueError("portwise reads the folders of Linux alone")
    found = [*by_policy(host), *of_firefox(host), *lying(host)]
    return tuple({(one.browser, one.name): one for one in reversed(found)}.values())[::-1][:MOST]


def by_policy(host: Host) -> Iterator[Extension]:
    from portwise.formats import extensions

    for browser, folders in CHROMIUMS.items():
        for folder in folders:
            for name in (name for name in within(host, folder) if name.endswith(".json")):
                for one in extensions.installed(extensions.parsed(text(host, f"{folder}/{name}"))):
                    yield Extension(browser, one, (), f"{folder}/{name}")


def of_firefox(host: Host) -> Iterator[Extension]:
    from portwise.formats import extensions

    path = next((path for path in POLICIES if text(host, path)), "")
    settled = extensions.parsed(text(host, path)).get("policies") if path else None
    for one in extensions.installed(settled) if isinstance(settled, dict) else ():
        yield Extension(FIREFOX, one, (), path)


def lying(host: Host) -> Iterator[Extension]:
    from portwise.formats import extensions

    for browser, folder in FOLDERS:
        for name in within(host, folder)[:MOST]:
            path = f"{folder}/{name}"
            packed = name.endswith(PACKED)
            known, may = extensions.manifest(manifest(host, path) if packed else text(host, f"{path}/manifest.json"))
            yield Extension(browser, known or name.removesuffix(".json").removesuffix(PACKED), may, path)


def manifest(host: Host, path: str) -> str:
    """Raises ValueError where it is there and not understood: nobody is to believe that it may do nothing."""
    try:
        return host.read(path)
    except OSError as error:
        if error.errno == errno.EBADMSG:
            raise ValueError(f"the extension {path} cannot be read: {error.strerror}") from None
    return ""


def within(host: Host, folder: str) -> tuple[str, ...]:
    with suppress(OSError):
        return tuple(sorted(host.names(folder)))
    return ()


def text(host: Host, path: str) -> str:
    with suppress(OSError):
        return host.read(path)
    return ""


GIVING = Collector(EXTENSIONS, Cost.SLOW, SOURCE, TO_KNOW, each(given, SOURCE, TO_KNOW))
