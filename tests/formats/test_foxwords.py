"""What Firefox ESR 153.7 said of the requests of pages on 2026-11-20, as its own context told it."""

import pytest

from portwise.formats import foxwords
from portwise.model.browse import Part

PAGE, API, THERE = "http://localhost:5173/", "http://127.0.0.1:3000/api", "http://127.0.0.1:3001/x"
BAD, GONE = "NS_ERROR_DOM_BAD_URI", "NS_ERROR_CONNECTION_REFUSED"
BLOCKED = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {}. (Reason: {})."
)
MISSING = ["CORSMissingAllowOrigin2", BLOCKED.format(API, "CORS header Access-Control-Allow-Origin missing")]
THERE_TOO = ["CORSMissingAllowOrigin2", BLOCKED.format(THERE, "CORS header Access-Control-Allow-Origin missing")]
NOBODY = ["CORSDidNotSucceed2", BLOCKED.format(API, "CORS request did not succeed")]
GERMAN = ["CORSMissingAllowOrigin2", f"Quellübergreifende (Cross-Origin) Anfrage blockiert: … auf {API}. (Grund: …)"]
MIXED = ["Mixed Content Blocker", f"Blocked loading mixed active content “{API}”"]
CORS = "cors:CORSMissingAllowOrigin"


def row(url=API, error="", status=0, method="GET", asked=API):
    return [asked, url, method, error, status]


@pytest.mark.parametrize(
    "rows, said, allowed, status, expected",
    [
        ([row(status=200)], [], True, 200, (API, "", "")),
        ([row(error=BAD, status=200)], [MISSING], True, 0, (API, BAD, CORS)),
        ([row(error=BAD, status=200)], [GERMAN], True, 0, (API, BAD, CORS)),
        (
            [row(error=BAD, status=405, method="OPTIONS"), row(error=BAD, method="PUT")],
            [MISSING, NOBODY],
            True,
            0,
            (API, BAD, f"{CORS} of the preflight"),
        ),
        ([row(status=302), row(THERE, BAD, 200)], [THERE_TOO], True, 0, (THERE, BAD, CORS)),
        ([row(error=GONE), row(error=BAD)], [NOBODY], True, 0, (API, GONE, "")),
        ([], [], False, 0, (API, "NS_ERROR_PORT_ACCESS_NOT_ALLOWED", "")),
        ([], [MIXED], True, 0, (API, "", "mixed-content")),
        ([], [], True, 0, (API, "", "")),
    ],
)
def test_what_became_of_a_request(rows, said, allowed, status, expected):
    """The network's own word where nobody answered, else the reason why the page did not get the answer."""
    told = foxwords.seen({"rows": rows, "said": said, "allowed": allowed})

    assert expected == foxwords.of_fetch(told, API, status)


def test_what_a_page_lacks():
    """Each request once; what was broken off, and the icon that nobody misses, are none."""
    rows = [
        row(PAGE, status=200, asked=PAGE),
        row(error=BAD, status=200),
        row(THERE, GONE, asked=THERE),
        row(PAGE + "x.js", status=404),
        row(PAGE + "favicon.ico", status=404),
        row(PAGE + "y.js", "NS_BINDING_ABORTED"),
    ]
    told = foxwords.seen({"rows": rows, "said": [MISSING, MISSING, NOBODY, ["DOM Core", "a warning"]], "allowed": True})

    assert (
        Part(API, BAD, CORS, "http://localhost:5173"),
        Part(THERE, GONE, "", "http://localhost:5173"),
        Part(PAGE + "x.js", "", "", "http://localhost:5173", 404),
    ) == foxwords.parts(told, PAGE, "http://localhost:5173")
    assert (MISSING[1], NOBODY[1]) == told.said


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        "x",
        {"rows": 3},
        {"rows": [1, [], ["a"] * 5, row(status="200")]},
        {"said": [[1, 2], "x", ["CORSx", 3]]},
    ],
)
def test_what_is_none_of_it_is_passed_over(told):
    """Whatever an older or a newer Firefox returns."""
    assert foxwords.Seen() == foxwords.seen(told)
