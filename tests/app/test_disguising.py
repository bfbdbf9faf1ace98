"""What was read, given away: judged as it was, without its secrets, and with nobody named in it."""

import json
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

import portwise
from portwise.app.bundle import bundled, decode, encode, replayed
from portwise.app.disguising import disguised
from portwise.app.reading import MOST_SIGNS, read
from portwise.formats.identities import Beforehand, find
from portwise.formats.pseudonyms import Pseudonyms
from portwise.model.bundle import Bundle, NotABundle
from portwise.model.reading import Failure, Noted, Platform
from portwise.model.report import State
from portwise.render import issue, poster, prompt
from tests.read.settled import reports

SCHEMA = Path(portwise.__file__).parent / "schema" / "bundle-1.json"
SECRETS = """On maggie-laptop I run our shop: DATABASE_URL=postgres://shop:hunter2@db.acme-holding.internal:5432/shop
maggie@maggie-laptop:~/code/zeppelin$ psql postgres://shop:hunter2@db.acme-holding.internal:5432/shop
psql: error: connection to server at "db.acme-holding.internal" (10.20.30.40), port 5432 failed: Connection refused
maggie@maggie-laptop:~$ curl -H "Authorization: Bearer abcdef0123456789" http://10.20.30.40:8080/
curl: (7) Failed to connect to 10.20.30.40 port 8080 after 2 ms: Connection refused
MYSQL_PASSWORD=s3cretpw
maggie@maggie-laptop:~$ docker ps
CONTAINER ID   IMAGE         COMMAND   CREATED      STATUS      PORTS                  NAMES
0123456789ab   zep/blimp:1   "node"    2 days ago   Up 2 days   0.0.0.0:8080->80/tcp   blimpy
"""
LENT = """$ docker ps
CONTAINER ID   IMAGE   STATUS      PORTS                  NAMES
0123456789ab   web     Up 2 days   0.0.0.0:3000->80/tcp   web"""
GIVEN = ("maggie", "acme", "holding", "zeppelin", "hunter2", "abcdef0123", "s3cret", "10.20.30", "blimp")


def said(report):
    findings = [(f.cause, f.state, len(f.because), len(f.against), len(f.steps)) for f in report.findings]
    return findings, report.verdict, report.symptom, len(report.attempts)


def there_and_back(text):
    """The report, what leaves, and the report that it makes elsewhere."""
    first = read(text)
    raw = encode(bundled(first, b"salt", platform="")[0])
    kept = decode(raw.encode())

    assert () == kept.skipped
    return first, raw, replayed(kept.bundle)


@pytest.mark.parametrize("one", reports()[::90], ids=lambda one: one.name)
def test_a_text_leads_to_the_same_findings_elsewhere(one):
    """With as many reasons and steps, in the same order, whoever is in it has another name."""
    first, _, again = there_and_back(one.text)

    assert said(first) == said(again)


@pytest.mark.parametrize(
    "table",
    [
        "$ ss -ltn | grep :3000\n$",  # of one port: the others are unknown
        "$ lsof -nP -iTCP\nnode 1 me 3u IPv4 1 0t0 TCP *:8080 (LISTEN)\nx 2 me 3u IPv4 2 0t0 TCP *:81 (LISTEN)",
        LENT,
    ],
)
def test_what_was_left_out_stays_unknown_on_the_way(table):
    """A table that shows one port says nothing of others, there as here."""
    first, raw, again = there_and_back(f"{table}\n$ curl localhost:3000\ncurl: (52) Empty reply from server\n")

    assert "glimpsed." in raw or "boxed." in raw
    assert said(first) == said(again)
    assert raw == encode(decode(raw.encode()).bundle)


def test_nobody_is_named_and_no_secret_is_told():
    """In none of the forms; the words of everybody stay."""
    report = read(SECRETS)
    bundle, names = bundled(report, b"salt", platform="linux")
    again = replayed(bundle)
    forms = [encode(bundle), issue.render(again, bundle), poster.render(again, bundle)]

    assert [] == [word for form in forms for word in GIVEN if word in form.lower()]
    assert {"maggie", "acme", "zeppelin"} <= {stand.real for stand in names.given}
    assert said(report) == said(again)
    assert ["***" in form for form in forms[:1]] == [True]


def test_words_of_ours_and_of_every_sentence_stay():
    """A host that somebody calls "chrome" or "not" takes nothing from what is judged by."""
    told = read(SECRETS).reading._replace(
        noted=(
            Noted(Failure("x at zeppelin", ("refused",), "zeppelin", "zeppelin"), (1,)),
            Noted(Platform("mac"), (2,)),
        )
    )
    known = Pseudonyms(find((), Beforehand(hosts=("zeppelin", "mac"))), b"salt")
    failure, platform = (noted.sign for noted in disguised(told, known).noted)

    assert ("zeppelin", ("refused",)) == (failure.client, failure.outcomes)
    assert (False, False) == ("zeppelin" in failure.host, "zeppelin" in failure.word)
    assert "mac" == platform.name


def test_it_fits_the_schema():
    """What is published is what is written."""
    rules = Draft202012Validator(json.loads(SCHEMA.read_text()))

    assert [] == [error.message for error in rules.iter_errors(json.loads(there_and_back(SECRETS)[1]))]


def test_a_page_of_a_text_without_an_address_asks_for_none():
    """Nobody can type what it does not name."""
    report = read("my container exits with code 137 and memory was short\n")
    bundle, _ = bundled(report, b"salt", platform="")
    again = replayed(bundle)
    pages = [issue.render(again, bundle), poster.render(again, bundle), prompt.render(again, bundle, 4000)]

    assert [] == [page for page in pages if "portwise why (a text" in page or "portwise why '(a text" in page]
    assert "$ portwise why --evidence FILE.json" in pages[0]
    assert "· ·" not in pages[1]


def spoiled(**fields):
    whole = json.loads(there_and_back(SECRETS)[1])
    whole["reading"] |= fields
    return decode(json.dumps(whole).encode())


def test_a_reading_that_no_text_makes_is_refused():
    """Longer than any text, with more signs, or with lines of another kind: one clear line."""
    line, sign = (
        [1, "x" * 15_000],
        {"is": "reading.Noted", "sign": {"is": "reading.Platform", "name": "x"}, "lines": [1]},
    )
    for fields in ({"quotes": [line] * 10}, {"noted": [[sign] * (MOST_SIGNS // 2)] * 3}, {"noted": [1, 2]}):
        with pytest.raises(NotABundle):
            replayed(spoiled(**fields).bundle)


def test_evidence_of_a_text_without_one_is_refused():
    """It says what it is of, and does not hold it."""
    bundle = decode(there_and_back(SECRETS)[1].encode()).bundle

    with pytest.raises(NotABundle):
        replayed(bundle._replace(reading=None))
    assert State.UNTESTED in {finding.state for finding in replayed(bundle).findings}


def test_a_field_of_a_newer_version_is_left_out():
    """Within a schema fields are only added."""
    assert spoiled(aura=1).bundle == spoiled().bundle
    assert isinstance(spoiled(aura=1).bundle, Bundle)
