"""
The files in which kubectl looks for clusters: $KUBECONFIG, else ~/.kube/config, else that of a k3s on this machine.

k3s writes the last one, and has its own kubectl read it (docs.k3s.io/cluster-access); root alone may read it, unless
it was started with --write-kubeconfig-mode.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portwise.formats.kubeconfig import Context

FILE = "~/.kube/config"
K3S = "/etc/rancher/k3s/k3s.yaml"
MOST = 1 << 20  # bytes


def contexts() -> tuple[tuple[str, str, str, str], ...]:
    """What is no secret of each, the current one first."""
    from portwise.host import redact  # a URL may have a login in it

    return tuple((c.name, redact.text(c.cluster.get("server", "")), c.namespace, c.login) for c in every())


def every() -> tuple[Context, ...]:
    """None where there is no such file."""
    named = os.environ.get("KUBECONFIG", "")
    places = [path for path in named.split(os.pathsep) if path]
    texts = _texts(places or [os.path.expanduser(FILE)]) or ([] if places else _texts([K3S]))
    if not texts:
        return ()
    from portwise.formats.kubeconfig import contexts as joined

    return joined(texts)


def _texts(places: list[str]) -> list[tuple[str, str]]:
    """Folder and text of each that is there.  Raises PermissionError, with the file in its words."""
    found = ((os.path.dirname(os.path.abspath(path)), _text(path)) for path in places)
    return [(folder, text) for folder, text in found if text is not None]


def _text(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return file.read(MOST).decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise PermissionError(error.errno, f"{path} may not be read by this user") from None
