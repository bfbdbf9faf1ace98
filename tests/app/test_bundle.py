"""Evidence that travels: nobody is named in it, and it makes the same findings elsewhere."""

import json
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

import portwise
from portwise.app.bundle import NOT_ASKED, Beforehand, bundled, decode, encode, replayed, write
from portwise.app.diagnose import diagnose
from portwise.host.recorded import Recorded
from portwise.model.bundle import Bundle, NotABundle
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import (
    ADDRESSES,
    ATTEMPT,
    COMMAND,
    CWD,
    FOLDER,
    HERE,
    INTERFACES,
    LISTENERS,
    LOCAL,
    LOOKUP,
    OWNERS,
    PROGRAM,
    SESSION,
)
from portwise.model.net import Attempt, Interface, Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.report import Report, State
from portwise.model.settings import Session
from portwise.model.target import Endpoint, Target

KEPT = tuple(sorted((Path(__file__).parent / "bundles").glob("*.json")))
SCHEMA = Path(portwise.__file__).parent / "schema" / "bundle-1.json"
OWN = "issued by mkcert homer@marge-laptop (Homer Gumble)"
HOST, PERSON = "gitea-prod.acme-holding.internal", "homer.quimby"
OURS, THEIRS = ip_address("10.20.30.40"), ip_address("10.20.31.7")
VITE = Process(4711, 90210, "node")


def report() -> Report:
    """Somebody's machine: a person, a project, a company, its network."""
    spot = Endpoint(THEIRS, 3000)
    link = Interface(2, "eth0", True, False, (OURS, ip_address("fe80::aabb:ccff:fedd:eeff")), prefixes=(23, 64))
    answers = (
        (ADDRESSES.of(HOST), (THEIRS,)),
        (ATTEMPT.of(spot), Attempt(Outcome.REFUSED, 111, None, None, 1, 0.4)),
        (LOCAL.of(THEIRS), False),
        (INTERFACES.of(HERE), (link,)),
        (LISTENERS.of(HERE), (Socket(OURS, 3000, False, 0, 511, 1000, 77),)),
        (OWNERS.of(77), (VITE,)),
        (CWD.of(VITE), f"/home/{PERSON}/code/zeppelin/web"),
        (COMMAND.of(VITE), ("node", f"/home/{PERSON}/code/zeppelin/web/vite.js", "--host", HOST, f"{PERSON}@acme.com")),
        (FOLDER.of(HERE), "/srv/blimps/zeppelin"),
        (LOOKUP.of("db.flanders.lan"), OWN),
        (SESSION.of(HERE), Session("SSH", ip_address("91.12.13.14"))),
    )
    told = (Answer(question, Known(value), f"{OURS} dev eth0 lladdr aa:bb:cc:dd:ee:ff") for question, value in answers)
    seen = Evidence(Target.parse(f"http://{HOST}:3000/")).plus(told)
    return replayed(Bundle(seen.target, tuple(seen), "1.0", "linux"))


@pytest.fixture(scope="module")
def packed():
    return bundled(report(), b"salt", who=Beforehand(("quimby",), ("marge-laptop",)))


def test_nobody_is_named(packed):
    """Neither a person nor a project, a company, a host, a machine's address or its hardware's."""
    said = encode(packed[0]).lower()
    secret = ("homer", "quimby", "zeppelin", "acme", "holding", "10.20.30", "10.20.31", "91.12", "aa:bb", "eeff")
    secret += ("marge", "gumble", "flanders", "blimps")

    assert [] == [word for word in secret if word in said]
    assert "gitea-prod" in said  # words of thousands of machines


def test_the_mapping_is_whole_and_stays_here(packed):
    """Whoever sends it knows who is who; the file does not say."""
    stands = {stand.real: stand.instead for stand in packed[1].given}

    assert {"homer", "quimby", "zeppelin", "acme", "holding", str(OURS), "aa:bb:cc:dd:ee:ff"} <= stands.keys()
    assert "given" not in encode(packed[0])


