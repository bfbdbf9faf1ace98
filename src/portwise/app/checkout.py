"""
Which branch a checkout is at, and of which repository a linked one is: by reading ``.git``, gitrepository-layout(5).

In a checkout that git-worktree(1) has linked, ``.git`` is a file that leads to ``worktrees/NAME`` of the repository,
and ``commondir`` in there leads to that.  A submodule has such a file, too, and no ``commondir``.
"""

from __future__ import annotations

import posixpath

from portwise.host.api import Host
from portwise.model.record import NamedTuple

LEADS = "gitdir: "
BRANCH = "ref: refs/heads/"
SHORT = 12  # digits of a commit, enough for any repository
OWN = ".git"


class Checkout(NamedTuple):
    branch: str  # "feat", or "commit 1f2e3d4c5b6a" where none is checked out; "" where it cannot be read
    of: str  # the folder of the repository that a linked worktree belongs to; "" for its own


def checkout(host: Host, worktree: str) -> Checkout:
    """Of the root of a checkout; empty where it is none, or cannot be read."""
    if not worktree:
        return Checkout("", "")
    folder = posixpath.join(worktree, OWN)
    try:
        text = host.read(folder)
    except OSError:  # a folder: the usual one
        return Checkout(branch(host, folder), "")
    if not text.startswith(LEADS):
        return Checkout("", "")
    own = leads_to(host, worktree)
    return Checkout(branch(host, own), repository(host, own))


def inside(host: Host, root: str, worktree: str) -> bool:
    """
    Whether who works in *worktree*, a folder at or below *root* or "", works in the checkout at *root*.

    A repository below is another one, and so is a linked worktree; a submodule, whose own is kept in ``.git/modules``
    (gitsubmodules(7)), is a part of it.
    """
    if not worktree or f"{root}/".startswith(f"{worktree.rstrip('/')}/"):
        return True
    return leads_to(host, worktree).startswith(f"{leads_to(host, root)}/modules/")


def leads_to(host: Host, worktree: str) -> str:
    """Where its repository is kept: in ``.git``, or where that leads."""
    folder = posixpath.join(worktree, OWN)
    try:
        text = host.read(folder)
    except OSError:  # a folder: the usual one
        return folder
    return posixpath.normpath(posixpath.join(worktree, text.removeprefix(LEADS).strip()))


def branch(host: Host, folder: str) -> str:
    head = first(host, posixpath.join(folder, "HEAD"))
    return head.removeprefix(BRANCH) if head.startswith(BRANCH) else f"commit {head[:SHORT]}" if head else ""


def repository(host: Host, own: str) -> str:
    common = first(host, posixpath.join(own, "commondir"))
    if not common:
        return ""
    place = posixpath.normpath(posixpath.join(own, common))
    return posixpath.dirname(place) if posixpath.basename(place) == OWN else place


def first(host: Host, path: str) -> str:
    try:
        return next(iter(host.read(path).splitlines()), "").strip()
    except (OSError, ValueError):
        return ""
