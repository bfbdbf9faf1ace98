"""What the messages of the DevTools protocol tell of one page."""

import json

from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import devtools
from portwise.model.browse import Part

URL = "http://localhost:3000/"


def sent(number, url, kind="Fetch", loader="L", **more):
    about = {"requestId": number, "loaderId": loader, "request": {"url": url}, "type": kind, **more}
    return {"method": "Network.requestWillBeSent", "params": about}


def failed(number, error, **more):
    return {"method": "Network.loadingFailed", "params": {"requestId": number, "errorText": f"net::{error}", **more}}


def came(number, status):
    return {"method": "Network.responseReceived", "params": {"requestId": number, "response": {"status": status}}}


def page(*messages, answer=None):
    one = devtools.Page()
    for message in messages:
        one.feed(message)
    one.answered(answer or {"loaderId": "L"})
    return one


def test_messages_come_apart_and_are_put_together():
    """What has no end yet waits for it; what is no object is left out."""
    data = devtools.ask(1, "Page.enable") + b"[1]\0{]\0" + b'{"id": 2'
    heard, rest = devtools.messages(data)

    assert ([{"id": 1, "method": "Page.enable", "params": {}}], b'{"id": 2') == (heard, rest)


def test_a_command_of_a_session_says_so():
    """Those without one go to the browser itself."""
    command = json.loads(devtools.ask(3, "Page.navigate", {"url": URL}, "S").rstrip(b"\0"))

    assert {"id": 3, "method": "Page.navigate", "params": {"url": URL}, "sessionId": "S"} == command


def test_a_page_that_came():
    """Its status; it is over when it asks for nothing more, and not before."""
    one = page(sent("L", URL, "Document"), came("L", 200))
    before = one.over
    one.feed({"method": "Page.lifecycleEvent", "params": {"name": "networkIdle", "loaderId": "other"}})
    meanwhile = one.over
    one.feed({"method": "Page.lifecycleEvent", "params": {"name": "networkIdle", "loaderId": "L"}})

    assert (200, "", [URL]) == (one.document.status, one.error, one.hops)
    assert [False, False, True] == [before, meanwhile, one.over]


def test_a_page_that_did_not_come():
    """The word of the navigation, without its prefix."""
    one = page(sent("L", URL, "Document"), answer={"loaderId": "L", "errorText": "net::ERR_UNSAFE_PORT"})

    assert ("ERR_UNSAFE_PORT", True) == (one.error, one.over)


def test_an_answer_without_a_page_is_an_answer():
    """204, a download, and an error of 400 or more with nothing in it: the browser calls that a failure."""
    for status, error in ((204, "ERR_ABORTED"), (404, "ERR_HTTP_RESPONSE_CODE_FAILURE")):
        one = page(
            sent("L", URL, "Document"), came("L", status), answer={"loaderId": "L", "errorText": f"net::{error}"}
        )

        assert ("", True, status) == (one.error, one.over, one.document.status)


def test_redirects_and_what_the_browser_turns_by_itself():
    """Each URL on the way, and why http became https."""
    response = {"status": 307, "headers": {"Non-Authoritative-Reason": "HSTS"}}
    secure = "https://localhost:3000/"
    one = page(sent("L", URL, "Document"), sent("L", secure, "Document", redirectResponse=response))

    assert ([URL, secure], "HSTS") == (one.hops, one.upgraded)


