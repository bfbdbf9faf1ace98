"""
Who keeps a process running, told by name and command line: npm, tmux, nodemon, an editor, a coding agent, a shell.

Sources: the command-line reference of each program; comm is at most 15 bytes, proc_pid_comm(5).  npm and most agents
give themselves a title, so that both the name and the command line are looked at.
"""

from __future__ import annotations

import re
from enum import IntEnum

from portwise.formats.commandline import INTERPRETERS, SHELLS, base
from portwise.model.record import NamedTuple


class Rank(IntEnum):
    """How much is said by naming it: who starts the process again before who merely lent a terminal."""

    KEEPER = 1
    AGENT = 2
    EDITOR = 3
    RUNNER = 4
    TERMINAL = 5
    LOGIN = 6
    SHELL = 7


class Supervisor(NamedTuple):
    rank: Rank
    called: str


KEEPERS = ("pm2", "nodemon", "supervisord", "foreman", "honcho", "overmind", "hivemind", "concurrently", "turbo", "air")
CONTAINERS = ("containerd-shim", "containerd-shim-runc-v2", "docker-proxy", "conmon", "dockerd")
AGENTS = ("claude", "codex", "aider", "gemini", "opencode", "goose", "cursor-agent", "copilot", "amp", "crush", "qwen")
EDITORS = {
    **dict.fromkeys(("code", "code-server", "code-insiders", "codium", "vscode-server"), "VS Code"),
    **dict.fromkeys(("cursor", "cursor-server"), "Cursor"),
    **dict.fromkeys(("idea", "webstorm", "pycharm", "goland", "rider", "phpstorm", "rubymine", "clion"), "JetBrains"),
    "zed": "Zed",
}
RUNNERS = ("npm", "pnpm", "yarn", "npx", "bunx", "make", "just", "task", "nx", "lerna", "uv", "poetry", "pipenv")
TERMINALS = ("tmux", "screen", "zellij")
NAMES: dict[str, Supervisor] = {
    **{name: Supervisor(Rank.KEEPER, name) for name in (*KEEPERS, *CONTAINERS)},
    "launchd": Supervisor(Rank.KEEPER, "launchd"),
    **{name: Supervisor(Rank.AGENT, f"coding agent {name}") for name in AGENTS},
    **{name: Supervisor(Rank.EDITOR, called) for name, called in EDITORS.items()},
    **{name: Supervisor(Rank.RUNNER, name) for name in RUNNERS},
    **{name: Supervisor(Rank.TERMINAL, name) for name in TERMINALS},
    "sshd": Supervisor(Rank.LOGIN, "sshd"),
    **{name: Supervisor(Rank.SHELL, f"shell {name}") for name in SHELLS},
}
# folders of the remote halves of editors, which run under plain names such as node
FOLDERS = {".vscode-server": "VS Code", ".cursor-server": "Cursor", "JetBrains": "JetBrains"}
PACKAGES = {"@anthropic-ai": "claude", "@openai": "codex", "@google": "gemini"}
PATH = re.compile(r"[/\\]")


def supervisor(comm: str, argv: tuple[str, ...]) -> Supervisor | None:
    """What a process is to its children, None where it is nobody in particular."""
    words = [word for word in argv if not word.startswith("-")][:2]
    if "watch" in argv and any(base(word) == "tsx" for word in words):
        return Supervisor(Rank.KEEPER, "tsx watch")
    names = [base(words[0]), base(comm)] if words else [base(comm)]
    if words[1:] and INTERPRETERS.fullmatch(names[0]):
        names.insert(0, script(words[1]))
    found = (NAMES.get(name.lower()) for name in names)  # PM2 writes itself in capitals
    return next(filter(None, found), None) or remote(words)


def script(path: str) -> str:
    """``.../npm/bin/npm-cli.js`` is npm, ``.../@anthropic-ai/claude-code/cli.js`` is claude."""
    package = next((PACKAGES[part] for part in PATH.split(path) if part in PACKAGES), "")
    return package or base(path).removesuffix("-cli")


def remote(words: list[str]) -> Supervisor | None:
    parts = {part for word in words for part in PATH.split(word)}
    found = next((called for folder, called in FOLDERS.items() if folder in parts), None)
    return Supervisor(Rank.EDITOR, found) if found else None