def test_who_was_on_the_same_link_still_is(packed):
    """What two private addresses have in common at their beginning they have in common afterwards, bit by bit."""
    moved = [int(packed[1].value(address)) for address in (OURS, THEIRS)]

    assert (int(OURS) ^ int(THEIRS)).bit_length() == (moved[0] ^ moved[1]).bit_length()
    assert 10 == moved[0] >> 24


def test_what_everybody_has_stays(packed):
    """Loopback, every address, the resolvers of the world, what Docker gives a container first."""
    kept = ("127.0.0.1", "::1", "0.0.0.0", "::", "8.8.8.8", "172.17.0.2", "connect ECONNREFUSED ::1:5432", "localhost")

    assert list(kept) == [packed[1].text(text) for text in kept]


def test_it_makes_the_same_findings(packed):
    """There and back, to the last probability."""
    first, again = report(), replayed(decode(encode(packed[0]).encode()).bundle)
    told = [[(f.cause, f.state, f.probability, len(f.because)) for f in one.findings] for one in (first, again)]

    assert told[0] == told[1]
    assert (first.verdict, first.symptom) == (again.verdict, again.symptom)


def test_a_bundle_fits_its_schema(packed):
    """What is published is what is written."""
    rules = Draft202012Validator(json.loads(SCHEMA.read_text()))

    assert [] == [error.message for error in rules.iter_errors(json.loads(encode(packed[0])))]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_an_old_bundle_says_what_it_said(path):
    """Evidence of another machine and of an earlier version leads to the same causes, in the same order."""
    read = decode(path.read_bytes())
    then = [found.cause for found in read.bundle.found if found.state == State.SUPPORTED.value]

    assert () == read.skipped
    assert then == [finding.cause for finding in replayed(read.bundle).supported]
    assert path.stem in (then or [None])[0] or "bad-days" == path.stem


def test_what_an_earlier_version_did_not_ask_is_not_known():
    """Neither so nor not so, and it says where it would be seen; what was asked is judged as it was."""
    path = next(path for path in KEPT if path.stem == "server-moved-to-next-port")
    bundle = decode(path.read_bytes()).bundle
    fewer = bundle._replace(observations=tuple(o for o in bundle.observations if o.question.fact is not PROGRAM))
    lacking = [o for o in replayed(fewer).observations if o.question.fact is PROGRAM]

    assert [NOT_ASKED] * len(lacking) == [o.said for o in lacking]
    assert lacking
    assert "server-moved-to-next-port" not in [finding.cause for finding in replayed(fewer).supported]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_bundle_is_written_as_it_was_read(path):
    """Nothing is lost on the way."""
    bundle = decode(path.read_bytes()).bundle

    assert bundle == decode(encode(bundle).encode()).bundle


def changed(**fields):
    return json.dumps(json.loads(KEPT[0].read_text()) | fields).encode()


BROKEN = {
    b"": "it is no JSON",
    b"\xff\x00": "it is no JSON",
    b"[" * 200_000: "it is no JSON",
    b"[]": "it says no schema",
    b'{"schema": "portwise.report/1"}': "its schema is 'portwise.report/1', and this version reads portwise.bundle/1",
    changed(schema="portwise.bundle/2"): "its schema is 'portwise.bundle/2', and this version reads portwise.bundle/1",
    changed(target=None): "it has no target",
    changed(target={"is": "os.System"}): "its target: this version has no os.System",
    changed(target={"is": "../../etc"}): "its target: '../../etc' names no type",
    changed(observations={}): "its observations are no list, or a list without end",
    b'{"schema": "portwise.bundle/1"' + b" " * (10 << 20) + b"}": "it is longer than 10 MB",
}


