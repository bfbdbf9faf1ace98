"""
``sc query`` and ``sc queryex``: blocks of ``SERVICE_NAME: W3SVC`` and ``STATE : 4  RUNNING``; and Get-Service.

The names of the fields are in the language of the machine in some releases; the number of the state is not
(SERVICE_STATUS, winsvc.h).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats.windows import powershell
from portwise.formats.windows.printed import lines
from portwise.model.record import NamedTuple

STATES = {
    1: "stopped",
    2: "start pending",
    3: "stop pending",
    4: "running",
    5: "continue pending",
    6: "pause pending",
    7: "paused",
}
PAIR = re.compile(r"[ \t]*([^\s:][^:\r\n]{0,40}?)[ \t]*:[ \t]*(\S.{0,500}?)?[ \t]*")
STATE = re.compile(r"([1-7])[ \t]{1,4}\S.{0,80}")
CODE = re.compile(r"([0-9]{1,10})(?![0-9])")
NAME = re.compile(r"[\w.$ -]{1,256}")


class Service(NamedTuple):
    """One service."""

    name: str  # W3SVC
    shown: str  # World Wide Web Publishing Service; "" where it is not told
    state: str  # running, stopped, … of `STATES`
    pid: int  # 0 where it is not told
    line: int
    code: int = 0  # with which it ended, winerror.h: 1067 unexpectedly, 1077 never started; 0: well, or not told


def services(text: str) -> tuple[Service, ...]:
    """Of sc, in the order of the text."""
    return tuple(_services(text))


def _services(text: str) -> Iterator[Service]:
    """A block starts without indentation, and its fields are indented."""
    now: Service | None = None
    for number, line in enumerate(lines(text), 1):
        found = PAIR.fullmatch(line)
        if not found:
            continue
        value = found[2] or ""
        if line[:1].isspace():
            now = now and _told(now, found[1].strip().upper(), value)
        elif now and not now.state:
            now = now._replace(shown=value)
        else:
            if now:
                yield now
            now = Service(value, "", "", 0, number)
    if now and now.state:
        yield now


def _told(now: Service, field: str, value: str) -> Service:
    if not now.state and (state := STATE.fullmatch(value)) and not _is_type(field):
        return now._replace(state=STATES[int(state[1])])
    if field == "PID" and value.isdecimal() and len(value) <= 10:
        return now._replace(pid=int(value))
    if field.startswith("WIN32_") and now.state and (code := CODE.match(value)):
        return now._replace(code=int(code[1]))
    return now


def _is_type(field: str) -> bool:
    """The line before the state, ``TYPE : 20  WIN32_SHARE_PROCESS``, may begin with such a number, too."""
    return field.strip().upper() in ("TYPE", "TYP", "TIPO")


def of_powershell(text: str) -> tuple[Service, ...]:
    """Get-Service: Status, Name, DisplayName."""
    found = ((record.values, record.line) for record in powershell.records(text))
    return tuple(
        Service(said["Name"], said.get("DisplayName", ""), said["Status"].lower(), 0, line)
        for said, line in found
        if said.get("Status", "").lower() in STATES.values() and NAME.fullmatch(said.get("Name", ""))
    )
