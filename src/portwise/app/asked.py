"""What would settle what a text leaves open: a command where it happened, or a question to its author."""

from __future__ import annotations

import re
from typing import Any

from portwise import collect
from portwise.model.facts import BROWSED, Question
from portwise.model.reading import Listening, Platform
from portwise.model.settling import there, why
from portwise.model.target import Target
from portwise.read.text import Text

FOR_US = re.compile(  # of the place that portwise itself runs at, or of too little to type
    r"run portwise |Linux \d|portwise why again|start the server|ask as a user|portwise why --|"
    r"(?:pwd|printenv|env|date|ps|nc|nc -l|curl -v|openssl s_client|ip addr)$|(?:uname|ls|capsh|grep) |"
    r".*\b(?:URL|PROXY|PATH|UNIT|PID)\b"
)
OF_A_HOST = re.compile(r"(?:getent ahosts|dig \+short|ip route get|tracepath)$")
PORTWISE = re.compile(r"(?:sudo )?portwise why ")
LISTENERS = re.compile(r"(?:sudo )?ss -ltnp?$")
OF_LINUX = re.compile(  # with what other systems have instead, where they have it
    r"(?:sudo )?(?:ss|ip|sysctl|systemctl|systemd-cgtop|nft|aa-status|ausearch|lsns|bpftool|nstat|conntrack|getent|"
    r"gsettings|namei|dmesg|pwdx)\b|cat /(?:etc/nsswitch|proc)|ls -l /proc"
)
INSTEAD = {
    "macos": {"ss -ltn": "lsof -nP -iTCP -sTCP:LISTEN", "ss -tan": "netstat -an -p tcp"},
    "windows": {"ss -ltn": "netstat -ano", "ss -tan": "netstat -ano"},
}


def to_know(question: Question[Any], target: Target, text: Text) -> str:
    """Never nothing: who reads it has to know what to ask for."""
    try:
        step = collect.ALL.of(question.fact).to_know
    except KeyError:
        step = ""
    if not step or FOR_US.match(step) or (LISTENERS.match(step) and pasted(text, target)):
        return why(target)
    others = {noted.sign.name for noted in text.signs(Platform)}
    if OF_LINUX.match(step) and others and not others - set(INSTEAD):
        plainly = step.removeprefix("sudo ").replace("ss -ltnp", "ss -ltn")
        return next((INSTEAD[name][plainly] for name in sorted(others) if plainly in INSTEAD[name]), why(target))
    if OF_A_HOST.match(step):
        return f"{step} {target.host}, on that machine" if target.host else why(target)
    place = "browser" if question.fact is BROWSED else "container:NAME, or ssh:HOST"
    return there(step.replace("WHERE", place), target) if PORTWISE.match(step) else step


def pasted(text: Text, target: Target) -> bool:
    """A table of listeners that stands there is a complete answer, and so is one of the port in question."""
    rows = [noted.sign for noted in text.signs(Listening) if noted.sign.by == "socket"]
    return any(row.whole or row.port == target.port for row in rows)
