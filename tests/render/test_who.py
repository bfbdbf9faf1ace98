"""What `portwise who` tells of a holder."""

import json
from ipaddress import ip_address

from portwise.model.process import Process
from portwise.model.who import Former, Held, Holder, Peer, Standing, Way, Who
from portwise.render.layout import Look
from portwise.render.who import document, render

VITE = Holder(
    process=Process(35301, 1, "node"),
    program="vite",
    command=("node", "node_modules/.bin/vite"),
    exe="/usr/bin/node",
    package="nodejs",
    user="ann",
    folder="/home/ann/shop-next/web",
    project="shop",
    worktree="/home/ann/shop-next",
    age=725.0,
    started_by=("npm", "zsh"),
    kept_by="npm",
    orphaned=False,
    state="S",
    standing=Standing.KNOWN,
    because=(),
)
SEEN = Who(
    port=3000,
    usually="usually a development server",
    held=(Held(Way.LISTENS, "tcp", (ip_address("127.0.0.1"), ip_address("::1")), 1000, (VITE,)),),
    peers=(Peer(ip_address("127.0.0.1"), 2),),
    remains=0,
    unknown=(),
    elapsed_ms=1.0,
    before=(Former(Process(24355, 1, "node"), 125.0),),
)


def told(**changes):
    """The screen, with one holder changed."""
    held = SEEN.held[0]._replace(holders=(VITE._replace(**changes),))
    return render(SEEN._replace(held=(held,)), Look(width=120), "/home/ann")


def test_all_that_is_known_is_told():
    """Since when, where, of which worktree and package, started and kept by whom, who is connected, who was there."""
    said = told()

    for words in (
        "3000  vite (pid 35301, 12 minutes old)  known",
        "Port        listens at 127.0.0.1:3000 and [::1]:3000",
        "Project     shop, ~/shop-next/web (git worktree ~/shop-next)",
        "Program     /usr/bin/node (package nodejs)",
        "Runs as     ann",
        "Started by  npm < zsh",
        "Kept by     npm",
        "Connected   2 from 127.0.0.1",
        "Before      node (pid 24355), which portwise ended 2 minutes ago",
    ):
        assert words in said


def test_what_is_wrong_with_it():
    """Orphaned, stopped, suspicious with its reason: each in a line of its own."""
    said = told(
        orphaned=True,
        kept_by="",
        state="T",
        standing=Standing.SUSPICIOUS,
        because=("its program file was deleted, /x",),
    )

    for words in (
        "suspicious",
        "Beware      Its program file was deleted, /x.",
        "State       stopped (SIGSTOP or Ctrl-Z)",
        "Kept by     nobody: who started it is gone",
    ):
        assert words in said


def test_nobody_has_it_and_somebody_had():
    """Who was ended by portwise is told where nobody else is there."""
    said = render(SEEN._replace(held=(), peers=()), Look(width=120))

    assert said.startswith("Nobody has port 3000 on this machine (usually a development server)\n")
    assert "Before      node (pid 24355)" in said


def test_as_values():
    """The same for a program."""
    said = json.loads(json.dumps(document(SEEN)))

    assert ("portwise.who/1", 24355, 125.0) == (
        said["schema"],
        said["before"][0]["process"]["pid"],
        said["before"][0]["ago"],
    )
    assert "/home/ann/shop-next" == said["held"][0]["holders"][0]["worktree"]


def test_a_linked_worktree_is_told_as_one():
    """Of which repository it is, and at which branch: two checkouts of one project look alike in a list of servers."""
    linked = {"worktree_of": "/home/ann/shop", "branch": "feat"}
    at_root = {"folder": "/home/ann/shop-next", "worktree_of": "/home/ann/shop", "branch": "commit 1f2e3d4c5b6a"}

    assert "shop, ~/shop-next/web (git worktree ~/shop-next of ~/shop at branch feat)" in told(**linked)
    assert "shop, ~/shop-next (git worktree of ~/shop at commit 1f2e3d4c5b6a)" in told(**at_root)
