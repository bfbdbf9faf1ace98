"""What a browser meets that knows nothing of portwise: the same pages, by its own command line."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile

from portwise.host.local import Local
from portwise.model.browse import Browsed
from portwise.model.fetch import Fetch
from portwise_lab.case import Case

PROGRAMS = {"": "chromium", "chromium": "chromium"}
PATIENCE = 60  # seconds; many worlds share two processors
KEPT = '<p id="said">the script got nothing'  # servers/page.py
FAILED = re.compile(r"Page load failed: net::(\w+)")
WORDS = {
    "ERR_UNSAFE_PORT": "blocked-by-browser",
    "ERR_BLOCKED_BY_ADMINISTRATOR": "blocked-by-browser",
    "ERR_CONNECTION_REFUSED": "refused",
    "ERR_PROXY_CONNECTION_FAILED": "refused",
    "ERR_NAME_NOT_RESOLVED": "name-failure",
    "ERR_SSL_PROTOCOL_ERROR": "tls-error",
    "ERR_TOO_MANY_REDIRECTS": "connected",
}


class Once(Local):
    """A machine on which two looks share one browser: nothing takes as long."""

    def __init__(self) -> None:
        self._met: dict[tuple[object, ...], Browsed] = {}

    def browse(self, kind: str, url: str, fetch: Fetch | None, strange: bool, patience: float) -> Browsed:
        about = (kind, url, fetch, strange, patience)
        if about not in self._met:
            self._met[about] = super().browse(*about)
        return self._met[about]


def in_browser(case: Case, name: str) -> tuple[str, ...]:
    """A visit; where a page of another origin asks, a visit to that page, which is there and says how it went."""
    url = f"{case.target.fetch.origin}/" if case.target.fetch else case.ask
    with tempfile.TemporaryDirectory(prefix="lab-browser-", ignore_cleanup_errors=True) as folder:
        done = subprocess.run(
            command(PROGRAMS[name], folder, url),
            env={**os.environ, "HOME": folder, "TMPDIR": folder},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    if failed := FAILED.search(done.stderr):
        return (WORDS[failed[1]],)
    return ("blocked-by-browser" if case.fetch and KEPT in done.stdout else "connected",)


def command(program: str, folder: str, url: str) -> tuple[str, ...]:
    flags = ("--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--no-first-run")
    quiet = ("--disable-background-networking", "--disable-component-update", "--component-updater=url-source=data:,")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    trust = ("--ignore-certificate-errors",) if url.startswith("https:") else ()  # nobody knows those of the lab
    return (program, *flags, *quiet, *trust, *sandbox, f"--user-data-dir={folder}", "--dump-dom", url)