def test_parts_that_failed():
    """What a check of the browser kept, what failed on the way, and an error of a server; no icon, nothing aborted."""
    one = page(
        sent("L", URL, "Document"),
        came("L", 200),
        *(sent("1", "http://a.test/"), failed("1", "ERR_FAILED", corsErrorStatus={"corsError": "MissingAllowOrigin"})),
        *(
            sent("2", "http://b.test/"),
            failed("2", "ERR_FAILED", corsErrorStatus={"corsError": "InsecureLocalNetwork"}),
        ),
        *(sent("3", "http://c.test/"), failed("3", "ERR_CONNECTION_REFUSED")),
        *(sent("4", "http://d.test/"), came("4", 502)),
        *(sent("5", "http://e.test/"), failed("5", "ERR_ABORTED")),
        *(sent("6", "http://f.test/favicon.ico"), came("6", 404)),
        *(sent("7", "http://g.test/"), failed("7", "ERR_BLOCKED_BY_CLIENT", blockedReason="inspector")),
        *(sent("8", "http://h.test/"), came("8", 200)),
    )
    expected = (
        Part("http://a.test/", "ERR_FAILED", "cors:MissingAllowOrigin", "o"),
        Part("http://b.test/", "ERR_FAILED", "local-network-access:InsecureLocalNetwork", "o"),
        Part("http://c.test/", "ERR_CONNECTION_REFUSED", "", "o"),
        Part("http://d.test/", "", "", "o", 502),
        Part("http://g.test/", "ERR_BLOCKED_BY_CLIENT", "inspector", "o"),
    )

    assert expected == one.parts("o")


def test_the_first_failure_counts():
    """When the browser is ended, everything that was over fails once more."""
    one = page(
        sent("L", URL, "Document"),
        sent("1", "http://a.test/"),
        failed("1", "ERR_TIMED_OUT"),
        failed("1", "ERR_ABORTED"),
    )

    assert ["ERR_TIMED_OUT"] == [part.error for part in one.parts("")]


def test_a_preflight_is_not_the_request():
    """Both have the same URL; the request that it is for tells how it went."""
    one = page(sent("1", URL), sent("2", URL, "Preflight"), failed("1", "ERR_FAILED"))
    request = one.requested(URL)

    assert request is not None
    assert "ERR_FAILED" == request.error


def test_a_preflight_is_told_by_who_begins_it():
    """As newer versions say it, whichever of the two comes first."""
    before = {"kind": "Other", "initiator": {"type": "preflight"}}
    one = page(sent("1", URL), sent("2", URL, **before), came("2", 204), failed("1", "ERR_FAILED"))
    request = one.requested(URL)

    assert request is not None
    assert ("ERR_FAILED", 0) == (request.error, request.status)


def test_a_request_that_is_sent_on_is_the_same_one():
    """Where it ended is another URL."""
    cors = {"corsError": "MissingAllowOriginHeader"}
    elsewhere = "http://localhost:3001/"
    one = page(sent("1", URL), sent("1", elsewhere), failed("1", "ERR_FAILED", corsErrorStatus=cors))
    request = one.requested(URL)

    assert request is not None
    assert (elsewhere, "cors:MissingAllowOriginHeader") == (request.url, request.blocked)


def test_what_the_console_says_is_bounded():
    """A page may write without end."""
    lines = [{"level": "error", "text": f"{n} {'x' * 1000}"} for n in range(100)]
    one = page(*({"method": "Log.entryAdded", "params": {"entry": line}} for line in lines))

    assert devtools.MOST_LINES == len(one.said)
    assert {devtools.LONGEST_LINE} == {len(line) for line in one.said}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("requestId", "request", "loaderId", "type", "response", "errorText", "corsErrorStatus", "name", "entry")
MESSAGES = st.builds(
    lambda method, params: {"method": method, "params": params},
    st.sampled_from(sorted(devtools.TAKES)) | VALUES,
    st.dictionaries(st.sampled_from(KEYS), VALUES) | VALUES,
)


@given(
    st.lists(MESSAGES, max_size=6), st.dictionaries(st.sampled_from(("loaderId", "errorText", "isDownload")), VALUES)
)
def test_any_message_is_taken(messages, answer):
    """Whatever a browser of tomorrow says, it is no exception."""
    one = page(*messages, answer=answer)

    assert isinstance(one.parts("o"), tuple)
    assert isinstance([devtools.paused(m) for m in messages] + [devtools.result(m) for m in messages], list)


@given(st.binary())
def test_any_bytes_come_apart(data):
    """The rest is what stands behind the last end."""
    heard, rest = devtools.messages(data)

    assert data.rpartition(b"\0")[2] == rest
    assert all(isinstance(message, dict) for message in heard)
