"""
A page in Firefox: headless, in a folder of its own, guided by Marionette.

Firefox takes no orders by a pipe: Marionette listens at a port of loopback that the kernel chooses, takes one
client, and that is us.  When we are gone, however that came about, a shell in front of it meets the end of a pipe
and ends it, with all that it has started.
"""

from __future__ import annotations

import errno
import os
import socket
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from portwise.formats import firefox, foxwords, netlog
from portwise.host import foxscripts, redact, tempfolder
from portwise.host.piped import Piped
from portwise.model.browse import Browsed, Browser, Part
from portwise.model.fetch import NO_ORIGIN, Fetch

SNAP = "/snap/bin/"
START_PATIENCE = 60.0  # seconds until it takes orders: a first profile on a busy machine takes that long
END_PATIENCE = 3.0
MORE_PATIENCE = 5.0  # seconds for an answer beyond those that the page itself may take
LOOK_AGAIN = 0.02  # seconds; nothing tells when the file with the port is there
LONGEST_LOG = 32 << 20  # characters
PIECE = 1 << 16
PORTS = {"http": 80, "https": 443}

# Its session is one process group: whoever reads the end of our pipe ends it, and when Firefox ends so does the shell
GUARD = '"$@" 3<&- 4>&- & firefox=$!; { read -r _; kill -9 0; } <&3 4>&- & wait $firefox'

