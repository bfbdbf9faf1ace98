"""
The DevTools protocol of the Chromium family, as it runs over a pipe: JSON, each message ended by a NUL.

Pure: `ask` makes the bytes of a command, `messages` takes those that came apart, and `Page` gathers what one page met
(https://chromedevtools.github.io/devtools-protocol/, domains Page, Network and Log).
"""

from __future__ import annotations

import json
from typing import Any

from portwise.model.browse import Part
from portwise.model.record import NamedTuple

END = b"\0"
MOST_PARTS, MOST_LINES, LONGEST_LINE = 20, 10, 300
MOST_REQUESTS = 2000  # that are followed; a page that never stops asking is cut off anyway
PREFIX = "net::"
LAST_STATUS = 1000  # RFC 9110 section 15: three digits
LOCAL_ACCESS = ("LocalNetworkAccess", "InsecureLocalNetwork", "PrivateNetwork", "InsecurePrivateNetwork")
LOCAL = "local-network-access"
ABORTED = "ERR_ABORTED"  # by the page itself, because we end the browser, or of a 204 and a download: no page
EMPTY = "ERR_HTTP_RESPONSE_CODE_FAILURE"  # an answer of 400 or more, without a page
PREFLIGHT = "preflight"  # who begins it, and in older versions its type
CRASHED = "crashed"
ICON = "/favicon.ico"  # nobody misses it

Message = dict[str, Any]


def ask(number: int, method: str, parameters: Message | None = None, session: str = "") -> bytes:
    message: Message = {"id": number, "method": method, "params": parameters or {}}
    if session:
        message["sessionId"] = session
    return json.dumps(message).encode() + END


def messages(data: bytes) -> tuple[list[Message], bytes]:
    """Those that are whole, and the rest; what is no object is left out."""
    *whole, rest = data.split(END)
    return [message for message in map(parsed, whole) if message], rest


def parsed(data: bytes) -> Message:
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


class Request(NamedTuple):
    """One request of the page."""

    url: str
    status: int = 0
    error: str = ""
    blocked: str = ""
    over: bool = False
    asked: str = ""  # the first URL, where it was sent on


