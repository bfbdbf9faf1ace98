"""``portwise why TARGET --checklist`` as a shell sees it."""

import json
import socket

import pytest

from portwise.ui.cli import main


@pytest.fixture
def closed():
    """A port of loopback that is ours, and where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def states(argv, capsys):
    """The exit code, and the state of every check by its table and name."""
    code = main(["why", *argv, "--checklist", "--json"])
    checks = json.loads(capsys.readouterr().out)["checklist"]
    return code, {(check["table"], check["id"]): check["state"] for check in checks}


def test_the_checks_are_three_tables(closed, capsys):
    """All of them stand on the screen, below the headline; the exit code is that of the verdict."""
    assert 1 == main(["why", f"127.0.0.1:{closed}", "--checklist", "--plain"])
    out, err = capsys.readouterr()
    headings = [line for line in out.splitlines() if line and not line.startswith(" ")][1:]

    assert "" == err
    assert ["Checklist", "Guide", "What"] == [heading.split(",")[0].split(" ")[0] for heading in headings]
    assert out.isascii()


def test_without_checklist_there_is_none(closed, capsys):
    """A report is as long as ever for who does not ask."""
    main(["why", f"127.0.0.1:{closed}", "--json"])

    assert "checklist" not in json.loads(capsys.readouterr().out)


def test_a_checklist_is_not_brief(closed, capsys):
    """Thirty-four checks do not fit into one line: that is misuse, said in one."""
    assert 2 == main(["why", f"127.0.0.1:{closed}", "--checklist", "--brief"])
    assert 1 == capsys.readouterr().err.count("\n")


def test_each_check_cites_what_it_saw(closed, capsys):
    """The ids are of observations that stand in the same object, those included that only the checks asked for."""
    main(["why", f"127.0.0.1:{closed}", "--checklist", "--json"])
    said = json.loads(capsys.readouterr().out)
    known = {observation["id"] for observation in said["observations"]}

    assert set() == {one for check in said["checklist"] for one in check["cites"]} - known
    assert all(check["cites"] and check["source"] for check in said["checklist"] if check["state"] == "failed")


def test_a_path_that_is_answered(tmp_path, capsys):
    """A server behind a socket in the file system runs and listens; nothing of the network applies."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        code, met = states([f"unix:{tmp_path}/s"], capsys)

    assert 0 == code
    assert {"application-runs", "endpoint-correct", "application-listens"} == {
        name for (table, name), state in met.items() if (table, state) == ("checklist", "ok")
    }
    assert {"ok", "not-applicable"} == set(met.values())


@pytest.mark.parametrize("left", [True, False])
def test_a_path_that_nobody_answers(left, tmp_path, capsys):
    """The file outlives its server, or there is none: either way nothing runs and nothing listens."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / ("s" if left else "t")))
    code, met = states([f"unix:{tmp_path}/s"], capsys)

    assert 1 == code
    assert {"application-runs", "application-listens", "server-listens"} == {
        name for (_, name), state in met.items() if state == "failed"
    }


def test_a_place_that_is_taken(capsys):
    """For who wants to bind: whose it is, and the line of the matrix that says so."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        code, met = states(["--bind", f"127.0.0.1:{server.getsockname()[1]}"], capsys)

    assert 1 == code
    assert "failed" == met["checklist", "port-is-its-own"]
    assert "failed" == met["matrix", "port-taken-at-start"]


def test_without_a_packet_the_tables_answer(closed, capsys):
    """--passive asks for no attempt, and who listens is seen without one."""
    _, met = states([f"127.0.0.1:{closed}", "--passive"], capsys)

    assert "failed" == met["checklist", "application-listens"]
    assert "unknown" == met["checklist", "seen-on-the-wire"]


def test_what_you_said_is_one_more_line(closed, capsys):
    """Another client that gets through where a plain one does not: that is the line of the matrix for it."""
    main(["why", f"127.0.0.1:{closed}", "--checklist", "--json", "--saw", "firefox=ok", "--worked-until", "yesterday"])
    checks = json.loads(capsys.readouterr().out)["checklist"]
    (line,) = [check for check in checks if check["id"] == "only-one-client-fails"]

    assert "failed" == line["state"]
    assert "firefox gets through, as you said" in line["observed"]


def test_who_repeats_reads_it_in_the_matrix(closed, capsys):
    """What fails always does not fail now and then; without --repeat that stays open."""
    _, once = states([f"127.0.0.1:{closed}"], capsys)
    _, often = states([f"127.0.0.1:{closed}", "--repeat", "5"], capsys)

    assert ("unknown", "ok") == (once["matrix", "now-and-then-under-load"], often["matrix", "now-and-then-under-load"])
