"""Which file a path leads to."""

import subprocess

import pytest

from portwise.fix.steps.edit import KIND, names_of
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import LINKED, UPSTREAMS
from portwise.model.process import Process
from portwise.model.settings import Upstream
from portwise.model.target import Target

ENABLED, AVAILABLE = "/etc/nginx/sites-enabled/shop", "/etc/nginx/sites-available/shop"


@pytest.mark.parametrize(
    ("files", "path", "real"),
    [
        ({ENABLED: b"../sites-available/shop"}, ENABLED, "/etc/nginx/sites-enabled/../sites-available/shop"),
        ({ENABLED: AVAILABLE.encode(), AVAILABLE: b"/srv/shop.conf"}, ENABLED, "/srv/shop.conf"),
        ({AVAILABLE: "server {}"}, AVAILABLE, AVAILABLE),
        ({}, "/gone", "/gone"),
        ({"/a": b"/b", "/b": b"/a"}, "/a", "/a"),
    ],
)
def test_every_link_is_followed(files, path, real, ask, machine):
    """A round of links has an end."""
    assert real == ask(machine(files), LINKED.of(path)).said.value


def test_the_printed_command_does_what_our_edit_does(tmp_path):
    """By the file itself: the link stays one, and the copy lies where undo looks for it."""
    file, link = tmp_path / "available", tmp_path / "enabled"
    file.write_text("proxy_pass http://127.0.0.1:3000;\n")
    link.symlink_to("available")
    rows = (Upstream("127.0.0.1", 3000, "", "http", "/", (80,), str(link), 1),)
    answers = (
        Answer(UPSTREAMS.of(Process(1, 1, "nginx")), Known(rows), "nginx -T"),
        Answer(LINKED.of(str(link)), Known(str(file)), "readlink"),
    )
    seen = Evidence(Target.parse("localhost:80")).plus(answers)
    argv = ("sed", "-i.before", r"1s|127\.0\.0\.1:3000|[::1]:3000|", str(file))
    deed = KIND.reads(argv, seen)
    ours = KIND.text(deed, file.read_text())
    subprocess.run(argv, check=True)

    assert {str(file), str(link)} == names_of(str(file), seen)
    assert (ours, True) == (file.read_text(), link.is_symlink())
    assert "127.0.0.1" in (tmp_path / "available.before").read_text()
