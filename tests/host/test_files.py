"""The end of a file, and what a program printed."""

import os
import subprocess
import sys

import pytest

from portwise.host import files
from portwise.host.local import Local
from tests.formats.test_gvdb import DATABASE


def test_the_last_lines_of_a_file(tmp_path):
    """Of a long file the end, and no line that was cut."""
    log = tmp_path / "server.log"
    log.write_text("".join(f"line {n:06}\n" for n in range(5000)))
    said = files.tail(str(log))

    assert (files.MOST_LINES, "line 004999") == (len(said.lines), said.lines[-1])
    assert {len("line 000000")} == {len(line) for line in said.lines}
    assert round(log.stat().st_mtime, 3) == said.modified


def test_secrets_of_a_log_stay_here(tmp_path):
    """What is written into a log by accident is not written into a report."""
    log = tmp_path / "server.log"
    log.write_text("connecting to postgres://shop:geheim@db:5432/shop\nAPI_TOKEN=geheim\nListening on port 3000\n")
    said = files.tail(str(log))

    assert "geheim" not in "".join(said.lines)
    assert "Listening on port 3000" == said.lines[-1]


def test_a_pipe_is_no_log(tmp_path):
    """Nobody waits for a FIFO that nobody writes."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no regular file"):
        files.tail(str(tmp_path / "pipe"))


def test_secrets_of_a_unit_stay_here():
    """Command lines and variables of systemd's units are what carries them."""
    text = (
        "Id=a.service\nExecStart={ argv[]=/bin/a --password geheim ; pid=0 }\nEnvironment=DB_PASSWORD=geheim PORT=1\n"
    )
    said = files.printed(("systemctl", "show"), text)

    assert "geheim" not in said
    assert "PORT=1" in said
    assert text == files.printed(("nft", "list"), text)


def test_secrets_of_a_job_stay_here():
    """launchctl prints the whole command and environment of a job of launchd."""
    text = """gui/501/com.example.shop = {
	state = running
	arguments = {
		/usr/local/bin/shop
		--token
		geheim
		--port=3000
	}
	environment = {
		API_TOKEN => geheim
		PORT => 3000
	}
}
"""
    said = files.printed(("launchctl", "print", "gui/501/com.example.shop"), text)

    assert "geheim" not in said
    assert "--port=3000" in said
    assert "PORT => 3000" in said


def test_who_runs_with_these_words():
    """By any part of the command line; ourselves and who has ended are not among them."""
    words = [sys.executable, "-c", "print(flush=True); input()", "--port", "31415"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            child.stdout.readline()  # until exec(2) is done the line is empty
            found = files.running("31415")
        finally:
            child.communicate(b"\n")

    assert child.pid in found
    assert {os.getpid(), child.pid} & set(files.running("31415")) == set()


def test_of_a_desktop_the_proxy_alone_is_read(tmp_path):
    """The database of dconf holds the settings of all its programs: no more of it goes anywhere."""
    (tmp_path / "dconf").mkdir()
    (tmp_path / "dconf" / "user").write_bytes(DATABASE)
    shown = Local().read(str(tmp_path / "dconf" / "user"))

    assert "[system/proxy]\nmode='manual'\n" in shown
    assert "GVariant" not in shown
