"""
Programs that are everybody's: what their file may do, whatever they are given to run may do, or reach.

And programs that start others: what a file may do is not handed on to those, capabilities(7).  Names alone tell; one
that is not known here is still none of these where it lies outside the folders that a system fills itself.  Patterns
are compiled when somebody first asks, which few do.
"""

import re

NAME = re.compile(r"[^/]+\Z")
LANGUAGES = (  # with whatever stands behind: python3.12-dbg, php-fpm8.2, node.bin, luajit-2.1, mono-sgen64
    r"(?:node(?:js)?|deno|bun|qjs|ruby|jruby|python|ipython|pypy|cpython|micropython|php|java|jshell|dotnet|perl|luajit"
    r"|lua|tclsh|wish|expect|mono|guile|racket|sbcl|clisp|julia|octave|dart|groovy|scala|elixir|iex|swipl|qemu|wine"
    r"|emacs|chrome|chromium|electron|uwsgi|gunicorn)(?:32|64)?(?:[\d.-][\w.+~-]*)?"
)
OTHERS = (
    r"beam\.smp|erl|Rscript|R|[gm]?awk|wasmtime|pwsh|powershell|nwjs|nw|sh|bash|dash|zsh|fish|ksh|tcsh|csh|env|sudo|su"
    r"|doas|setpriv|capsh|unshare|nsenter|gdb(?:server)?|strace|ltrace|perf|valgrind|rr|busybox|toybox|coreutils"
    r"|ld(?:-[\w.-]+)?\.so[\w.-]*|find|xargs|n?vim|vi|make|ssh|socat|ncat|netcat|nc|nc\.\w+"
    r"|x?inetd|tcpserver|docker|podman|kubectl|systemd-socket-activate"
)
STARTERS = (
    r"tmux.*|screen.*|zellij|tini\S*|dumb-init|catatonit|s6-\S+|runsv|timeout|nice|ionice|setsid|nohup|stdbuf|chrt|taskset"
    r"|flock|time|watch|watchexec|watchman|watchmedo|entr|reflex|air|modd|wgo|gow|cargo|cargo-watch|nodemon|pm2|overmind"
    r"|hivemind|foreman|honcho|goreman|supervisord|process-compose|conmon|containerd-shim\S*|dockerd|docker-proxy"
    r"|runc|crun|bwrap|flatpak|firejail|proot|fakeroot|npm|npx|pnpm|yarn|uvx?|poetry|pipenv|pixi|just|task|mise|asdf"
    r"|direnv|devenv|nix|turbo|nx|parallel|script|unbuffer|authbind|runuser|pkexec|systemd-run|systemd|login|sshd-session"
    r"|code|code-server|code-insiders|codium|cursor|cursor-\S+|zed|zeditor|claude|codex|aider|gemini|opencode|goose|copilot|amp|crush|qwen"
)
RUNS_OTHERS = rf"(?:{LANGUAGES}|(?:{OTHERS})[\d.]*)"
OF_SYSTEM = r"/(?:usr/)?(?:s?bin|lib(?:exec|x?32|64)?)/|/(?:nix/store|gnu/store|snap)/"  # hier(7)
DELETED = " (deleted)"  # of a file that was replaced meanwhile, proc_pid_exe(5)


def shared(path: str) -> bool:
    """An interpreter, a shell, a debugger, a loader, whatever listens where it is told, or one file of many names."""
    return bool(re.fullmatch(RUNS_OTHERS, called(path)))


def starts(path: str) -> bool:
    """A terminal, a watcher, a runner, an agent: the server is a process of its own."""
    return bool(re.fullmatch(STARTERS, called(path)))


def of_system(path: str) -> bool:
    """Everybody starts it, and the next update takes away what was given to it."""
    return bool(re.match(OF_SYSTEM, path))


def called(path: str) -> str:
    name = NAME.search(path.removesuffix(DELETED))
    return name[0] if name else ""
