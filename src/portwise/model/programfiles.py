"""Programs that are everybody's: what their file may do, whatever they are given to run may do."""

import re

NAME = re.compile(r"[^/]+\Z")
RUNS_OTHERS = re.compile(
    r"(node|nodejs|deno|bun|ruby|python|pypy|php|php-fpm|java|dotnet|perl|lua|luajit|tclsh|mono|beam\.smp|erl|guile"
    r"|racket|sbcl|Rscript|R|[gm]?awk|wasmtime|qemu-.*|sh|bash|dash|zsh|fish|ksh|env|sudo|su|setpriv|capsh|unshare"
    r"|nsenter|gdb|strace|busybox|toybox|coreutils)[\d.]*"
)
DELETED = " (deleted)"  # of a file that was replaced meanwhile, proc_pid_exe(5)


def shared(path: str) -> bool:
    """An interpreter, a shell, a debugger, or one file of many names."""
    name = NAME.search(path.removesuffix(DELETED))
    return bool(name and RUNS_OTHERS.fullmatch(name[0]))
