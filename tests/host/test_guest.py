"""What runs first on another machine: modules out of memory, and an end that comes with the asker's."""

import ast
import io
import os
import select
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from portwise.app.asking import OWN_FAULT
from portwise.app.diagnose import diagnose
from portwise.host import guest, ssh
from portwise.host.recorded import Recorded
from portwise.knowledge import ids
from portwise.model.target import Target

PATIENCE = 30.0  # seconds that a busy machine may take
PACKED = ssh.packed()
STDIN = "import sys; i = sys.stdin.buffer; exec(i.read(int(i.readline() or 0)))"
PYTHON = [sys.executable, "-I", "-S", "-B", "-c", STDIN]
OURS = {"portwise/asked.py": b"def answer(request): return request[::-1]"}
TELLS = b"""
import os, signal, subprocess, sys
def answer(request):
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    sys.stdout.write("%d %d\\n" % (os.getpid(), child.pid)); sys.stdout.flush()
    signal.pause()
"""
# What a Python that is older by one has no name for, docs.python.org/3/whatsnew/3.11.html
NEWER = {
    *("tomllib", "wsgiref.types", "typing.Self", "typing.LiteralString", "typing.Never", "typing.Required"),
    *("typing.NotRequired", "typing.Unpack", "typing.TypeVarTuple", "typing.assert_never", "typing.assert_type"),
    *("enum.StrEnum", "enum.verify", "enum.member", "enum.nonmember", "datetime.UTC", "contextlib.chdir"),
    *("hashlib.file_digest", "operator.call", "asyncio.TaskGroup", "asyncio.timeout", "asyncio.Runner"),
}
STOOD_IN = {"tomllib", "typing.Self", "typing.Never"}


def zipped(sources):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, source in {"portwise/__init__.py": b"", **sources}.items():
            archive.writestr(name, source)
    return memory.getvalue()


def started(sources, seconds=PATIENCE, request="request", argv=PYTHON, **how):
    """A Python that has been sent all of it, by the words that go to ssh."""
    child = subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **how
    )
    child.stdin.write(ssh.message(zipped(sources), "portwise.asked", request, seconds))
    child.stdin.flush()
    return child


def ended(pids):
    """Wait until none of them runs any more, by their pidfds (pidfd_open(2)); a zombie has ended."""
    for pid in pids:
        try:
            watched = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        ready, _, _ = select.select([watched], [], [], PATIENCE)
        os.close(watched)
        if not ready:
            return False
    return True


def test_modules_come_out_of_memory():
    """Every cause that is known here is found, listed and in the index there, and no file of portwise is."""
    code = f"sys.path_hooks.insert(0, modules.below); import portwise.knowledge as k; assert {ids()!r} == k.ids()"
    filed = f"assert {ids()!r} == tuple(one.id for one in k.filed())"
    file = "import portwise; assert portwise.__spec__.origin == 'portwise/__init__.py', portwise.__spec__"
    read = "import io; modules = guest.Modules(sys.stdin.buffer.read()); sys.meta_path.insert(0, modules)"
    load = f"import sys, types; guest = types.ModuleType('guest'); exec(open({guest.__file__!r}).read(), vars(guest))"
    script = f"{load}; {read}; {code}; {filed}; {file}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], input=PACKED, capture_output=True)

    assert (0, b"") == (done.returncode, done.stderr)


def test_it_answers_what_it_was_asked(tmp_path):
    """One message in, one answer out, framed, and the process is gone before our end of the pipe is."""
    child = started(OURS, request="téxt", cwd=tmp_path)
    out, _ = ssh.exchanged(child, b"", time.monotonic() + PATIENCE)

    assert "txét" == ssh.answered("there", out, b"", 1.0)
    assert 0 == child.wait(PATIENCE)


def test_nothing_is_written(tmp_path):
    """Not even what Python keeps of modules that it compiled: no file appears where all of them are looked for."""
    child = started(OURS, cwd=tmp_path, env={"HOME": str(tmp_path), "TMPDIR": str(tmp_path)})
    ssh.exchanged(child, b"", time.monotonic() + PATIENCE)
    child.wait(PATIENCE)

    assert [] == list(tmp_path.iterdir())


