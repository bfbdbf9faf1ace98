"""The files in which kubectl looks for clusters: $KUBECONFIG, else ~/.kube/config."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portwise.formats.kubeconfig import Context

FILE = "~/.kube/config"
MOST = 1 << 20  # bytes


def contexts() -> tuple[tuple[str, str, str, str], ...]:
    """What is no secret of each, the current one first."""
    from portwise.host import redact  # a URL may have a login in it

    return tuple((c.name, redact.text(c.cluster.get("server", "")), c.namespace, c.login) for c in every())


def every() -> tuple[Context, ...]:
    """None where there is no such file."""
    named = os.environ.get("KUBECONFIG", "")
    places = [path for path in named.split(os.pathsep) if path] or [os.path.expanduser(FILE)]
    texts = [(os.path.dirname(os.path.abspath(path)), text) for path in places if (text := _text(path)) is not None]
    if not texts:
        return ()
    from portwise.formats.kubeconfig import contexts as joined

    return joined(texts)


def _text(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return file.read(MOST).decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
