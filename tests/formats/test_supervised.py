"""What pm2 7.0.4 and supervisord 4.2.5 write of the programs that they keep, as they wrote it here on Linux."""

import configparser
import json
import signal
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import pm2, supervisord
from portwise.formats.pm2 import App
from portwise.formats.supervisord import End, Program

SUPERVISORD = """\
2026-11-20 10:12:31,186 INFO spawned: 'fine' with pid 11350
2026-11-20 10:12:31,189 INFO spawnerr: can't find command '/usr/bin/nope'
2026-11-20 10:12:31,190 INFO spawned: 'shop' with pid 11353
2026-11-20 10:12:31,227 INFO spawned: 'web' with pid 11355
2026-11-20 10:12:31,228 WARN exited: shop (exit status 1; not expected)
2026-11-20 10:12:32,239 INFO success: fine entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)
2026-11-20 10:12:32,241 INFO spawned: 'shop' with pid 11435
2026-11-20 10:12:32,241 INFO success: web entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)
2026-11-20 10:12:34,283 WARN exited: web (terminated by SIGKILL; not expected)
2026-11-20 10:12:36,319 WARN exited: shop (exit status 1; not expected)
2026-11-20 10:12:37,322 INFO gave up: nope entered FATAL state, too many start retries too quickly
2026-11-20 10:12:38,336 INFO gave up: shop entered FATAL state, too many start retries too quickly
"""
CONFIGURATION = """\
[supervisord]
logfile=/var/log/supervisor/supervisord.log ; (main log file)
[program:shop]
command=/usr/bin/node server.js
environment=NODE_ENV="production",PORT="3000"
stdout_logfile=/var/log/shop.log
stderr_logfile=AUTO
[program:web]
command=/usr/bin/python3 -m http.server 8080
[include]
files = /etc/supervisor/conf.d/*.conf more.conf
"""
PM2 = """\
2026-11-20T10:20:05: PM2 log: App [shop:0] starting in -fork mode-
2026-11-20T10:20:05: PM2 log: App [shop:0] online
2026-11-20T10:20:06: PM2 log: App [web:1] online
2026-11-20T10:20:06: PM2 log: App [shop:0] exited with code [1] via signal [SIGINT]
2026-11-20T10:20:06: PM2 log: App [shop:0] online
2026-11-20T10:20:09: PM2 log: App [web:1] exited with code [0] via signal [SIGKILL]
2026-11-20T10:20:11: PM2 log: App [shop:0] exited with code [1] via signal [SIGINT]
2026-11-20T10:20:11: PM2 log: Script /srv/bad.js had too many unstable restarts (16). Stopped. "errored"
"""
SAVED = {"name": "shop", "pm_exec_path": "/srv/bad.js", "pm_err_log_path": "/srv/e.log", "env": {"PORT": "3000"}}


def test_how_programs_of_supervisord_ended():
    """One that runs has not ended; a program that could not even be started was given up."""
    ends = supervisord.ends(SUPERVISORD.splitlines())

    assert {
        "shop": End(True, 1, False, 2),
        "web": End(False, signal.SIGKILL, True, 1),
        "nope": End(True, 0, False, 0),
    } == ends


def test_one_that_was_started_again_or_stopped_has_not_ended():
    """What is so now stands in the last line about it."""
    more = ["INFO success: web entered RUNNING state", "INFO stopped: shop (terminated by SIGTERM)"]

    assert {"nope"} == supervisord.ends([*SUPERVISORD.splitlines(), *more]).keys()


def test_the_configuration_of_supervisord():
    """Command or PORT say the port; a log that supervisord names itself is not known."""
    shop = Program("shop", 3000, ("/var/log/shop.log",))

    assert (shop, Program("web", 8080, ())) == tuple(supervisord.programs(CONFIGURATION))
    assert ("/etc/supervisor/conf.d/*.conf", "more.conf") == supervisord.includes(CONFIGURATION)
    assert supervisord.logfile(CONFIGURATION) == "/var/log/supervisor/supervisord.log"


LINES = (
    *("[include]", "[program:web]", " [x]", "[x] ; why", "[]", "files = a", "files : a ; why", "FILES=a;b", "files ="),
    *("  b", "\tb=1", "    c", "  files = d", "files", "=a", "a==b", "# why", "; why", "  # why", "", "a\r"),
)


@given(st.lists(st.sampled_from(LINES), max_size=8).map("\n".join))
def test_its_configuration_is_what_configparser_reads(text):
    """It is what supervisord itself reads it with; what that takes for an error is of no interest."""
    theirs = configparser.RawConfigParser(strict=False, inline_comment_prefixes=(";",))
    with suppress(configparser.Error):
        theirs.read_string(text)
        ours = supervisord.sections(text)

        assert {name: split(theirs[name]) for name in theirs.sections()} == {name: split(ours[name]) for name in ours}


def split(section):
    """Line by line: empty ones within a value are nothing to anybody."""
    return {key: value.split() for key, value in section.items()}


def test_how_applications_of_pm2_ended():
    """SIGINT is what pm2 writes where there was no signal."""
    ends = pm2.ends(PM2.splitlines(), {"/srv/bad.js": "shop"})

    assert {"shop": End(True, 1, False, 2), "web": End(False, signal.SIGKILL, True, 1)} == ends
    assert {} == pm2.ends(["App [shop:0] exited with code [1] via signal [SIGINT]", "App [shop:0] online"], {})


@pytest.mark.parametrize("more", [{}, {"env": {}, "PORT": "3000"}, {"env": {}, "args": ["--port", "3000"]}])
def test_the_list_that_pm2_saved(more):
    """The port stands in its environment or in its words."""
    assert (App("shop", "/srv/bad.js", 3000, ("/srv/e.log",)),) == tuple(pm2.apps(json.dumps([{**SAVED, **more}])))


def test_the_environment_that_pm2_saved_stays_behind():
    """Passwords lie there; only the port is taken along."""
    secret = {**SAVED, "env": {"PORT": "3000", "DATABASE_PASSWORD": "hunter2"}, "args": ["--token", "hunter2"]}
    bare = pm2.bare(json.dumps([secret]))

    assert "hunter2" not in bare
    assert tuple(pm2.apps(json.dumps([SAVED]))) == tuple(pm2.apps(bare))


@given(st.text())
def test_any_text_is_read_or_a_value_error(text):
    """Files of others are never a crash."""
    pm2.ends(text.splitlines(), {})
    supervisord.ends(text.splitlines())
    pm2.bare(text)
    for read in (pm2.apps, supervisord.programs):
        try:
            met = list(read(text))
        except ValueError:
            continue

        assert isinstance(met, list)
