"""
What ssh(1) of OpenSSH says when it does not get through, in one line, and what would get it through.

The words are those of sshconnect.c, sshconnect2.c, clientloop.c and readconf.c, and strerror(3) of several systems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.record import NamedTuple

LONGEST = 200  # characters of what nobody here understands
NEEDED = (3, 10)


class Word(NamedTuple):
    pattern: str
    why: str  # {host} and the groups of the pattern
    to_do: str


SERVER = r"connect to host (?P<name>[\w.:%-]{1,255}) port (?P<port>\d{1,5}): "  # which an alias need not be, nor a jump
AGAIN = "portwise why ssh://{name}:{port}"
WORDS = (
    Word(
        r"(?:REMOTE HOST IDENTIFICATION|[Hh]ost key for \S+) has changed",
        "its host key is not the one that you know",
        "find out why before anything else; where it was set up anew, ssh {host} says how to forget the old one",
    ),
    Word(
        r"Host key verification failed|No \S+ host key is known",
        "its host key is not known here",
        "connect once by hand and compare the fingerprint: ssh {host}",
    ),
    Word(
        r"Too many authentication failures",
        "it was offered too many keys",
        "name the right one in ~/.ssh/config: IdentityFile, IdentitiesOnly yes",
    ),
    Word(
        r"Permission denied \((?P<ways>[\w,.@-]{1,200})\)",
        "it lets nobody in without a question; it takes {ways}",
        "have a key that needs none, in the agent: ssh-add; then this has to work: ssh -o BatchMode=yes {host} true",
    ),
    Word(
        r"Could not resolve hostname (?P<name>[^\s:]{1,200})",
        "the name {name} has no address here",
        "look at ~/.ssh/config: ssh -G {host}",
    ),
    Word(
        rf"{SERVER}Connection refused",
        "no ssh server listens on port {port} of {name}",
        AGAIN,
    ),
    Word(rf"{SERVER}(?:Connection|Operation) timed out", "{name} does not answer on port {port}", AGAIN),
    Word(rf"{SERVER}(?:No route to host|Network is unreachable)", "there is no way to {name}", AGAIN),
    Word(
        r"(?:kex_exchange_identification|Connection (?:closed|reset) by)",
        "it hung up before anybody had logged in",
        "its log has the reason: journalctl -u ssh, over there",
    ),
    Word(
        r"Bad owner or permissions on (?P<file>\S{1,200})",
        "ssh does not read {file}, which others may write to",
        "chmod go-w {file}",
    ),
    Word(
        r"(?P<file>\S{1,200}): line (?P<line>\d{1,6}): Bad configuration option: (?P<option>\S{1,100})",
        "ssh does not know the option {option} in line {line} of {file}",
        "mend that file",
    ),
    Word(
        r"(?i)this account is currently not available|only allows? sftp|not have shell access",
        "nobody may run a command there as this user",
        "log in as somebody who may: --vantage ssh:USER@{host}",
    ),
    Word(
        r"is not recognized as an internal or external command|CommandNotFoundException",
        "it has no shell of Unix; portwise cannot go there",
        "ask from a machine beside it",
    ),
)


def plain(host: str, said: str) -> str:
    """One line: what is the matter, and what would make it work."""
    for word in WORDS:
        if found := re.search(word.pattern, said):
            slots = {"host": host, **found.groupdict()}
            return f"{word.why.format(**slots)}: {word.to_do.format(**slots)}"
    line = next(lines(said), "it said nothing")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def lines(said: str) -> Iterator[str]:
    """The last one is the one that ended it; before it stand warnings."""
    for line in reversed(said.splitlines()):
        if line.strip():
            yield line.strip().removeprefix("ssh: ")


def lacking(versions: str) -> str:
    """*versions* is what the last Python there says of itself, "" where there is none."""
    wanted = ".".join(map(str, NEEDED))
    found = re.search(r"\d+(?:\.\d+){1,2}", versions)
    has = f"Python there is {found[0]}" if found else "there is no Python there"
    return (
        f"{has}, and portwise needs {wanted} or newer: install it beside the old one, as python{wanted} or python3.11"
    )
