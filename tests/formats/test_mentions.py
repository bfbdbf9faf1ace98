"""What a text itself calls a host, a user, or hides in a path."""

import pytest

from portwise.formats import mentions
from portwise.formats.identities import Beforehand, find
from portwise.model.exchange import Exchange
from portwise.model.outcome import Outcome
from portwise.model.target import Target

TOKEN = "Zk93hHq0Lm2xTr81Wd5yBv7c"
KEPT = (
    "Host is down",
    "host not found in upstream",
    "Host header of the request",
    "vite --host --port 3000",
    "node --host 0.0.0.0 --user root",
    "host=localhost user=postgres",
    "host = true",
    "systemctl --user show daemon",
    "pip install --user flask-cors",
    "DNS lookup failed: timed out",
    "no_proxy=localhost,127.0.0.1,::1",
    "GET /api/v1/users/search",
    "http://localhost:3000/static/main-chunk.js",
    "http://localhost:3000/The-Management-Page-2024-edition",
    "ENOTFOUND localhost",
    "the user is not allowed",
    "hosts: files dns",
)


@pytest.mark.parametrize(
    ("said", "people", "words"),
    [
        ("NO_PROXY=hushed-marge,.flanders.lan,10.9.8.7", set(), {"hushed", "marge", "flanders"}),
        ("host=blimp password=*** user=homer port=5432", {"homer"}, {"blimp"}),
        ("PGHOST=x DB_HOST=blimp DB_USER=homer", {"homer"}, {"blimp"}),
        ("--dbHost=blimp", set(), {"blimp"}),
        ("--host-name blimp-zed --user homer", {"homer"}, {"blimp", "zed"}),
        (("node", "--hostname", "blimp", "--db-user", "homer"), {"homer"}, {"blimp"}),
        ((("no_proxy", "blimp,zed"),), set(), {"blimp", "zed"}),
        ("failed at host blimp-db-7 (refused)", set(), {"blimp"}),
        ("getaddrinfo ENOTFOUND blimp", set(), {"blimp"}),
        ("dial tcp: lookup blimp on 127.0.0.11:53: no such host", set(), {"blimp"}),
        ("curl: (6) Could not resolve host: blimp", set(), {"blimp"}),
        ('could not translate host name "blimp" to address', set(), {"blimp"}),
        (f"https://localhost/hooks/{TOKEN}", set(), {TOKEN.lower()}),
        ("https://localhost/hooks/T024BE7LD_wheel_B024BE7LD", set(), {"t024be7ld", "b024be7ld"}),
        (f"POST /hooks/{TOKEN} HTTP/1.1", set(), {TOKEN.lower()}),
        (Target.parse(f"localhost:3000/hooks/{TOKEN}"), set(), {TOKEN.lower()}),
    ],
    ids=str,
)
def test_who_is_named(said, people, words):
    """In a text, in the words of a command, in a variable and its value, in a path."""
    found = find([said], Beforehand())

    assert people == found.people
    assert words == {word for word in found.words if word != "x"}


@pytest.mark.parametrize("text", KEPT)
def test_what_names_nobody_stays(text):
    """Errors, options without a value, what every machine has, and paths that people write."""
    found = find([text, tuple(text.split(" "))], Beforehand())

    assert (set(), set()) == (found.people, found.words)


@pytest.mark.parametrize(
    ("server", "via", "words"),
    [
        ("nginx/1.2 blimp.acme.me", "1.1 zed-zulu (squid)", {"blimp", "acme", "zed", "zulu"}),
        ("Apache/2.4.41 (Ubuntu) OpenSSL/1.1.1 PHP/7.4", "HTTP/1.1 proxy1 (Apache), 1.1 google", {"proxy1"}),
        ("SimpleHTTP/0.6 Python/3.11.7", "", set()),
    ],
)
def test_what_a_header_says_besides_a_program(server, via, words):
    """The program and its version stay: they lead to the cause."""
    page = Exchange(Outcome.CONNECTED, 502, server, via, "", "", b"", 1.0)

    assert words == find([page], Beforehand()).words


@pytest.mark.parametrize(
    ("segment", "is_token"),
    [
        ("0f8fad5b-d9cb-469f-a165-70867728950e", True),
        ("d41d8cd98f00b204e9800998ecf8427e", True),
        ("T024BE7LDB024BE7LD", True),
        ("7f" * 32, False),
        ("user-management-service", False),
        ("2026-11-20-release-notes", False),
        ("index-9f8a7b.js", False),
        ("1234567890123456789", False),
        ("", False),
    ],
)
def test_what_only_a_secret_looks_like(segment, is_token):
    """Not the id of a container, which others shorten; not a word, a date, a number, a file."""
    assert is_token == mentions.is_token(segment)


@pytest.mark.parametrize("piece", ["host=", "--user ", "a-", "host ", "no_proxy=,", "http://a/", "GET /a", "aA1", "("])
def test_a_long_text_takes_no_time(piece):
    """However it repeats itself."""
    text = piece * 20_000

    assert [] == [
        one for one in (*mentions.users(text), *mentions.secrets(text), *mentions.banner(text)) if "\n" in one
    ]
    assert not any("\n" in one for one in mentions.hosts(text))
