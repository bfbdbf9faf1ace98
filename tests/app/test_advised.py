"""Steps for somebody else's machine: what the text tells stands in them, and nothing is left to be filled in."""

import re
from functools import cache

import pytest

from portwise import knowledge
from portwise.app.reading import read
from portwise.model.report import State
from portwise.reason.rule import wanted
from portwise.render.layout import Look
from portwise.render.reading import render
from tests.read.settled import reports

SOME = reports()[::43]
WORD = re.compile(r"[A-Z][A-Z0-9_]+")
LITERAL = {  # of their author, as in `--host ADDRESS`
    cause.id: {w for r in cause.remedies for w in WORD.findall(" ".join((r.does, r.plain.upper(), *r.argv)))}
    for cause in knowledge.causes()
}
GAPS = {
    cause.id: {name.upper() for r in cause.remedies for name in wanted(r.does, *r.argv)} - LITERAL[cause.id]
    for cause in knowledge.causes()
}
UNAIMED = (
    "my jail bans the office: ufw status says Status: active, and fail2ban-client banned lists us\nConnection refused"
)
ENDED = """$ docker run -d --name idx -p 9450:9450 acme/indexer:3
$ docker ps -a
CONTAINER ID   IMAGE            COMMAND        CREATED         STATUS                     PORTS     NAMES
5b1c0d2be97f   acme/indexer:3   "/bin/index"   2 minutes ago   Exited (3) 1 minute ago              idx
$ curl localhost:9450
curl: (7) Failed to connect to localhost port 9450: Connection refused
"""
LAN = "$ curl -i http://localhost:4300/\nHTTP/1.1 200 OK\n\nfrom my phone on the same wifi it does not load at all"
TAKEN = """$ lsof -nP -iTCP:4300 -sTCP:LISTEN
COMMAND   PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME
node    40711 eva    23u  IPv6 0x1234      0t0  TCP *:4300 (LISTEN)

Error: listen EADDRINUSE: address already in use :::4300
"""

LOCKED = """psql: connection to server at "localhost" (::1), port 5433 failed: Connection refused
FATAL:  lock file "postmaster.pid" already exists
HINT:  Is another postmaster (PID 651) running in data directory "/srv/pg"?
"""


@cache
def said(text):
    return read(text)


@pytest.mark.parametrize("report", SOME, ids=lambda report: report.name)
def test_no_sentence_and_no_command_has_a_hole(report):
    """Neither `UNKNOWN_TO works` nor `curl -v DOOR` helps anybody."""
    steps = [(f.cause, step) for f in said(report.text).findings if f.state is State.UNTESTED for step in f.steps]
    holes = [
        (cause, word)
        for cause, step in steps
        for word in WORD.findall(" ".join((step.does, *step.command)))
        if word in GAPS[cause]
    ]

    assert [] == holes


def test_a_text_without_an_address_gives_no_command_to_ask_for_it():
    """Words that stand for a target are none."""
    report = said(UNAIMED)
    shown = render(report, Look(100)) + "".join(step.verify for f in report.findings for step in f.steps)

    assert (False, False) == ("a text that names no address" in shown, "portwise why '" in shown)


def test_who_has_the_port_stands_in_the_step_that_ends_it():
    """The text says which process it is."""
    held = next(f for f in said(TAKEN).findings if f.cause.startswith("port-held"))

    assert [] != [step for step in held.steps if "40711" in step.command]


def test_a_file_that_blocks_the_start_is_told_without_the_log_that_names_it():
    """Nobody can type `tail PATH`; whether the process in it lives, he can see, and what to do then."""
    locked = next(f for f in said(LOCKED).findings if f.cause == "start-blocked-by-prompt-or-lock")

    assert [()] == [step.command for step in locked.steps if "lock or pid file" in step.does]


def test_a_container_is_called_as_its_engine_lists_it():
    """Neither `docker logs run`, nor a step for one that was never made."""
    ended = next(f for f in said(ENDED).findings if f.cause == "container-exited-or-unhealthy")
    commands = [" ".join(step.command) for step in ended.steps]

    assert (True, True, []) == (
        "docker logs --tail 50 idx" in commands,
        "docker start idx" in commands,
        [one for one in commands if "compose" in one or "update" in one],
    )


def test_the_address_that_works_is_not_the_one_to_open():
    """To listen at 127.0.0.1 is what keeps the phone out."""
    found = next(f for f in said(LAN).findings if f.cause == "bound-to-loopback-client-uses-lan")

    assert [] == [step.does for step in found.steps if "--host 127.0.0.1" in step.does]


def test_steps_stand_in_the_order_of_their_author():
    """What has more gaps does not make way for the variant of another case."""
    by_id = {cause.id: cause for cause in knowledge.causes()}
    wrong = []
    for report in SOME:
        for finding in said(report.text).findings:
            whole = [r.argv for r in by_id[finding.cause].remedies if not wanted(*r.argv) and r.argv]
            mine = [step.command for step in finding.steps if step.command in whole]
            after = iter(whole)  # two steps may have one command
            wrong += [] if all(command in after for command in mine) else [finding.cause]

    assert [] == wrong


def test_manners_of_portwise_are_not_told_of_another_machine():
    """It does nothing there: neither "safe" nor "asks first" means anything."""
    shown = "".join(render(said(report.text), Look(100)) for report in SOME)

    assert [] == re.findall(r"shown only|asks first|(?:\s{3}|\()safe\b", shown)