@pytest.mark.parametrize(("data", "why"), BROKEN.items(), ids=BROKEN.values())
def test_a_broken_file_is_one_clear_line(data, why):
    """Any bytes are refused with a reason, and never with a traceback."""
    with pytest.raises(NotABundle) as refused:
        decode(data)

    assert why == str(refused.value)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"fact": "aura", "about": "self", "value": 1}, "not read: aura, a fact that this version does not know"),
        ({"fact": "local", "about": {"is": "address", "text": "10.0.0.1"}, "value": "yes"}, "not read: local: its"),
        ({"fact": "icmp", "about": {"is": "target.Aura"}, "value": None}, "not read: icmp: this version has no ta"),
        ({"fact": "clock", "about": "self"}, "not read: clock: neither a value nor why there is none"),
        ({"fact": "icmp", "about": {"is": "address", "text": "10.0.0"}, "value": None}, "not read: icmp: no value of"),
    ],
)
def test_what_a_newer_version_observed_is_skipped_in_one_line(row, why):
    """The rest of the evidence stands."""
    whole = json.loads(KEPT[0].read_text())
    rows = [*whole["observations"], {"id": "o999", "source": "", "at": 0.0, **row}]
    read = decode(changed(observations=rows))

    assert [True] == [line.startswith(why) for line in read.skipped]
    assert len(whole["observations"]) == len(read.bundle.observations)


def test_what_no_machine_tells_takes_no_time():
    """A table, a text or a number of attempts without end is left out and said; all else is judged."""
    path = next(path for path in KEPT if path.stem == "server-moved-to-next-port")
    whole = json.loads(path.read_text())
    listeners = next(row for row in whole["observations"] if row["fact"] == "listeners")
    attempt = next(row for row in whole["observations"] if row["fact"] == "attempt")
    places = [{**attempt["about"], "port": port} for port in range(1000, 1100)]
    odd = [{**row, "source": "a" * 30_000} if row["fact"] == "local" else row for row in whole["observations"]]
    odd = [{**row, "value": row["value"] * 3000} if row is listeners else row for row in odd]
    read = decode(json.dumps(whole | {"observations": [*odd, *({**attempt, "about": one} for one in places)]}).encode())

    assert {"not read: listeners: it has more than 2000 rows", "not read: attempt: 38 more than 64"} <= {*read.skipped}
    assert any(line.startswith("not read: local: it is longer") for line in read.skipped)
    assert replayed(read.bundle).attempts


def test_a_field_of_a_newer_version_is_left_out():
    """Within a schema fields are only added."""
    newer = json.loads(KEPT[0].read_text())
    newer["target"]["aura"] = 1

    assert decode(KEPT[0].read_bytes()).bundle == decode(json.dumps(newer).encode()).bundle


ODD = (
    None,
    True,
    0,
    -1,
    10**18,
    -5.5,
    "",
    "x" * 300,
    "\x00\x1b[31m",
    "::1",
    "%s{0}",
    [],
    {},
    ["a"],
    {"is": "net.Socket"},
)


def spoiled(draw, value):
    """The same JSON with something else at one place."""
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(ODD))
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = draw(st.sampled_from(keys))
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = spoiled(draw, value[key])
    return copy


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_file_is_read_or_refused(data):
    """A value of another kind, a name of another type, a number without measure: a report, or one clear line."""
    whole = json.loads(data.draw(st.sampled_from(KEPT)).read_text())

    assert "\n" not in outcome(json.dumps(spoiled(data.draw, whole)).encode())


def outcome(raw):
    try:
        return replayed(decode(raw).bundle).verdict.value
    except NotABundle as error:
        return str(error)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(raw):
    """Evidence is JSON of one schema, and everything else is not."""
    with pytest.raises(NotABundle):
        decode(raw)


def test_a_file_that_exists_is_left_alone(tmp_path):
    """Whatever is in it."""
    file = tmp_path / "a.json"
    file.write_text("mine")

    with pytest.raises(FileExistsError):
        write(str(file), "other")

    assert "mine" == file.read_text()


def test_a_recording_makes_a_bundle():
    """A machine that says nothing is evidence too."""
    silent = Recorded('[{"asked": "now", "about": [], "answer": 0.0}]')
    made, _ = bundled(diagnose(Target.parse("localhost:1"), silent), b"salt")

    assert made == decode(encode(made).encode()).bundle
