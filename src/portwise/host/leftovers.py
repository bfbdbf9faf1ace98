"""
What portwise itself may leave behind where it is killed: folders of browsers and tunnels, instances of tracefs.

Each is removed by the next one of us that makes another; here all at once.  What is in use is left alone: a folder has
a lock, an instance the name of a process.  Its tables of nft go with the socket that made them, and its children with
their parent.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress

BASES = ("/tmp", "~/snap/chromium/common", "~/snap/firefox/common")  # noqa: S108 - looked into for what is ours


def swept() -> tuple[str, ...]:
    """The names of all that was removed; who is not root has made no instance, and may see none."""
    return tuple(folders()) + tuple(instances())


def folders() -> Iterator[str]:
    from portwise.host import tempfolder

    for base in dict.fromkeys(map(os.path.expanduser, (tempfile.gettempdir(), *BASES))):
        with suppress(OSError):
            before = {name for name in os.listdir(base) if name.startswith(tempfolder.PREFIX)}
            tempfolder.sweep(base)
            yield from (os.path.join(base, name) for name in sorted(before - set(os.listdir(base))))


def instances() -> Iterator[str]:
    from portwise.host import tracing

    with suppress(OSError), tracing.mounted() as root:
        before = tracing.instances(root)
        tracing.sweep(root)
        yield from (f"tracefs {tracing.INSTANCES}/{name}" for name in sorted(before - tracing.instances(root)))
