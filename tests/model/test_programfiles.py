"""Which program files are everybody's, by their names."""

import time

import pytest

from portwise.model.programfiles import of_system, shared, starts

RUN = (
    *(
        "python3.12-dbg",
        "python3.11d",
        "python3.12-real",
        "Python".lower(),
        "pypy3.10",
        "node.bin",
        "nodejs18",
        "php-cgi",
    ),
    *(
        "php-fpm8.2",
        "ruby3.1",
        "luajit-2.1",
        "mono-sgen64",
        "perl5.36.0",
        "ld-linux-x86-64.so.2",
        "ld-2.31.so",
        "ld.so",
    ),
    *(
        "ld-musl-x86_64.so.1",
        "socat",
        "nc.openbsd",
        "ncat",
        "ssh",
        "uwsgi",
        "pwsh",
        "electron",
        "find",
        "xargs",
        "busybox",
    ),
    *("qemu-x86_64", "wine64-preloader", "beam.smp", "qjs", "micropython", "java", "python3 (deleted)", "emacs-gtk"),
)
START = (
    "tmux",
    "screen-4.9.0",
    "watchexec",
    "entr",
    "air",
    "uv",
    "bwrap",
    "tini-static",
    "timeout",
    "flatpak",
    "conmon",
)
OWN = ("gate", "caddy", "sshd", "shopd", "nodelay", "phpbb", "rustsrv", "server", "gunicornd", "ldap.sock", "readme")


@pytest.mark.parametrize("name", RUN)
def test_whatever_runs_what_it_is_given_is_shared(name):
    """Interpreters of any build, loaders, and what listens where it is told."""
    assert (True, False) == (shared(f"/srv/{name}"), starts(f"/srv/{name}"))


@pytest.mark.parametrize("name", START)
def test_whatever_starts_the_server_is_not_the_server(name):
    """A terminal, a watcher, a runner."""
    assert (False, True) == (shared(f"/home/ada/{name}"), starts(f"/home/ada/{name}"))


@pytest.mark.parametrize("name", OWN)
def test_a_server_of_its_own_is_neither(name):
    """Also where its name begins like another's."""
    assert (False, False) == (shared(f"/srv/{name}"), starts(f"/srv/{name}"))


@pytest.mark.parametrize(
    ("path", "so"),
    [
        *(("/usr/bin/gate", True), ("/sbin/gate", True), ("/usr/lib/shop/gate", True), ("/usr/lib64/gate", True)),
        *(("/usr/libexec/gate", True), ("/nix/store/x/bin/gate", True)),
        *(
            ("/usr/local/bin/gate", False),
            ("/srv/bin/gate", False),
            ("/opt/lib/gate", False),
            ("/home/ada/bin/gate", False),
        ),
    ],
)
def test_folders_that_the_system_fills(path, so):
    """What lies elsewhere somebody has put there himself."""
    assert so == of_system(path)


def test_any_name_is_judged_at_once():
    """Files are called as their owner likes."""
    begun = time.process_time()
    for name in ("ld" + ".so" * 80, "ld-" * 80, "python" + "3.-" * 80, "node" + "." * 240 + "\n"):
        shared(f"/srv/{name}")
        starts(f"/srv/{name}")

    assert time.process_time() - begun < 0.1