class Page:
    """What is known of a page so far; fed with messages in their order."""

    def __init__(self) -> None:
        self.hops: list[str] = []
        self.upgraded = ""
        self.error = ""
        self.loader = ""  # of the page that was asked for
        self.loaded = False  # it has come
        self.over = False  # it has come and asks for nothing more, or it will not come
        self.said: list[str] = []
        self._requests: dict[str, Request] = {}

    def feed(self, message: Message) -> None:
        method, about = message.get("method"), message.get("params")
        if isinstance(method, str) and isinstance(about, dict) and (take := TAKES.get(method)):
            take(self, about)

    def answered(self, result: Message) -> None:
        """What Page.navigate said: it comes when the first bytes do, or with the error instead."""
        self.loader = word(result.get("loaderId"))
        error = word(result.get("errorText")).removeprefix(PREFIX)
        came = self.document.status and error in (ABORTED, EMPTY)
        self.error = "" if came else error
        self.over = bool(error) or result.get("isDownload") is True

    @property
    def document(self) -> Request:
        return self._requests.get(self.loader) or Request(self.hops[-1] if self.hops else "")

    def requested(self, url: str) -> Request | None:
        """The last request for a URL, however it went."""
        return next((r for r in reversed(self._requests.values()) if url in (r.asked or r.url, r.url)), None)

    def parts(self, origin: str) -> tuple[Part, ...]:
        """What failed beside the page itself."""
        rows = (row for key, row in self._requests.items() if key != self.loader and not row.url.endswith(ICON))
        failed = (r for r in rows if r.blocked or (r.error and r.error != ABORTED) or r.status >= 400)
        made = dict.fromkeys(Part(r.url, r.error, r.blocked, origin, r.status) for r in failed)
        return tuple(made)[:MOST_PARTS]

    def _sent(self, about: Message) -> None:
        number, request = word(about.get("requestId")), about.get("request")
        url = word(request.get("url")) if isinstance(request, dict) else ""
        initiator = about.get("initiator")
        kinds = (about.get("type"), initiator.get("type") if isinstance(initiator, dict) else "")
        if number and url and PREFLIGHT not in map(str.lower, map(word, kinds)) and len(self._requests) < MOST_REQUESTS:
            known = self._requests.get(number)
            self._requests[number] = Request(url, asked=(known.asked or known.url) if known else "")
            if about.get("type") == "Document" and number == about.get("loaderId") and not url.startswith("about:"):
                self._led(url, about.get("redirectResponse"))

    def _led(self, url: str, response: object) -> None:
        if len(self.hops) < MOST_PARTS:
            self.hops.append(url)
        headers = response.get("headers") if isinstance(response, dict) else None
        why = word(headers.get("Non-Authoritative-Reason")) if isinstance(headers, dict) else ""
        self.upgraded = self.upgraded or (why if url.startswith("https:") else "")

    def _came(self, about: Message) -> None:
        number, response = word(about.get("requestId")), about.get("response")
        if isinstance(response, dict) and number in self._requests:
            status = response.get("status")
            said = status if isinstance(status, int) and 0 <= status < LAST_STATUS else 0
            self._requests[number] = self._requests[number]._replace(status=said)

    def _finished(self, about: Message) -> None:
        number = word(about.get("requestId"))
        if number in self._requests:
            self._requests[number] = self._requests[number]._replace(over=True)

    def _failed(self, about: Message) -> None:
        """The first word counts: a page that failed is thrown away again, and that fails too."""
        number, cors = word(about.get("requestId")), about.get("corsErrorStatus")
        known = self._requests.get(number)
        if known is None or known.over:
            return
        kind = word(cors.get("corsError")) if isinstance(cors, dict) else ""
        blocked = kind or word(about.get("blockedReason"))
        error = word(about.get("errorText")).removeprefix(PREFIX)
        self._requests[number] = known._replace(error=error, blocked=barred(blocked), over=True)

    def _went(self, about: Message) -> None:
        if self.loader and about.get("loaderId") == self.loader:
            self.loaded = self.loaded or about.get("name") == "load"
            self.over = self.over or about.get("name") == "networkIdle"

    def _logged(self, about: Message) -> None:
        entry = about.get("entry")
        if isinstance(entry, dict) and entry.get("level") in ("error", "warning"):
            self._note(word(entry.get("text")))

    def _note(self, text: str) -> None:
        if text and len(self.said) < MOST_LINES and text[:LONGEST_LINE] not in self.said:
            self.said.append(text[:LONGEST_LINE])

    def _gone(self, _: Message) -> None:
        self.error, self.over = CRASHED, True


TAKES = {
    "Network.requestWillBeSent": Page._sent,
    "Network.responseReceived": Page._came,
    "Network.loadingFinished": Page._finished,
    "Network.loadingFailed": Page._failed,
    "Page.lifecycleEvent": Page._went,
    "Log.entryAdded": Page._logged,
    "Inspector.targetCrashed": Page._gone,
}


def barred(reason: str) -> str:
    """What Local Network Access says in several words is one thing; ``cors:`` before what the CORS check says."""
    if reason.startswith(LOCAL_ACCESS):
        return f"{LOCAL}:{reason}"
    return f"cors:{reason}" if reason[:1].isupper() else reason


def paused(message: Message) -> str:
    """The id of a request that waits for our answer, "" where it is no such message."""
    about = message.get("params")
    waits = message.get("method") == "Fetch.requestPaused" and isinstance(about, dict)
    return word(about.get("requestId")) if waits and isinstance(about, dict) else ""


def result(message: Message) -> dict[int, Message]:
    """What was answered to which command; an error is an empty answer."""
    number, said = message.get("id"), message.get("result")
    return {number: said if isinstance(said, dict) else {}} if isinstance(number, int) else {}


def word(value: object) -> str:
    return value if isinstance(value, str) else ""
