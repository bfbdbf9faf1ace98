"""
A page in a browser of the Chromium family: headless, in a folder of its own, guided over a pipe.

The pipe (``--remote-debugging-pipe``) opens no port, and when we are gone, however that came about, the browser meets
its end and goes.  What the page met is told by the DevTools protocol, the way there by the network log.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress

from portwise.formats import devtools, netlog
from portwise.formats.devtools import Message
from portwise.host import redact, tempfolder
from portwise.host.piped import Piped
from portwise.model.browse import Browsed, Browser, Policy
from portwise.model.fetch import NO_ORIGIN, Fetch

SNAP = "/snap/bin/"
START_PATIENCE = 20.0  # seconds until it answers at all; a busy machine with a slow disk takes that long
END_PATIENCE = 3.0  # seconds to write its log; then it is killed
LONGEST_BASE = 30  # a path of a Unix socket has 108 bytes, and it adds 70 of its own
SHORT = "/tmp"  # noqa: S108 - what is made there has a name that nobody can guess, and is for its user alone
LONGEST_LOG = 64 << 20  # bytes
BLANK, BLANK_OF_NOBODY = "about:blank", "data:text/html,"
TRUSTED = ".pki/nssdb"  # certificates that the user trusts besides those of the system: what mkcert adds
TRUSTED_FILES = ("cert9.db", "pkcs11.txt")  # not key4.db, which holds private keys

# What would go out to others than the target, or come between it and us; each with the reason.
FLAGS = (
    "--headless",  # no window, and no display needed
    "--remote-debugging-pipe",  # guided over a pipe: no port is opened
    "--no-first-run",  # no welcome page
    "--no-default-browser-check",
    "--disable-background-networking",  # no safe browsing lists, no variations, no prefetching of its own
    "--disable-component-update",  # parts of the browser are not brought up to date
    "--component-updater=url-source=data:,",  # nor those that ask in spite of that: they get an empty page
    "--disable-default-apps",  # nothing is installed
    "--disable-extensions",  # nor loaded: the profile is clean
    "--disable-sync",  # no account
    "--disable-client-side-phishing-detection",  # no model is fetched, no page is judged
    "--disable-domain-reliability",  # no report of failures to Google
    "--disable-breakpad",  # no report of a crash
    "--disable-spell-checking",  # no dictionary is fetched
    "--metrics-recording-only",  # no statistics are sent
    "--no-pings",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # /dev/shm is small in containers
    "--password-store=basic",  # no question to a keyring
    "--use-mock-keychain",
)
# The time of Google, hints and models of the internet, translations, other screens in the network
FEATURES = ("NetworkTimeServiceQuerying", "OptimizationHints", "Translate", "MediaRouter")
LOCAL_ACCESS = "LocalNetworkAccessChecks"
# Of the profile: no list of dangerous pages, no probes of public resolvers where a name is not found, no suggestions
PREFERENCES = {
    "safebrowsing": {"enabled": False},
    "alternate_error_pages": {"enabled": False},
    "search": {"suggest_enabled": False},
    "spellcheck": {"dictionaries": []},
    "net": {"network_prediction_options": 2},
}
PAGE = b'<!doctype html><link rel="icon" href="data:,">'  # else it would ask the real origin for one


def browse(
    browser: Browser, policies: tuple[Policy, ...], url: str, fetch: Fetch | None, strange: bool, patience: float
) -> Browsed:
    """Raises OSError where it does not start."""
    with tempfolder.private(base(browser)) as folder:
        furnish(folder)
        log = os.path.join(folder, "net.json")
        piped = Piped((browser.path, *flags(folder, log, strange)), environment(folder), folder)
        started = time.monotonic()
        try:
            guide = Guide(piped, patience)
            version = guide.greet()
            guide.visit(url, fetch)
            guide.close()
        except BaseException:
            piped.end(0.0)
            raise
        piped.end(END_PATIENCE)
        took = (time.monotonic() - started) * 1000
        return told(browser._replace(version=version), policies, url, fetch, guide, logged(log), took)


def base(browser: Browser) -> str:
    """
    Where temporary files go, unless that is too long a path for the Unix socket that it makes there, unix(7).

    A snap sees no /tmp but its own, and of a home no hidden folder but what is below ~/snap.
    """
    if browser.path.startswith(SNAP):
        return os.path.expanduser("~/snap/chromium/common")
    usual = tempfile.gettempdir()
    return usual if len(usual) <= LONGEST_BASE else SHORT


def furnish(folder: str) -> None:
    """A profile with a few settings, and the certificates that its user trusts."""
    os.makedirs(os.path.join(folder, "profile", "Default"))
    with open(os.path.join(folder, "profile", "Default", "Preferences"), "x", encoding="utf-8") as file:
        json.dump(PREFERENCES, file)
    for name in TRUSTED_FILES:
        with suppress(OSError):
            copied(os.path.join(os.path.expanduser("~"), TRUSTED, name), os.path.join(folder, TRUSTED, name))


def copied(path: str, to: str) -> None:
    with open(path, "rb") as file:
        data = file.read()
    os.makedirs(os.path.dirname(to), exist_ok=True)
    with open(to, "xb") as copy:
        copy.write(data)


def flags(folder: str, log: str, strange: bool) -> tuple[str, ...]:
    off = FEATURES if strange else (*FEATURES, LOCAL_ACCESS)
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()  # it refuses to start as root with one
    own = (f"--user-data-dir={os.path.join(folder, 'profile')}", f"--log-net-log={log}")
    return (*FLAGS, f"--disable-features={','.join(off)}", *sandbox, *own, BLANK)


def environment(folder: str) -> dict[str, str]:
    """A home of its own: the start scripts of distributions tidy up in that of the user.  No bus: no keyring."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_"))}
    return {**kept, "HOME": folder, "TMPDIR": folder}