def enough():
    """Whole seconds in which this machine, as busy as it is, has started what tells its number."""
    began = time.monotonic()
    child = started({"portwise/asked.py": TELLS})
    child.stdout.readline()
    took = time.monotonic() - began
    child.stdin.close()
    child.wait()
    return 1 + int(5 * took)


@pytest.mark.parametrize("after", ["pipe", "time"])
def test_it_ends_with_the_asker(after):
    """When our end of the pipe closes, or time is up, what was started there is killed, and all that it started."""
    child = started({"portwise/asked.py": TELLS}, seconds=enough() if after == "time" else PATIENCE)
    pids = [int(word) for word in child.stdout.readline().split()]
    if after == "pipe":
        child.stdin.close()

    assert 2 == len(pids)
    assert ended(pids)
    assert -signal.SIGKILL == child.wait()


def test_nobody_else_ends_with_it():
    """What shares the process group of whoever started it goes on: the group that is killed is one of our own."""
    waits = f"import subprocess, sys; print(subprocess.run({PYTHON!r}).returncode)"
    starter = started({"portwise/asked.py": TELLS}, argv=[sys.executable, "-c", waits])
    pids = [int(word) for word in starter.stdout.readline().split()]
    starter.stdin.close()

    assert b"-9\n" == starter.stdout.readline()
    assert 0 == starter.wait(PATIENCE)
    assert ended(pids)


def test_an_older_python_is_borne_with():
    """The shim for Python 3.10 is needed there, and would do no harm here: a generic named tuple stays a tuple."""
    load = f"import sys, types; guest = types.ModuleType('guest'); exec(open({guest.__file__!r}).read(), vars(guest))"
    use = "guest.bear_with((3, 10)); sys.meta_path.insert(0, guest.Modules(sys.stdin.buffer.read()))"
    look = "from portwise.model.evidence import Known; assert Known(1) == (1,) and Known(1).value == 1"
    toml = "from portwise.formats.manifests import cargo\ntry: cargo('')\nexcept ValueError as error: print(error)"
    script = f"{load}; {use}; {look}\n{toml}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], input=PACKED, capture_output=True, text=False)

    assert (0, b"the Python there is too old to read TOML\n", b"") == (done.returncode, done.stdout, done.stderr)


def sent():
    return {**guest.Modules(PACKED).sources, "guest.py": Path(guest.__file__).read_bytes()}


def test_all_that_is_sent_is_read_by_python_3_10():
    """Its grammar has no newer syntax, and what it names of the library is there or stood in for."""
    newer = {}
    for name, source in sent().items():
        if not name.endswith(".py"):
            continue
        tree = ast.parse(source, name, feature_version=(3, 10))
        used = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        used |= {f"{node.module}.{alias.name}" for node in froms for alias in node.names}
        newer[name] = (used & NEWER) - STOOD_IN

    assert {} == {name: used for name, used in newer.items() if used}


def test_the_faces_stay_here():
    """What is sent thinks, looks and knows; it prints nothing and parses no command line."""
    folders = {name.split("/")[1] for name in guest.Modules(PACKED).sources}

    assert {*ssh.PARTS, "__init__.py"} == folders
    assert set() == folders & {"ui", "render"}


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_another_system_answers_without_our_packages(platform):
    """Its Python has no psutil for us: what that would tell is unknown, and the rest is recorded all the same."""
    load = f"import sys, types; guest = types.ModuleType('guest'); exec(open({guest.__file__!r}).read(), vars(guest))"
    take = (
        "here = guest.Modules(sys.stdin.buffer.read()); sys.meta_path[:0] = [here]; sys.path_hooks[:0] = [here.below]"
    )
    ask = (
        f"sys.platform = {platform!r}; from portwise.app.errand import Errand, answer; "
        "from portwise.app.manner import Manner; from portwise.model.target import Target; "
        "print(answer(Errand(Target.parse('127.0.0.1:9'), Manner(), ()).text()))"
    )
    argv = [sys.executable, "-I", "-S", "-B", "-c", f"{load}; {take}; {ask}"]
    done = subprocess.run(argv, input=PACKED, capture_output=True)
    report = diagnose(Target.parse("127.0.0.1:9"), Recorded(done.stdout.decode()))

    assert (b"", platform) == (done.stderr, Recorded(done.stdout.decode()).me().platform)
    assert [] == [o for o in report.observations if OWN_FAULT in str(o.said)]
