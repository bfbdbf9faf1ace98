"""
What Firefox says of requests that a page made, and of those that it kept from the page.

Its console names the reason of each by a category that no language changes: ``CORSMissingAllowOrigin2``
(dom/locales/en-US/chrome/security/security.properties; the number counts how often the sentence was reworded), which
https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors has a page for, and ``Mixed Content Blocker``.
"""

from __future__ import annotations

import re
from typing import Any

from portwise.model.browse import Part
from portwise.model.record import NamedTuple

CORS = re.compile(r"CORS[A-Z][A-Za-z]{2,60}?\d?")
NETWORK = "CORSDidNotSucceed"  # nobody answered: then it is told by the request itself
MIXED, BLOCKED = "Mixed Content Blocker", "mixed-content"
URL = re.compile(r"https?://[^\s”“\"'»«<>]{1,2000}")
KEPT, ABORTED = "NS_ERROR_DOM_BAD_URI", ("NS_BINDING_ABORTED", "NS_ERROR_ABORT")
PORT = "NS_ERROR_PORT_ACCESS_NOT_ALLOWED"
PREFLIGHT, ICON = "OPTIONS", "/favicon.ico"
MOST, LONGEST = 20, 300


class Row(NamedTuple):
    """One request, when it had ended."""

    asked: str  # the first URL, where it was sent on
    url: str
    method: str
    error: str
    status: int


class Refusal(NamedTuple):
    """What it kept from a page."""

    url: str
    blocked: str  # "cors:CORSMissingAllowOrigin", "mixed-content"


class Seen(NamedTuple):
    """Everything that was told."""

    rows: tuple[Row, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    said: tuple[str, ...] = ()  # by its console, of these
    allowed: bool = True  # the port that was asked about


def seen(told: Any) -> Seen:
    """What the script returned; whatever does not look like that is passed over."""
    told = told if isinstance(told, dict) else {}
    said = [
        (category, text) for category, text in pairs(told.get("said")) if CORS.fullmatch(category) or category == MIXED
    ]
    refusals = [one for category, text in said if (one := refusal(category, text))]
    return Seen(
        tuple(Row(*row) for row in listed(told.get("rows")) if is_row(row)),
        tuple(dict.fromkeys(refusals)),
        tuple(dict.fromkeys(text[:LONGEST] for _, text in said))[:MOST],
        told.get("allowed") is not False,
    )


def listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def pairs(value: object) -> list[tuple[str, str]]:
    rows = (row for row in listed(value) if isinstance(row, list) and len(row) == 2)
    return [(category, text) for category, text in rows if isinstance(category, str) and isinstance(text, str)]


def is_row(row: object) -> bool:
    words = isinstance(row, list) and len(row) == 5 and all(isinstance(word, str) for word in row[:4])
    return words and isinstance(row, list) and isinstance(row[4], int)


def refusal(category: str, text: str) -> Refusal | None:
    """Each sentence names the URL, in whatever language."""
    word, found = category.rstrip("0123456789"), URL.search(text)
    if word == NETWORK or found is None:
        return None
    return Refusal(found[0].rstrip("."), BLOCKED if category == MIXED else f"cors:{word}")


def of_fetch(told: Seen, url: str, status: int) -> tuple[str, str, str]:
    """What one request came to: where it ended, Firefox's own error, and why the page did not get the answer."""
    chain = [row for row in told.rows if row.asked == url or row.url == url]
    final = next((row.url for row in reversed(chain) if row.method != PREFLIGHT), url)
    if status:
        return final, "", ""
    ends = {url, final, *(row.url for row in chain)}
    blocked = next((one.blocked for one in told.refusals if one.url in ends), "")
    if blocked:
        before = " of the preflight" if any(row.method == PREFLIGHT and row.error == KEPT for row in chain) else ""
        return final, "" if blocked == BLOCKED else KEPT, blocked + before
    error = next((row.error for row in chain if row.error not in ("", KEPT)), "")
    return final, error or ("" if told.allowed else PORT), ""


def parts(told: Seen, page: str, origin: str) -> tuple[Part, ...]:
    """What failed beside the page itself."""
    kept = {one.url: one.blocked for one in told.refusals}
    rows = {row.url: row for row in told.rows if row.method != PREFLIGHT and row.url != page}
    failed = [row for row in rows.values() if row.url not in kept and is_failure(row)]
    found = [Part(url, of(rows.get(url)), blocked, origin, 0) for url, blocked in kept.items()]
    found += [Part(row.url, row.error, "", origin, row.status) for row in failed]
    return tuple(found)[:MOST]


def of(row: Row | None) -> str:
    return row.error if row else ""


def is_failure(row: Row) -> bool:
    wanted = not row.url.endswith(ICON) and row.error not in ABORTED
    return wanted and (bool(row.error) or row.status >= 400)
