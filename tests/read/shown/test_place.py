"""From where it was asked, as far as a text shows."""

import pytest

from portwise.model.evidence import Known
from portwise.model.facts import FROM_HERE, HERE, LOCAL
from portwise.model.target import Target, ip_address
from portwise.read.facts import answers
from portwise.read.readers import understood

CURL = "curl: (7) Failed to connect to localhost port 8080: Connection refused"
CHROME = "http://localhost:8080 in chrome: ERR_CONNECTION_REFUSED"


def told(raw, target="localhost:8080"):
    return {a.question: a.said for a in answers(understood(raw), Target.parse(target))}


@pytest.mark.parametrize(
    "raw",
    [
        f"$ curl localhost:8080\n{CURL}",
        CURL,
        f"{CHROME}\nit works inside the container",
        "PS C:\\shop> node call.js\nError: connect ECONNREFUSED 127.0.0.1:8080",
    ],
)
def test_who_asks_at_a_prompt_or_with_a_browser_asks_from_the_machine(raw):
    """By loopback, which is the machine's own."""
    said = told(raw)

    assert said[FROM_HERE.of(HERE)] == Known(None)
    assert said[LOCAL.of(ip_address("127.0.0.1"))] == Known(True)


@pytest.mark.parametrize(
    "raw",
    [
        f"$ docker exec web curl localhost:8080\n{CURL}",
        f"$ docker exec -it web bash\nroot@0123456789ab:/# curl localhost:8080\n{CURL}",
        f"root@0123456789ab:/app# curl localhost:8080\n{CURL}",
        f"web-1  | {CURL}",
        f"from inside the container I get {CURL}",
        f"{CURL}, from another machine",
        "Error: connect ECONNREFUSED 127.0.0.1:8080",
        "$ kubectl logs web\nError: connect ECONNREFUSED 127.0.0.1:8080",
    ],
)
def test_who_may_be_elsewhere_is_somewhere_that_is_not_told(raw):
    """In a container, in a log, on another machine, or nowhere that anything shows."""
    assert FROM_HERE.of(HERE) not in told(raw)
