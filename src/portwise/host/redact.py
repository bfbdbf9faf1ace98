"""
Secrets end here: whatever leaves `host` has lost its credentials.

Known carriers are the userinfo and the query of a URL (RFC 3986 sections 3.2.1 and
3.4), the value of an option, variable, header or field whose name says that it is
secret, words that look like a token whatever they stand behind, and the short
options of programs that are known to take a password.  They are found in words of
a command line and in scripts handed over as one word, as in ``sh -c``.  What is
replaced reads ``***``; rather too much than too little.

Most words carry nothing, and a pattern takes longer to compile than a diagnosis has
time for: it is compiled when a word first holds the signs that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from portwise.host import secrecy
from portwise.host.secrecy import HIDDEN

# Lengths have bounds so that a long text is not read again from every place in it.
# A password with a bare slash or question mark in it is written often, and breaks the URL; a port is no password.
USERINFO = (
    r"(?i)(?P<scheme>\b[a-z][a-z0-9+.-]{0,30}://)"
    r"(?:[^/?#\s\"']*@|[^/?#\s@:\"']*:(?!\d{1,5}(?:[/?#\s\"']|$))[^\s\"']{0,2048}@)"
)
# The same without a scheme, as Go writes a data source: user:secret@tcp(host:3306)/name
LOGIN = r"(?<![\w.+/@:-])(?P<user>[\w.+-]{1,64}:)[^\s@/:\"']+@(?!sha\d+:)(?=[\w.\[-]{1,253}[:/(\]])"
QUERY = r"(?i)(?P<url>\b[a-z][a-z0-9+.-]{0,30}://[^\s?#\"']{0,2048})\?[^\s\"']*"
NAME = r"(?<![\w.-])(?P<name>[\w.-]{1,128})[\"']?[ \t]*[=:][ \t]*"
VALUE = r"\"[^\"]*\"?|'[^']*'?|[^\s\"']+"
REST = r"[\"']?[^\"'\r\n]*"  # of a header: it may have several words
QUOTED = r"\"(?P<double>[^\"]*)\"?|'(?P<single>[^']*)'?"
WORD = r"((?:[^\s\"']|\"[^\"]*(?:\"|$)|'[^']*(?:'|$))+)"


def text(value: str) -> str:
    """Any text: a script, a header, the value of a variable, a file of variables."""
    if "@" in value:
        value = re.sub(USERINFO, rf"\g<scheme>{HIDDEN}@", value)
        value = re.sub(LOGIN, rf"\g<user>{HIDDEN}@", value)
    if "://" in value:
        value = re.sub(QUERY, rf"\g<url>?{HIDDEN}", value)
    if "=" in value or ":" in value:
        value = assigned(value)
    if any(sign in value for sign in secrecy.FORM_SIGNS):
        value = re.sub(secrecy.FORM, HIDDEN, value)
    return by_word(value) if len(value.split(maxsplit=1)) > 1 else value


def by_word(value: str) -> str:
    parts = re.split(WORD, value)  # what is between words stands at even places
    parts[1::2] = words(parts[1::2], within)
    return "".join(parts)


def within(word: str) -> str:
    """What is quoted is a script or a header of its own; a quoted text cannot hold quotes of its kind."""
    return re.sub(QUOTED, requoted, word) if '"' in word or "'" in word else word


def requoted(part: re.Match[str]) -> str:
    inner = part["double"] or part["single"]
    return part[0].replace(inner, text(inner)) if inner else part[0]


def assigned(value: str) -> str:
    """``name=secret`` and ``name: secret``, where the name says so."""
    name = re.compile(NAME)
    kept, at = [], 0
    while found := name.search(value, at):
        kept.append(value[at : found.end()])
        at = found.end()
        if (form := ending(found["name"])) and (secret := form.match(value, at)):
            kept.append(hidden(secret[0]))
            at = secret.end()
    return "".join((*kept, value[at:]))


def ending(name: str) -> re.Pattern[str] | None:
    """What of the text behind such a name is secret; None where nothing is."""
    if secrecy.is_secret(name):
        return re.compile(REST if secrecy.is_header(name) else VALUE)
    return re.compile(secrecy.RAW_KEY) if secrecy.is_key(name) else None


def hidden(secret: str) -> str:
    """In the quotes that it had; nothing stays nothing, and what is no value stays."""
    bare = secret.strip("\"'")
    return secret if not bare or bare[0] in "{[" or bare.startswith("$") else secret.replace(bare, HIDDEN)


def command(argv: Iterable[str]) -> tuple[str, ...]:
    """A command line; one word of it is one value, unless it is a script."""
    argv = tuple(argv)
    return tuple(words(list(argv), script if secrecy.takes_script(argv) else whole))


def script(word: str) -> str:
    return text(word)


def whole(word: str) -> str:
    """``--password=two words`` is one value; any other word is a text."""
    found = re.match(NAME, word.lstrip("-")) if "=" in word or ":" in word else None
    at = len(word) - len(word.lstrip("-")) + (found.end() if found else 0)
    if found and secrecy.is_secret(found["name"]) and at < len(word) and word[-1] not in "\"'":
        return word[:at] + HIDDEN
    return text(word)


def words(argv: list[str], each: Callable[[str], str]) -> list[str]:
    """Word by word, with an eye on the one before: ``--token`` and ``Bearer`` announce a secret."""
    return list(_words(argv, each))


def _words(argv: list[str], each: Callable[[str], str]) -> Iterator[str]:
    joined, apart = secrecy.options(argv)
    announced, before = False, ""
    for word in argv:
        bare = word.strip("\"'")
        if announced and secrecy.is_scheme(bare):
            yield word
        elif announced and not secrecy.is_option(bare):
            yield hidden(word)
            announced = False
        elif any(len(word) > len(option) and word.startswith(option) for option in joined):
            yield word[:2] + HIDDEN
        elif secrecy.is_key(before) and re.fullmatch(secrecy.RAW_KEY, word):
            yield hidden(word)
        else:
            yield each(word)
            announced = word in apart or secrecy.announces(bare)
        before = bare


def variable(name: str, value: str) -> str:
    """The value of an environment variable."""
    return HIDDEN if secrecy.is_secret(name) and value else text(value)
