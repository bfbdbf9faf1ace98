"""``portwise why --origin``: a page asks."""

import http.server
import json
import threading

import pytest

from portwise.ui.cli import main


class Plain(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        if self.headers["Origin"] == "http://allowed.test":
            self.send_header("Access-Control-Allow-Origin", "http://allowed.test")
        self.end_headers()

    def log_message(self, *_):
        """Nobody reads it."""


@pytest.fixture
def url():
    """A web server that knows nothing of other origins."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Plain) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_page_is_told_apart_from_curl(url, capsys):
    """The same server answers one client and not the other."""
    codes = [main(["why", url, "--json"]), main(["why", url, "--json", "--origin", "localhost:5173"])]
    plainly, decoder = json.JSONDecoder().raw_decode(text := capsys.readouterr().out)
    paged = json.loads(text[decoder:])

    assert [0, 1] == codes
    assert [None, "http://localhost:5173"] == [
        r["target"]["fetch"] and r["target"]["fetch"]["origin"] for r in (plainly, paged)
    ]
    assert ["cors-blocked"] == [f["cause"] for f in paged["findings"] if f["state"] == "supported"]


def test_a_page_that_may_read_is_told_so(url, capsys):
    """Else it would look as if nobody had asked for it; without a page nothing is said of one."""
    codes = [main(["why", url, "--plain", "--origin", "http://allowed.test"]), main(["why", url, "--plain"])]
    said = capsys.readouterr().out.count("a page of http://allowed.test may read the answer")

    assert ([0, 0], 1) == (codes, said)


@pytest.mark.parametrize(
    "argv",
    [
        ["http://localhost:1", "--method", "PUT"],
        ["http://localhost:1", "--credentials"],
        ["redis://localhost:1", "--origin", "localhost:5173"],
        ["--bind", ":1", "--origin", "localhost:5173"],
        ["http://localhost:1", "--origin", "a b"],
        ["http://localhost:1", "--origin", "null", "--header", "X: y"],
    ],
)
def test_what_no_page_can_ask_is_misuse(argv, capsys):
    """Exit 2 and one line; nothing is tried."""
    assert 2 == main(["why", *argv])
    assert 1 == capsys.readouterr().err.count("\n")
