"""
WSL, by what was printed on either side: which Linux runs, how its network is joined, and who listens in there.

``wsl -l -v`` and .wslconfig are of Windows, ``uname -r`` and ``wslinfo`` of the Linux in it.  Where a client stood
decides which of them is the other side.  What the file does not say is at its default where all of it was printed, and
is unknown where somebody wrote down one line of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from portwise.formats.windows import wsl
from portwise.model.evidence import Answer, Known
from portwise.model.facts import HERE, WINDOWS, WITHIN_WSL, WSL
from portwise.model.glimpsed import Around, Joined
from portwise.model.machines import Windows
from portwise.model.reading import Line, source
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint, Target
from portwise.model.windows import Wsl
from portwise.read.options import asked
from portwise.read.sections import HIDDEN, PROMPT, Section, home, of, sections, typed_here
from portwise.read.signs.tables import listening
from portwise.read.text import Text
from portwise.read.within import of_row

LISTS = re.compile(r"wsl(?:\.exe)? (?:(?:-l|--list) (?:-v|--verbose)|-lv|-vl|(?:-v|--verbose) (?:-l|--list))$")
RUNNING = ("running", "wird ausgeführt", "en cours d'exécution", "en ejecución", "in esecuzione", "正在运行", "実行中")
STOPPED = ("stopped", "beendet", "angehalten", "arrêté", "detenido", "arrestato", "已停止", "停止")
FILE = re.compile(r"(?:type|cat|more|get-content|gc|bat) .*\.wslconfig[\"']?$")
BEGINS = re.compile(r"\s*\[(?:wsl2|experimental)\]\s*$", re.IGNORECASE)
SETTING = re.compile(r"\s*(?:\[[\w-]{1,20}\]|#.*|;.*|[A-Za-z]\w{2,40}\s*=.*)$")
KERNEL = re.compile(r"\b(?P<kernel>\d+\.\d+[\w.+-]*-microsoft-standard[\w-]*|\d+\.\d+\.\d+-\d+-Microsoft)\b")
ASKS_KERNEL = re.compile(r"uname(?: -[asr]+)?$|cat /proc/version$")
ASKS_MODE = re.compile(r"wslinfo --networking-mode$")
MODES = ("nat", "mirrored", "virtioproxy", "none", "bridged")
THROUGH = re.compile(  # wsl.exe with one command for Linux
    r"wsl(?:\.exe)?(?: (?:-d|--distribution|-u|--user) \S+)*(?: (?:-e|--exec|--))? (?:sudo )?"
    r"(?P<tool>ss|netstat)(?P<rest> .*)$"
)
TOOLS = re.compile(r"(?P<tool>ss|netstat)(?P<rest> .*)$")
BY_KERNEL, SECOND = "WSL2", 2


class Configured(NamedTuple):
    """What .wslconfig says."""

    said: Mapping[str, str]
    whole: bool
    line: int

    @property
    def mode(self) -> str:
        """ "" where it may be told in a line that was left out."""
        told = self.whole or any(name.endswith(".networkingmode") for name in self.said)
        return wsl.mode(self.said) if told else ""


def configured(text: Text) -> Configured | None:
    """The file as a command printed it, else some of its lines below their heading."""
    for section, _ in of(sections(text), FILE):
        if said := wsl.settings(section.text):
            cut = any(HIDDEN.search(line.text) for line in section.printed)
            return Configured(said, not cut, section.line.number)
    for n, line in enumerate(text.every):
        if BEGINS.match(line.text):
            said = wsl.settings("\n".join(belonging(text.every[n:])))
            return Configured(said, False, line.number) if said else None
    return None


def belonging(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        if not SETTING.match(line.text):
            return
        yield line.text


def of_windows(text: Text, _: Target) -> Iterator[Answer]:
    """Where the client stood on Windows; what is inside, too."""
    found = distributions(text)
    if found is None:
        return
    running, line = found
    yield Answer(WINDOWS.of(HERE), Known(None), source(line))
    if not running:
        yield Answer(WSL.of(HERE), Known(None), source(line))
        return
    file = configured(text)
    if file and file.whole:
        forwards = wsl.is_on(file.said, "localhostforwarding", usual=True)
        one = Wsl(running, file.mode, forwards, wsl.is_on(file.said, "hostaddressloopback", usual=False))
    else:
        one = Joined(running, file.mode if file else "", False, False)
    yield Answer(WSL.of(HERE), Known(one), source(line))
    if inside := within(text):
        yield Answer(WITHIN_WSL.of(HERE), Known(inside[0]), source(inside[1]))


def distributions(text: Text) -> tuple[tuple[str, ...], int] | None:
    """Those of version 2 that run; none where the language of a state is not known."""
    for section, _ in of(typed_here(text), LISTS):
        rows = [row for one in section.printed for row in wsl.distributions(one.text)]
        words = {row.state.casefold() for row in rows}
        cut = any(HIDDEN.search(one.text) for one in section.printed)
        if rows and not cut and words <= {*RUNNING, *STOPPED} and on_windows(section):
            running = (row.name for row in rows if row.version == SECOND and row.state.casefold() in RUNNING)
            return tuple(running), section.line.number
    return None


def on_windows(section: Section) -> bool:
    """By its prompt, or by the name of the program: Linux in WSL has it as wsl.exe alone."""
    prompt = PROMPT.match(section.line.text)
    return bool(prompt and prompt["windows"]) or section.command.startswith("wsl ")


def within(text: Text) -> tuple[tuple[Endpoint, ...], int] | None:
    """A whole table that was typed in there, or asked for through wsl.exe; two that differ tell nothing."""
    found: list[tuple[tuple[Endpoint, ...], int]] = []
    for section in sections(text):
        begins = TOOLS.match(section.command) if section.place.of_wsl else None
        begins = begins or (THROUGH.match(section.command) if section.place == home(text) else None)
        if begins and (places := table(section, begins)) is not None:
            found.append((places, section.line.number))
    same = {frozenset(places) for places, _ in found}
    return found[0] if len(same) == 1 else None


def table(section: Section, begins: re.Match[str]) -> tuple[Endpoint, ...] | None:
    request = asked(begins["tool"], begins["rest"], section.text)
    if request is None or request.port is not None or request.version is not None:
        return None
    if any(HIDDEN.search(line.text) for line in section.printed):
        return None
    rows = [row for line in section.printed if (row := listening(line))]
    whole = rows or len(section.printed) == 1  # its heading
    return tuple(dict.fromkeys(place for row in rows if (place := of_row(row)))) if whole else None


def of_linux(text: Text, _: Target) -> Iterator[Answer]:
    """Where the client stood in Linux, by the kernel that was printed there; Linux of its own has another."""
    for section, _begins in of(typed_here(text), ASKS_KERNEL):
        found = KERNEL.search(section.text)
        if found is None:
            if section.printed and "Linux" in section.text:
                yield Answer(WINDOWS.of(HERE), Known(None), source(section.line.number))
            return
        kernel = found["kernel"]
        version = SECOND if BY_KERNEL in kernel else 1
        file = configured(text)
        mode = told_mode(text) or (file.mode if file else "")
        one = Windows(kernel, 1, "", None, True) if version == 1 else Around(kernel, SECOND, mode, None, False)
        yield Answer(WINDOWS.of(HERE), Known(one), source(section.line.number))
        return


def told_mode(text: Text) -> str:
    for section, _ in of(typed_here(text), ASKS_MODE):
        word = section.text.strip().casefold()
        if word in MODES:
            return word
    return ""


ANSWERS = (of_windows, of_linux)
