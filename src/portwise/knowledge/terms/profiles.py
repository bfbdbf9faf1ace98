"""
A browser that fails beside one of a clean profile that gets through.

The profile of a user is never opened, so that what is in it cannot be seen.  But a
clean profile on the same machine gets the page at the same moment: then neither the
server nor the way there is at fault, and what the user's own browser said tells of
which kind the rest is.  This alone among all that somebody says can support a cause,
for the other half of it was measured.
"""

from __future__ import annotations

from portwise.knowledge.terms import browsers
from portwise.model.cause import About, View
from portwise.model.client import Client
from portwise.model.evidence import Known
from portwise.model.facts import BROWSED, EXTENSIONS, HERE, SAW
from portwise.model.testimony import Saw

FAILS_FROM = 400
MOST = 5  # extensions
REMEMBERED = ("http-3xx", "http-4xx", "wrong-content")
# net/base/net_error_list.h, xpcom/base/ErrorList.py: the browser's own view of the network, or of its sockets
OF_SOCKETS = (
    *("ERR_NETWORK_CHANGED", "ERR_NETWORK_IO_SUSPENDED", "ERR_INTERNET_DISCONNECTED", "ERR_INSUFFICIENT_RESOURCES"),
    *("ERR_NO_BUFFER_SPACE", "NS_ERROR_OFFLINE"),
)
NAMES = {"chrome": "Chrome", "chromium": "Chromium", "edge": "Edge", "brave": "Brave", "opera": "Opera"}
NAMES |= {"vivaldi": "Vivaldi", "firefox": "Firefox", "safari": "Safari", "browser": "the browser"}
OF_THEIR_OWN = ("firefox", "safari")  # not built on Chromium


def told(view: View) -> list[Saw]:
    """What was said of browsers that fail, where a clean one gets the page; nobody is asked for more."""
    browsed = view[BROWSED.of(HERE)]
    if browsed is None or not browsed.works or browsed.status >= FAILS_FROM:
        return []
    said = [(o.question, o.said.value) for o in view.seen if o.question.fact is SAW and isinstance(o.said, Known)]
    failing = [view[question] for question, saw in said if saw.kind is Client.BROWSER and not saw.works]
    view.read.append(BROWSED.of(HERE))  # the last that is read is cited first, and this sentence is about the clean one
    return failing


BESIDE_A_CLEAN_ONE: About[Saw] = About(
    "a browser was said to fail, and one with a clean profile gets the page",
    told,
    told="{clean} with a clean profile gets HTTP {status}",
    denied="nobody said that a browser fails which a clean profile does not",
    once=browsers.browsed,
)


def remembers(view: View, saw: Saw) -> bool:
    """What nothing but memory brings about: another page, a redirect, cookies, https where http was asked for."""
    view.read.append(SAW.of(saw.client))
    forced = saw.about_tls and view.target.asks_in_the_clear
    return forced or saw.outcomes[0] in REMEMBERED or "browser-cached-state" in saw.causes


def waits(view: View, saw: Saw) -> bool:
    """What it says that has no socket left, or believes that the network is away."""
    view.read.append(SAW.of(saw.client))
    return saw.word in OF_SOCKETS or saw.outcomes[0] == "hang"


def is_of_its_own(view: View, saw: Saw) -> bool:
    """Neither of these, and nothing that the word itself gives to a rule or a proxy."""
    return not remembers(view, saw) and not waits(view, saw) and not saw.causes


def name(_: View, saw: Saw) -> str:
    return NAMES.get(saw.client, saw.client)


def chromium(view: View, saw: Saw) -> str | None:
    return None if saw.client in OF_THEIR_OWN else name(view, saw)


def firefox(view: View, saw: Saw) -> str | None:
    return name(view, saw) if saw.client == "firefox" else None


def clean(view: View, _: Saw) -> str | None:
    browsed = view[BROWSED.of(HERE)]
    return browsed and f"{browsed.browser.name} {browsed.browser.version}".strip()


def status(view: View, _: Saw) -> str | None:
    browsed = view[BROWSED.of(HERE)]
    return browsed and str(browsed.status)


def extensions(view: View, saw: Saw) -> str | None:
    """Those that every profile of his has, and a clean one of ours has not; what they may do with requests."""
    rows = [one for one in view[EXTENSIONS.of(HERE)] if one.browser == name(view, saw)]  # each has folders of its own
    return ", ".join(f"{one.name} ({', '.join(one.may)})" if one.may else one.name for one in rows[:MOST]) or None


SLOTS = {
    "client": name,
    "word": lambda _, saw: saw.word,
    "chromium": chromium,
    "firefox": firefox,
    "clean": clean,
    "status": status,
    "extensions": extensions,
}
