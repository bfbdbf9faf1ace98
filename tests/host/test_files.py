"""The end of a file, and what a program printed."""

import json
import os
import subprocess
import sys

import pytest

from portwise.formats import dconf
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


@pytest.mark.parametrize(
    ("path", "held"),
    [
        (
            "/etc/firefox/policies/policies.json",
            {"policies": {"Extensions": {"Install": ["https://u:hunter2@h/x.xpi?k=hunter2"]}}},
        ),
        (
            "/etc/chromium/policies/managed/a.json",
            {"ProxyServer": "http://u:hunter2@p:3128", "PasswordManagerEnabled": False},
        ),
        ("/etc/opt/chrome/policies/managed/b.json", {"WebToken": "hunter2", "ProxyMode": "direct"}),
    ],
)
def test_policies_of_a_browser_go_on_without_their_secrets(path, held):
    """All else is as it was: what the browser understands, whoever reads on understands."""
    shown = files.bared(path, json.dumps(held))

    assert "hunter2" not in shown
    assert held.keys() == json.loads(shown).keys()
    assert {k: v for k, v in held.items() if "hunter2" not in str(v)}.items() <= json.loads(shown).items()


def test_policies_that_no_browser_reads_say_nothing():
    """Also those that are nested without end."""
    path = "/etc/chromium/policies/managed/a.json"
    deep = ["[" * 100_000, '{"a":' * 900 + "1" + "}" * 900, '{"a": hunter2']

    assert all("hunter2" not in files.bared(path, text) and files.bared(path, text) for text in deep)


def test_what_an_administrator_settled_for_a_desktop_goes_on_without_its_secrets():
    """Others than those of the proxy may be in the same file."""
    text = "[system/proxy/http]\nhost='p'\nauthentication-password='hunter2'\n[org/a]\ntoken='hunter2'\n"

    assert text.replace("hunter2", "***") == files.bared("/etc/dconf/db/local.d/00-proxy", text)
    assert {"/system/proxy/http/host": "'p'"} == dconf.keyfile(text)