def logged(path: str) -> str:
    """What was written of it; a browser that was killed leaves the beginning."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(LONGEST_LOG)
    except OSError:
        return ""


def told(
    browser: Browser,
    policies: tuple[Policy, ...],
    url: str,
    fetch: Fetch | None,
    guide: Guide,
    text: str,
    elapsed_ms: float,
) -> Browsed:
    """Both sources in one, redacted."""
    page = guide.page
    row = page.document if fetch is None else page.requested(url) or devtools.Request(url)
    hops = tuple(dict.fromkeys(page.hops if fetch is None else (url, row.url))) or (url,)
    log = netlog.read(text, hops)
    error = page.error or ("" if row.status else row.error or log.error) if fetch is None else row.error
    origin = fetch.origin if fetch else netlog.origin(hops[-1])
    return Browsed(
        browser=browser,
        url=redact.text(url),
        error=error,
        status=0 if error else row.status,
        final=redact.text(hops[-1]),
        elapsed_ms=round(elapsed_ms, 1),
        hops=tuple(map(redact.text, hops)),
        proxy=redact.text(log.proxy),
        lookups=log.lookups,
        tried=log.tried,
        upgraded=page.upgraded or log.upgraded,
        certificate=error if error.startswith("ERR_CERT") else "",
        policies=policies,
        parts=tuple(part._replace(url=redact.text(part.url)) for part in page.parts(origin)) if fetch is None else (),
        said=tuple(map(redact.text, page.said)),
        cut=guide.cut and not error and not row.status,
        origin=fetch.origin if fetch else "",
        blocked=row.blocked,
    )


class Guide:
    """Who tells the browser what to do, and listens."""

    def __init__(self, piped: Piped, patience: float) -> None:
        self.page, self.cut = devtools.Page(), False
        self._piped, self._patience = piped, patience
        self._session, self._number, self._rest = "", 0, b""
        self._answers: dict[int, Message] = {}

    def greet(self) -> str:
        """Its version, and a page of our own.  Raises OSError where it does not answer."""
        deadline = time.monotonic() + max(START_PATIENCE, self._patience)
        product = self._done("Browser.getVersion", {}, deadline).get("product")
        target = self._done("Target.createTarget", {"url": BLANK}, deadline).get("targetId")
        attached = self._done("Target.attachToTarget", {"targetId": target, "flatten": True}, deadline)
        self._session = devtools.word(attached.get("sessionId"))
        for domain in ("Page", "Network", "Log"):
            self._ask(f"{domain}.enable", {})
        self._done("Page.setLifecycleEventsEnabled", {"enabled": True}, deadline)
        return devtools.word(product).partition("/")[2]

    def visit(self, url: str, fetch: Fetch | None) -> None:
        """As a person does, or as a script of a page of ours does that says it is of another origin."""
        deadline = time.monotonic() + self._patience
        if fetch is None:
            self._go(url, deadline, lambda: self.page.over)
            return
        self._ask("Fetch.enable", {"patterns": [{"urlPattern": "*", "resourceType": "Document"}]})
        self._go(BLANK_OF_NOBODY if fetch.origin == NO_ORIGIN else f"{fetch.origin}/", deadline, self._staged)
        number = self._ask("Runtime.evaluate", {"expression": script(url, fetch), "awaitPromise": True})
        self._until(lambda: number in self._answers, deadline)

    def close(self) -> None:
        self._session = ""
        self._ask("Browser.close", {})

    def _staged(self) -> bool:
        return self.page.loaded or self.page.over

    def _go(self, url: str, deadline: float, over: Callable[[], bool]) -> None:
        number = self._ask("Page.navigate", {"url": url})
        self._until(lambda: number in self._answers, deadline)
        self.page.answered(self._answers.get(number, {}))
        self._until(over, deadline)

    def _done(self, method: str, parameters: Message, deadline: float) -> Message:
        number = self._ask(method, parameters)
        if not self._until(lambda: number in self._answers, deadline):
            raise OSError(errno.ETIMEDOUT, self._piped.last_word() or "it does not answer")
        return self._answers[number]

    def _ask(self, method: str, parameters: Message) -> int:
        self._number += 1
        self._piped.send(devtools.ask(self._number, method, parameters, self._session))
        return self._number

    def _until(self, over: Callable[[], bool], deadline: float) -> bool:
        """Listen; False, and `cut`, where time is up before."""
        while not over() and (left := deadline - time.monotonic()) > 0:
            heard, self._rest = devtools.messages(self._rest + self._piped.receive(left))
            for message in heard:
                self._take(message)
        self.cut = self.cut or not over()
        return over()

    def _take(self, message: Message) -> None:
        self.page.feed(message)
        self._answers |= devtools.result(message)
        if message.get("method") == "Page.javascriptDialogOpening":  # nobody sits there to answer it
            self._ask("Page.handleJavaScriptDialog", {"accept": False})
        if waits := devtools.paused(message):
            body = base64.b64encode(PAGE).decode()
            head = [{"name": "Content-Type", "value": "text/html"}]
            self._ask(
                "Fetch.fulfillRequest", {"requestId": waits, "responseCode": 200, "responseHeaders": head, "body": body}
            )


def script(url: str, fetch: Fetch) -> str:
    """Nothing of the answer is kept.  JSON is JavaScript, ECMA-262 (JSON superset)."""
    headers = dict.fromkeys(fetch.headers, "portwise")
    credentials = "include" if fetch.credentials else "same-origin"
    options = {"method": fetch.method, "headers": headers, "credentials": credentials, "cache": "no-store"}
    return f"fetch({json.dumps(url)}, {json.dumps(options)}).then(() => 1, () => 0)"
