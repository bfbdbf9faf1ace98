"""The one place where text of processes, files and the wire becomes safe to show."""

from __future__ import annotations

import unicodedata

NEVER_PRINTED = {"Cc", "Cf", "Zl", "Zp", "Cs"}  # C0, C1, bidi marks: a name must not steer a terminal

# What we draw ourselves, and what stands for it where only ASCII is wanted.
TWINS = {
    "✓": "+", "✗": "x", "…": "...", "·": "-", "→": "->", "“": '"', "”": '"', "≤": "<=", "≥": ">=", "§": "section ",
    "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u00d7": "x", "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
TO_ASCII = str.maketrans(TWINS)


def printable(text: str) -> str:
    """Controls, bidi marks and halves of characters as escapes; letters of every language stay."""
    if text.isprintable():  # the usual case, and a quick one: spaces are the only blanks that pass
        return text
    return "".join(c if unicodedata.category(c) not in NEVER_PRINTED else escaped(c) for c in text)


def ascii_only(text: str) -> str:
    """The twin of each symbol of ours, an escape for every other character outside ASCII."""
    if text.isascii():
        return text
    return "".join(c if c.isascii() else escaped(c) for c in text.translate(TO_ASCII))


def escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
