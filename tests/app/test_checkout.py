"""A linked worktree by its files: of which repository, at which branch."""

import pytest

from portwise.app.checkout import checkout
from portwise.host.local import Local

COMMIT = "1f2e3d4c5b6a79880123456789abcdef01234567"


@pytest.mark.parametrize(
    ("files", "branch", "of"),
    [
        ({"wt/.git/HEAD": "ref: refs/heads/main\n"}, "main", ""),
        (
            {
                "wt/.git": "gitdir: {0}/shop/.git/worktrees/wt\n",
                "shop/.git/worktrees/wt/HEAD": "ref: refs/heads/feat/cart\n",
                "shop/.git/worktrees/wt/commondir": "../..\n",
            },
            "feat/cart",
            "shop",
        ),
        (
            {
                "wt/.git": "gitdir: ../shop.git/worktrees/wt\n",
                "shop.git/worktrees/wt/HEAD": f"{COMMIT}\n",
                "shop.git/worktrees/wt/commondir": "../..\n",
            },
            "commit 1f2e3d4c5b6a",
            "shop.git",
        ),
        (
            {"wt/.git": "gitdir: ../.git/modules/wt\n", ".git/modules/wt/HEAD": "ref: refs/heads/main\n"},
            "main",
            "",
        ),
        ({"wt/.git": "gitdir: /no/such/repository\n"}, "", ""),
        ({"wt/.git": "something else"}, "", ""),
        ({"wt/package.json": "{}"}, "", ""),
    ],
    ids=["its own", "linked", "of a bare one, detached", "submodule", "pruned", "no git file", "none"],
)
def test_a_checkout_is_known_by_its_files(files, branch, of, tmp_path):
    """No process of git is started; what cannot be read names nothing."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.format(tmp_path))

    assert (branch, of and f"{tmp_path}/{of}") == checkout(Local(), f"{tmp_path}/wt")


def test_no_folder_is_no_checkout():
    """Of who works in none, or cannot be read."""
    assert ("", "") == checkout(Local(), "")
