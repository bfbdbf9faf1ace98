"""An agent names places as a person does: a port is also a URL of this machine, and a forward may be a file."""

import os
import socket

import pytest

from portwise.model.repair import Workaround
from tests.ports import free
from tests.ui.agents import halted, said


@pytest.mark.parametrize("place", ["{}", ":{}", "localhost:{}", "http://127.0.0.1:{}/page"])
def test_a_port_is_a_place_of_this_machine(place, served, inside):
    """`who` and `stop` take what `portwise who` and `portwise stop` take, and say the same of each."""
    child, port, _ = served
    written = place.format(port)

    async def session(client):
        who = (await said(client, "who", port=written))[0]
        return who, (await said(client, "stop", port=written))[0]

    who, stop = inside(session)

    assert (port, [child.pid]) == (who["port"], [one["pid"] for one in who["holders"]])
    assert (port, [child.pid], None) == (stop["port"], stop["would_end"], child.poll())


def test_a_forward_may_listen_at_a_file(served, inside, tmp_path):
    """For this user alone, until it is closed by the same name; then the file is gone."""
    _, port, _ = served
    path = tmp_path / "f.sock"

    async def session(client):
        opened = (await said(client, "forward", port=f"unix:{path}", target=f"127.0.0.1:{port}"))[0]
        mode = path.stat().st_mode & 0o777
        with socket.socket(socket.AF_UNIX) as one:
            one.connect(str(path))
        return opened, mode, (await said(client, "forward", port=f"unix:{path}"))[0]

    opened, mode, closed = inside(session)

    assert ([f"unix:{path}"], "", 0o600) == (opened["places"], opened["trouble"], mode)
    assert (False, False) == (closed["open"], path.exists())


def test_a_forward_is_closed_however_it_is_written(served, inside):
    """3000, :3000 and localhost:3000 are one place; one address of it is another."""
    _, port, _ = served
    here = free()

    async def session(client):
        opened = (await said(client, "forward", port=here, target=f"127.0.0.1:{port}"))[0]
        other = await said(client, "forward", port=f"127.0.0.1:{here}")
        return opened, other, (await said(client, "forward", port=f"localhost:{here}"))[0]

    opened, other, closed = inside(session)

    assert (True, True, False) == (opened["open"], other[1], closed["open"])


def test_what_is_left_after_a_repair_has_a_way_meanwhile(served, inside, monkeypatch):
    """As `portwise fix` says it: of how things are then, and not of how they were."""
    child, port, _ = served
    halted(child)
    found = Workaround(
        "open it elsewhere, where it works", ("portwise", "forward", "8080", "x"), "http://localhost:8080/"
    )
    asked = []

    def workaround(report, _):
        asked.append(report.verdict.value)
        return found

    monkeypatch.setattr("portwise.ui.mcp.changing.workaround", workaround)

    async def session(client):
        plan = (await said(client, "plan_fix", target=f"127.0.0.1:{port}"))[0]
        return (await said(client, "apply_fix", plan=plan["plan"], steps=[1]))[0]

    done = inside(session)

    assert ["reachable"] == asked
    assert {"says": found.says, "command": list(found.command), "url": found.url} == done["workaround"]
    assert os.path.exists(f"/proc/{child.pid}")
