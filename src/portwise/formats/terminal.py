"""
What a program wrote to a terminal, as lines of text.

Control sequences move the cursor, set colours and titles (ECMA-48 section 5, console_codes(4)); none of them is text.
A carriage return begins the line again, as a progress bar does; what stands last is what a person reads.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder

LONGEST = 2000  # letters of a line; what a program writes without an end of line is cut there
# CSI … final byte; OSC, DCS, SOS, PM and APC up to ST or BEL; other escapes of two or three letters
SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"
    r"|\x1b[ -/]*[0-~]?"
    r"|\x9b[0-?]*[ -/]*[@-~]"
)
BEGIN = re.compile(r"\x1b\[[01]?G")  # to the first column, as spinners of Node do
ERASED = re.compile(r".*(?:\r\x1b\[0?K|\x1b\[2K)", re.DOTALL)
UNDONE = re.compile(r"[^\x08]\x08")  # a letter and the backspace that takes it back
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def plain(line: str) -> str:
    """One line as it is read in the end; a line that is drawn again keeps its last form."""
    line = SEQUENCE.sub("", ERASED.sub("", BEGIN.sub("\r", line)))
    shown = [part for part in line.split("\r") if part.strip()]
    line = shown[-1] if shown else ""
    while UNDONE.search(line):
        line = UNDONE.sub("", line)
    return CONTROLS.sub("", line.replace("\t", "    ")).rstrip()


class Lines:
    """Bytes in as they come, whole lines out; what has no end yet stays in `rest`."""

    __slots__ = ("_decoder", "_raw")

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._raw = ""

    def feed(self, data: bytes) -> list[str]:
        *whole, rest = (self._raw + self._decoder.decode(data)).split("\n")
        if len(rest) > LONGEST:
            whole, rest = [*whole, rest], ""
        self._raw = rest
        return [plain(line[-LONGEST:]) for line in whole]

    @property
    def rest(self) -> str:
        return plain(self._raw)
