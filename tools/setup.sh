#!/bin/sh
# setup.sh run|dev: have a virtual environment with portwise in it.  Silent and quick where it is there already.
# A first look in plain sh, because starting a Python to find that nothing is to do would cost as much as `why` itself.
set -eu
cd "$(dirname "$0")/.."
what=${1:?run or dev}
venv=${VENV:-.venv}
key=$(cat pyproject.toml tools/setup.py | cksum)

ready() {
    [ -x "$venv/bin/python" ] || return 1
    for stamp in "$venv/.portwise-dev" "$venv/.portwise-$what"; do
        [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ] && return 0
    done
    return 1
}

# The interpreter itself, not a shim that stands for it: pyenv's shims exist for versions that are not selected.
interpreter() {
    for python in ${PYTHON:+"$PYTHON"} python3.14 python3.13 python3.12 python3.11 python3 python \
        "${PYENV_ROOT:-${HOME:-/}/.pyenv}"/versions/*/bin/python3; do
        "$python" -c 'import sys, venv; sys.version_info >= (3, 11) or sys.exit(1); print(sys.executable)' \
            2>/dev/null && return 0
    done
    echo "portwise needs Python 3.11 or newer on PATH (or: make PYTHON=/path/to/python3)" >&2
    return 1
}

if ! ready; then
    python=$(interpreter)
    "$python" -I tools/setup.py "$venv" "$what"
    printf '%s\n' "$key" >"$venv/.portwise-$what"
fi

# Compiled ahead of use, also where PYTHONDONTWRITEBYTECODE is set: 40 ms of each start otherwise.
if [ -n "$(find src -name '*.py' -newer "$venv/.portwise-compiled" 2>/dev/null | head -n 1)" ] ||
    [ ! -f "$venv/.portwise-compiled" ]; then
    touch "$venv/.portwise-compiled"
    "$venv/bin/python" -m compileall -q src || echo "portwise: src cannot be compiled in place, each start is slower" >&2
fi
