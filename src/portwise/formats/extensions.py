"""
Extensions that a machine gives to every profile of a browser: policies that install them, and what each may do.

Chromium: ExtensionInstallForcelist (``ID;URL``) and ExtensionSettings (``{ID: {"installation_mode": …}}``).  Firefox:
Extensions.Install (paths and URLs) and ExtensionSettings, https://mozilla.github.io/policy-templates/.  A manifest.json
has the name and the permissions, https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/manifest.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

INSTALLED = ("force_installed", "normal_installed")
EVERYWHERE = ("<all_urls>", "*://*/*", "http://*/*", "https://*/*")
# What takes part in requests, or decides where they go
MEDDLING = (
    *("webRequest", "webRequestBlocking", "declarativeNetRequest", "declarativeNetRequestWithHostAccess"),
    *("proxy", "dns", "vpnProvider", *EVERYWHERE),
)
LONGEST, MOST = 80, 40  # characters of a name; extensions


def parsed(text: str) -> dict[str, Any]:
    """What the browser cannot read has no force."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def installed(settled: Mapping[str, object]) -> tuple[str, ...]:
    """Their ids, by the policies of one browser."""
    return tuple(dict.fromkeys(name[:LONGEST] for name in ids(settled) if name and name != "*"))[:MOST]


def ids(settled: Mapping[str, object]) -> Iterator[str]:
    forced = settled.get("ExtensionInstallForcelist")
    for entry in forced if isinstance(forced, list) else ():
        yield str(entry).partition(";")[0].strip()
    each = settled.get("ExtensionSettings")
    for name, about in each.items() if isinstance(each, dict) else ():
        if isinstance(about, dict) and about.get("installation_mode") in INSTALLED:
            yield str(name)
    extensions = settled.get("Extensions")
    install = extensions.get("Install") if isinstance(extensions, dict) else None
    for place in install if isinstance(install, list) else ():
        yield filed(str(place))


def filed(place: str) -> str:
    """``https://host/latest/shield.xpi?key=…`` is shield: what else a URL holds is for the server alone."""
    path = re.split(r"[?#;]", place, maxsplit=1)[0] if "://" in place else place
    return path.rstrip("/").rpartition("/")[2].removesuffix(".xpi")


def bared(text: str, redacted: Callable[[str, str], str]) -> str:
    """For `host`: a file of policies without the secrets in it; *redacted* is given a name and its value."""
    try:
        return json.dumps(without(parsed(text), "", redacted), ensure_ascii=False)
    except RecursionError:  # nobody writes one that is so deep
        return "{}"


def without(value: Any, name: str, redacted: Callable[[str, str], str]) -> Any:
    if isinstance(value, dict):
        return {key: without(part, key, redacted) for key, part in value.items()}
    if isinstance(value, list):
        return [without(part, name, redacted) for part in value]
    return redacted(name, value) if isinstance(value, str) else value


def manifest(text: str) -> tuple[str, tuple[str, ...]]:
    """Its name, "" where that is to be looked up in a file of messages, and what it may do with requests."""
    told = parsed(text)
    name = told.get("name")
    known = name[:LONGEST] if isinstance(name, str) and not name.startswith("__MSG_") else ""
    lists = (told.get(key) for key in ("permissions", "host_permissions"))
    words = (word for words in lists if isinstance(words, list) for word in words)
    return known, tuple(word for word in dict.fromkeys(w for w in words if isinstance(w, str)) if word in MEDDLING)
