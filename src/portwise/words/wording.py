"""One event, told in the words of every client that meets it."""

from __future__ import annotations

from portwise.model.record import NamedTuple

Said = tuple[str, ...]


class Wording(NamedTuple):
    """
    What happened, and what each client says of it.

    Two rows may share a word (curl ends with 7 for nine different events): the
    word alone then does not tell which, and a page says so.  An empty column
    means that the client does not say anything of its own, or that nobody looked.
    """

    outcome: str
    happens: str  # on the wire or in the kernel
    errno: Said = ()
    chrome: Said = ()
    curl: Said = ()  # the exit code first, then its phrase
    wget: Said = ()  # likewise
    node: Said = ()
    python: Said = ()
    firefox: Said = ()
    safari: Said = ()  # NSURLError and CFNetwork numbers
    go: Said = ()
    java: Said = ()
    dotnet: Said = ()
    texts: Said = ()  # what other programs, libc and Windows print
    heard: Said = ()  # columns of the programs that the lab has heard say so (tests/lab/test_clients.py)
    causes: Said = ()  # ids of the causes that fit this row better than its outcome alone tells
    instead: Said = ()  # paragraphs of its own, where those of its outcome speak of packets and none was sent


CLIENTS = (
    ("chrome", "Chrome, Edge"),
    ("firefox", "Firefox"),
    ("safari", "Safari"),
    ("curl", "curl"),
    ("wget", "wget"),
    ("node", "Node.js"),
    ("python", "Python"),
    ("go", "Go"),
    ("java", "Java"),
    ("dotnet", ".NET"),
    ("texts", "others"),
)
COLUMNS = ("errno", *(column for column, _ in CLIENTS))


def said(row: Wording, column: str) -> Said:
    """What one client says of this event."""
    words: Said = row._asdict()[column]
    return words
