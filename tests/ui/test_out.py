"""``why --out``, ``--prompt`` and ``--evidence``, as they are typed."""

import io
import json
import socket
import sys
from pathlib import Path

import pytest

from portwise.ui.cli import main

KEPT = Path(__file__).parents[1] / "app" / "bundles" / "server-moved-to-next-port.json"


@pytest.fixture
def closed():
    """A port of our own on loopback that nobody can listen on meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"


@pytest.mark.parametrize(
    "how",
    [(), ("--deep",), ("--passive",), ("--saw", "chrome=ok", "--worked-until", "2026-01-01"), ("--repeat", "5")],
    ids=["plain", "deep", "passive", "testimony", "repeat"],
)
def test_the_evidence_says_the_same_elsewhere(how, closed, tmp_path, capsys):
    """The report that comes out of the file is the one that went in, but for its time."""
    file = tmp_path / "a.json"
    assert 1 == main(["why", closed, "--json", "--out", str(file), *how])
    first = json.loads(capsys.readouterr().out)
    assert 1 == main(["why", "--evidence", str(file), "--json"])
    again = json.loads(capsys.readouterr().out)

    assert [f["cause"] for f in first["findings"]] == [f["cause"] for f in again["findings"]]
    assert (first["verdict"], first["symptom"], first["target"]) == (
        again["verdict"],
        again["symptom"],
        again["target"],
    )


def test_each_form_is_written_by_its_ending(closed, tmp_path, capsys):
    """All of one look; how large they are is told on stderr, and so is who is who in them."""
    files = [tmp_path / f"a.{ending}" for ending in ("json", "md", "html")]
    assert 1 == main(["why", closed, *(word for file in files for word in ("--out", str(file)))])
    told = capsys.readouterr().err

    assert [f"{file}: " in told for file in files] == [True] * 3
    assert ["{", "#", "<"] == [file.read_text()[0] for file in files]
    assert "told nowhere but here" in told or "Nobody had to be renamed" in told


def test_a_file_that_exists_is_left_alone(closed, tmp_path, capsys):
    """Said before anything is tried, with exit code 2."""
    file = tmp_path / "a.md"
    file.write_text("mine")

    assert 2 == main(["why", closed, "--out", str(file)])
    assert ("", f"portwise: Invalid value for '--out': {file} exists, and is not overwritten\n") == capsys.readouterr()
    assert "mine" == file.read_text()


def test_where_there_is_no_place_it_is_one_line(closed, tmp_path, capsys):
    """After the report, which was asked for too."""
    file = tmp_path / "none" / "a.md"

    assert 2 == main(["why", closed, "--out", str(file)])
    said, told = capsys.readouterr()
    assert "Refused, because" in said
    assert f"portwise: {file} was not written: No such file or directory\n" == told


MISUSE = {
    ("--out", "a.txt"): "a.txt ends neither in .json nor in .md nor in .html",
    ("--out", "a.md", "--out", "a.md"): "one file is named twice",
    ("--budget", "1000"): "--budget says how long --prompt may be",
    ("--prompt", "--json"): "--prompt is printed instead of the report",
    ("--evidence", str(KEPT)): "without a target",
}


@pytest.mark.parametrize(("words", "why"), MISUSE.items(), ids=MISUSE.values())
def test_misuse_is_told(words, why, capsys, tmp_path, monkeypatch):
    """With exit code 2, and nothing is written."""
    monkeypatch.chdir(tmp_path)

    assert 2 == main(["why", "127.0.0.1:9", "--passive", *words])
    assert why in capsys.readouterr().err
    assert [] == [*tmp_path.iterdir()]


PASTED = """$ ss -ltnp | grep :1
$ curl http://127.0.0.1:1
curl: (7) Failed to connect to 127.0.0.1 port 1 after 0 ms: Connection refused
$ journalctl -u shop
systemd[1]: shop.service: Main process exited, code=exited, status=1/FAILURE
"""


@pytest.mark.parametrize(
    "words", [("read", "text"), ("why", "closed", "--with", "text"), ("why", "closed", "--with", "text", "--deep")]
)
def test_what_was_read_travels_too(words, closed, tmp_path, capsys):
    """Alone and beside what was measured: the same findings with as many reasons, in the same order."""
    pasted, file = tmp_path / "text", tmp_path / "a.json"
    pasted.write_text(PASTED)
    words = [{"text": str(pasted), "closed": closed}.get(word, word) for word in words]
    assert 1 == main([*words, "--json", "--out", str(file)])
    first = json.loads(capsys.readouterr().out)
    assert 1 == main(["why", "--evidence", str(file), "--json"])
    again = json.loads(capsys.readouterr().out)

    assert [(f["cause"], f["state"], len(f["because"]), len(f["steps"])) for f in first["findings"]] == [
        (f["cause"], f["state"], len(f["because"]), len(f["steps"])) for f in again["findings"]
    ]
    assert (first["understood"], first["ignored"]) == (again["understood"], again["ignored"])
    assert (first["verdict"], first["symptom"]) == (again["verdict"], again["symptom"])


def test_what_was_read_is_told_with_its_lines_again(tmp_path, capsys):
    """By its evidence as by itself, to the letter."""
    pasted, file = tmp_path / "text", tmp_path / "a.json"
    pasted.write_text(PASTED)
    main(["read", str(pasted), "--plain", "--out", str(file)])
    first = capsys.readouterr().out
    main(["why", "--evidence", str(file), "--plain"])

    assert first == capsys.readouterr().out
    assert "line 3: curl: (7)" in first


def test_each_form_of_what_was_read_is_written(tmp_path, capsys):
    """With the line behind each reason; of the machine of whoever read it there is nothing to tell."""
    pasted = tmp_path / "text"
    pasted.write_text(PASTED)
    files = [tmp_path / f"a.{ending}" for ending in ("json", "md", "html")]
    main(["read", str(pasted), "--brief", *(word for file in files for word in ("--out", str(file)))])
    capsys.readouterr()
    bundle, page, poster = (file.read_text() for file in files)

    assert ("linux", "text") == (json.loads(bundle)["platform"], json.loads(bundle)["vantage"])
    assert "line 3: curl: (7) Failed to connect to 127.0.0.1 port 1" in page
    assert "read a text of 5 lines from Linux; nothing was probed" in page
    assert "$ portwise why http://127.0.0.1:1\n" in page
    assert "--vantage" not in page
    assert "line 3: curl: (7) Failed to connect" in poster


def test_what_an_answer_is_worth_is_no_evidence(tmp_path, capsys):
    """It is refused before anything is read, and nothing is written."""
    pasted, file = tmp_path / "text", tmp_path / "a.json"
    pasted.write_text(PASTED)

    assert 2 == main(["read", str(pasted), "--answer", str(pasted), "--out", str(file)])
    assert "--out writes what was read: without --answer" in capsys.readouterr().err
    assert not file.exists()


CRASH = "print('listen EADDRINUSE: address already in use 127.0.0.1:9'); raise SystemExit(1)"
SERVE = "import socket, time; s = socket.create_server(('127.0.0.1', 0)); time.sleep(60)"


@pytest.mark.parametrize("code", [CRASH, SERVE, "raise SystemExit(3)"], ids=["refused", "serves", "fails"])
def test_a_command_that_was_started_travels_too(code, tmp_path, capsys):
    """What it said and what became of it, with the findings and the steps that follow."""
    file = tmp_path / "a.json"
    first = main(["why", "--json", "--out", str(file), "--", sys.executable, "-c", code])
    told = json.loads(capsys.readouterr().out)
    assert first == main(["why", "--evidence", str(file), "--json"])
    again = json.loads(capsys.readouterr().out)

    assert [(f["cause"], len(f["because"]), len(f["steps"])) for f in told["findings"]] == [
        (f["cause"], len(f["because"]), len(f["steps"])) for f in again["findings"]
    ]
    assert (told["verdict"], told["symptom"], told["start"]["exit"]) == (
        again["verdict"],
        again["symptom"],
        again["start"]["exit"],
    )


def test_evidence_starts_no_command(capsys):
    """It is of another machine."""
    assert 2 == main(["why", "--evidence", str(KEPT), "--", "true"])
    assert "--evidence does not go together with a command to start" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--vantage", "browser"), "without --vantage"),
        (("--bind", ":80"), "without --bind"),
        (("--repeat", "3"), "without --repeat"),
    ],
)
def test_evidence_looks_at_no_machine(words, why, capsys):
    """What only a machine can tell is refused by name."""
    assert 2 == main(["why", "--evidence", str(KEPT), *words])
    assert why in capsys.readouterr().err


def test_broken_evidence_is_one_line(tmp_path, capsys):
    """With exit code 2, and without a traceback; a file that is not there likewise."""
    file = tmp_path / "a.json"
    file.write_bytes(b"\x00\xff")

    assert 2 == main(["why", "--evidence", str(file)])
    assert f"portwise: {file} is no evidence: it is no JSON\n" == capsys.readouterr().err
    assert 2 == main(["why", "--evidence", str(tmp_path)])
    assert f"portwise: {tmp_path} cannot be read: Is a directory\n" == capsys.readouterr().err


def test_what_is_newer_is_told_on_stderr(tmp_path, capsys):
    """The rest is judged."""
    whole = json.loads(KEPT.read_text())
    whole["observations"].append({"id": "o999", "fact": "aura", "about": "self", "value": 1, "source": "", "at": 0})
    file = tmp_path / "a.json"
    file.write_text(json.dumps(whole))

    assert 1 == main(["why", "--evidence", str(file)])
    said, told = capsys.readouterr()
    assert "server-moved-to-next-port" in said
    assert "portwise: not read: aura, a fact that this version does not know\n" == told


def test_evidence_comes_by_a_pipe(capsys, monkeypatch):
    """As from an attachment that is fetched."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(KEPT.read_bytes())))

    assert 1 == main(["why", "--evidence", "-", "--brief"])
    assert "vite moved to port 3002" in capsys.readouterr().out


def test_a_prompt_is_printed_instead(capsys):
    """Also of evidence, within its budget."""
    assert 1 == main(["why", "--evidence", str(KEPT), "--prompt", "--budget", "900"])
    said = capsys.readouterr().out
    assert said.startswith("# Why does a client not get through?")
    assert "budget of 900 tokens" in said


def test_the_schema_of_a_bundle_is_printed(capsys):
    """The same file that the tests hold bundles against."""
    assert 0 == main(["why", "--bundle-schema"])
    assert "portwise.bundle/1" == json.loads(capsys.readouterr().out)["title"]
