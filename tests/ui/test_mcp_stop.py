"""An agent frees a port, and ends what is left over: first the plan, then exactly those who were shown."""

import os
import signal
import subprocess
import sys

import pytest

from tests.ui.agents import SERVER, halted, said


def test_a_port_is_freed_of_exactly_those_that_were_shown(served, inside):
    """First the plan; with other pids, or with a plan of nobody, nothing is done; with these it is free."""
    child, port, _ = served

    async def session(client):
        shown = (await said(client, "stop", port=port))[0]
        lies = [
            await said(client, "stop", plan=shown["plan"], pids=[1]),
            await said(client, "stop", plan=shown["plan"], pids=[*shown["would_end"], os.getpid()]),
            await said(client, "stop", plan="s99", pids=shown["would_end"]),
            await said(client, "stop", port=port, pids=shown["would_end"]),
            await said(client, "stop", plan=shown["plan"]),
        ]
        alive = child.poll()
        done = (await said(client, "stop", plan=shown["plan"], pids=shown["would_end"]))[0]
        return shown, lies, alive, done, await said(client, "stop", plan=shown["plan"], pids=shown["would_end"])

    shown, lies, alive, done, again = inside(session)

    assert ([child.pid], []) == (shown["would_end"], shown["signalled"])
    assert ([True] * len(lies), None) == ([wrong for _, wrong, _ in lies], alive)
    assert (True, -signal.SIGTERM) == (done["freed"], child.wait())
    assert (True, True) == (again[1], "the machine has changed" in again[2])


@pytest.fixture
def left_over(tmp_path):
    """A checkout with a server that is stopped, and one that is well."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "package.json").write_text('{"name": "shop"}')
    command = [sys.executable, "-c", SERVER]
    some = [
        subprocess.Popen(command, cwd=tmp_path / "shop", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert all(int(child.stdout.readline()) for child in some)
    halted(some[0])
    yield some, str(tmp_path / "shop")
    for child in some:
        child.kill()
        child.wait()
        child.stdout.close()


def test_what_is_left_over_is_ended_by_its_plan(left_over, inside):
    """Each with its reason first; then exactly those, and who is looked after stays."""
    (halted_one, well), folder = left_over

    async def session(client):
        shown = (await said(client, "stop", stale=folder))[0]
        wrong = await said(client, "stop", plan=shown["plan"], pids=[well.pid])
        return shown, wrong, (await said(client, "stop", plan=shown["plan"], pids=shown["would_end"]))[0]

    shown, wrong, done = inside(session)

    assert [(halted_one.pid, [halted_one.pid])] == [(one["pid"], one["tree"]) for one in shown["ends"]]
    assert (0, True) == (shown["port"], all(one["why"] for one in shown["ends"]))
    assert (True, True, []) == (wrong[1], done["freed"], done["left"])
    assert (-signal.SIGTERM, None) == (halted_one.wait(), well.poll())