# What would go out to others than the target, of which Marionette itself switches off the rest when a session begins;
# and what near a third of its processor time went into: processes and a page for later, a search for extensions
PREFERENCES = {
    "marionette.port": 0,  # any; it is written to MarionetteActivePort
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.aboutwelcome.enabled": False,
    "browser.newtab.preload": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.ipc.processPrelaunch.enabled": False,
    "dom.push.connection.enabled": False,
    "extensions.enabledScopes": 1,  # those of the profile, to which a policy adds its own
    "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.prefetch-next": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
PAGE, BLANK = '<!doctype html><link rel="icon" href="data:,">', "data:text/html,"  # else it would ask for an icon
CODE = """
const of = name => { try { return document[name]().errorCodeString || '' } catch (_) { return '' } }
const page = performance.getEntriesByType('navigation')[0] || {}
return [document.documentURI, of('getNetErrorInfo') || of('getFailedCertSecurityInfo'),
        page.responseStatus || 0, page.redirectCount || 0]
"""


def browse(browser: Browser, url: str, fetch: Fetch | None, patience: float) -> Browsed:
    """A visit, or what a script of a page of another origin asks for.  Raises OSError where it does not start."""
    with tempfolder.private(base(browser)) as folder:
        profile, log = os.path.join(folder, "profile"), os.path.join(folder, "log")
        furnish(profile)
        argv = (
            "/bin/sh",
            "-c",
            GUARD,
            "sh",
            browser.path,
            "--headless",
            "--marionette",
            "--remote-allow-system-access",  # to its own context; older versions grant that unasked
            "--no-remote",
            "--profile",
            profile,
        )
        started = time.monotonic()
        piped = Piped(argv, environment(folder, log), folder)
        try:
            guide = Guide(profile, piped)
            told = guide.fetch(url, fetch, patience) if fetch else guide.visit(url, patience)
            guide.close()
        finally:
            piped.send(b"\n")
            piped.end(END_PATIENCE)
        return page(browser._replace(version=guide.version), url, fetch, told, logged(log), time.monotonic() - started)


def options(fetch: Fetch) -> dict[str, object]:
    headers: dict[str, object] = dict.fromkeys(fetch.headers, "portwise")
    credentials = "include" if fetch.credentials else "same-origin"
    return {"method": fetch.method, "headers": headers, "credentials": credentials, "cache": "no-store"}


def base(browser: Browser) -> str:
    """A snap sees no /tmp but its own."""
    return os.path.expanduser("~/snap/firefox/common") if browser.path.startswith(SNAP) else tempfile.gettempdir()


def furnish(profile: str) -> None:
    """A profile with a few settings; what else it needs Firefox makes."""
    import json

    os.makedirs(profile)
    with open(os.path.join(profile, "user.js"), "x", encoding="utf-8") as file:
        file.writelines(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())


def environment(folder: str, log: str) -> dict[str, str]:
    """A home of its own; no bus; and the log of its sockets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_", "MOZ_"))}
    own = {"HOME": folder, "TMPDIR": folder, "MOZ_LOG": "nsSocketTransport:5", "MOZ_LOG_FILE": log}
    # Without DEVTOOLS a released Firefox asks for its lists where it was built to, whatever the preferences say
    quiet = {"MOZ_CRASHREPORTER_DISABLE": "1", "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}
    return {**kept, **own, **quiet, "MOZ_HEADLESS": "1"}


def logged(path: str) -> str:
    """Of the process that has the sockets; there is none where it never came to that."""
    try:
        with open(f"{path}.moz_log", encoding="utf-8", errors="replace") as file:
            return file.read(LONGEST_LOG)
    except OSError:
        return ""


class Told:
    """What a visit came to."""

    def __init__(self) -> None:
        self.final = self.error = ""
        self.status = self.redirects = 0
        self.cut = False
        self.blocked = ""
        self.seen = foxwords.Seen()


def page(browser: Browser, url: str, fetch: Fetch | None, told: Told, log: str, took: float) -> Browsed:
    parts = urlsplit(told.final or url)
    tried, proxy = firefox.dialled(log.splitlines(), parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0))
    hops = tuple(dict.fromkeys((url, told.final or url)))
    upgraded = "HttpsUpgrades" if url.startswith("http:") and parts.scheme == "https" and not told.redirects else ""
    return Browsed(
        browser=browser,
        url=redact.text(url),
        error=told.error,
        status=0 if told.error else told.status,
        final=redact.text(hops[-1]),
        elapsed_ms=round(took * 1000, 1),
        hops=tuple(map(redact.text, hops)),
        proxy=redact.text(proxy),
        tried=tried,
        upgraded=upgraded,
        certificate=told.error if told.error.startswith(("SEC_ERROR", "MOZILLA_PKIX")) else "",
        cut=told.cut and not told.error,
        parts=() if fetch else lacking(told, hops[-1]),
        said=tuple(map(redact.text, told.seen.said)),
        origin=fetch.origin if fetch else "",
        blocked=told.blocked,
    )


def lacking(told: Told, page: str) -> tuple[Part, ...]:
    found = foxwords.parts(told.seen, page, netlog.origin(page))
    return tuple(part._replace(url=redact.text(part.url)) for part in found)


class Guide:
    """Who tells Firefox what to do.  Raises OSError where it does not listen."""

    def __init__(self, profile: str, piped: Piped) -> None:
        self.version, self._number, self._rest = "", 0, b""
        self._queue: list[Any] = []
        deadline = time.monotonic() + START_PATIENCE
        self._socket = connected(os.path.join(profile, "MarionetteActivePort"), deadline, piped)
        self._heard(deadline)  # who it is
        _, session = self._done("WebDriver:NewSession", {}, deadline)
        self.version = str((session or {}).get("capabilities", {}).get("browserVersion", ""))

    def visit(self, url: str, patience: float) -> Told:
        told, end = Told(), time.monotonic() + patience
        deadline = end + MORE_PATIENCE
        self._inside(foxscripts.WATCH, [], deadline)
        self._done("WebDriver:SetTimeouts", {"pageLoad": round(patience * 1000)}, deadline)
        failed, _ = self._done("WebDriver:Navigate", {"url": url}, deadline)
        told.cut = bool(failed) and failed.get("error") == "timeout"
        _, found = self._done("WebDriver:ExecuteScript", {"script": CODE, "args": []}, deadline + MORE_PATIENCE)
        _, current = self._done("WebDriver:GetCurrentURL", {}, deadline + MORE_PATIENCE)
        shown, code, told.status, told.redirects = (found or {}).get("value") or ("", "", 0, 0)
        told.error, told.final = firefox.error(shown, code), str((current or {}).get("value", url))
        while not told.error and self._is_busy(deadline) and time.monotonic() < end:
            time.sleep(LOOK_AGAIN)  # a script of the page may still ask for something
        told.seen = self._seen(url, deadline + MORE_PATIENCE)
        return told

    def fetch(self, url: str, fetch: Fetch, patience: float) -> Told:
        """In the name of a page that stands where the page of that origin would, and nobody is asked for it."""
        told, deadline = Told(), time.monotonic() + patience + MORE_PATIENCE
        stage = f"{fetch.origin}/"
        self._inside(foxscripts.WATCH, [], deadline)
        if fetch.origin != NO_ORIGIN and not self._inside(foxscripts.STAGE, [stage, PAGE], deadline):
            raise OSError(errno.ENOTSUP, "this Firefox lets nobody stand in for a page of another origin")
        limits = {"pageLoad": round(patience * 1000), "script": round(patience * 1000)}
        self._done("WebDriver:SetTimeouts", limits, deadline)
        self._done("WebDriver:Navigate", {"url": BLANK if fetch.origin == NO_ORIGIN else stage}, deadline)
        asked = {"script": foxscripts.FETCH, "args": [url, options(fetch)]}
        deadline = time.monotonic() + patience + MORE_PATIENCE  # the page itself may have taken its time
        failed, found = self._done("WebDriver:ExecuteAsyncScript", asked, deadline)
        told.cut, told.status = bool(failed), (found or {}).get("value") or 0
        told.seen = self._seen(url, deadline + MORE_PATIENCE)
        told.final, told.error, told.blocked = foxwords.of_fetch(told.seen, url, told.status)
        return told

    def _is_busy(self, deadline: float) -> bool:
        under_way = self._inside(foxscripts.OPEN, [], deadline)
        return isinstance(under_way, int) and under_way > 0

    def _seen(self, url: str, deadline: float) -> foxwords.Seen:
        parts = urlsplit(url)
        return foxwords.seen(self._inside(foxscripts.MET, [parts.port or PORTS.get(parts.scheme, 0)], deadline))

    def _inside(self, script: str, about: list[object], deadline: float) -> Any:
        """In the context of Firefox itself; None where that fails."""
        self._done("Marionette:SetContext", {"value": "chrome"}, deadline)
        _, found = self._done("WebDriver:ExecuteScript", {"script": script, "args": about}, deadline)
        self._done("Marionette:SetContext", {"value": "content"}, deadline)
        return (found or {}).get("value")

    def close(self) -> None:
        self._socket.close()

    def _done(self, name: str, parameters: Mapping[str, object], deadline: float) -> tuple[Any, Any]:
        """Its error, if any, and its answer."""
        self._number += 1
        self._socket.sendall(firefox.ask(self._number, name, parameters))
        while True:
            message = self._heard(deadline)
            if isinstance(message, list) and message[:2] == [1, self._number]:
                return message[2], message[3]

    def _heard(self, deadline: float) -> Any:
        while not self._queue:
            self._socket.settimeout(max(deadline - time.monotonic(), LOOK_AGAIN))
            data = self._socket.recv(PIECE)
            if not data:
                raise OSError(errno.EPIPE, "it ended without a word")
            try:
                self._queue, self._rest = firefox.messages(self._rest + data)
            except ValueError as error:
                raise OSError(errno.EPROTO, str(error)) from error
        return self._queue.pop(0)


def connected(path: str, deadline: float, piped: Piped) -> socket.socket:
    """As soon as it has written where it listens."""
    while time.monotonic() < deadline:
        with suppress(OSError, ValueError):
            with open(path, encoding="ascii") as file:
                port = int(file.read())
            return socket.create_connection(("127.0.0.1", port), timeout=START_PATIENCE)
        piped.receive(LOOK_AGAIN)  # it says nothing there; only that it has ended is heard
    raise OSError(errno.ETIMEDOUT, piped.last_word() or "it does not answer")
