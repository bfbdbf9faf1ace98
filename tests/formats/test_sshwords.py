"""What ssh says, in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import sshwords

# As OpenSSH 9.2 and 9.9 print it with LogLevel=ERROR, and what a person reads of it
SAID = {
    "Host key verification failed.": "its host key is not known here",
    "No ED25519 host key is known for far and you have requested strict checking.\nHost key verification failed.": (
        "its host key is not known here"
    ),
    "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key for [10.9.9.9]:22 has changed and you have "
    "requested strict checking.\nHost key verification failed.": "its host key is not the one that you know",
    "ann@far: Permission denied (publickey,password).": "it lets nobody in without a question; it takes publickey,pass",
    "Received disconnect from 10.9.9.9 port 22:2: Too many authentication failures": "it was offered too many keys",
    "ssh: Could not resolve hostname far: Name or service not known": "the name far has no address here",
    "ssh: connect to host 10.9.9.9 port 2222: Connection refused": "no ssh server listens on port 2222 of 10.9.9.9",
    "ssh: connect to host 10.9.9.9 port 22: Connection timed out": "10.9.9.9 does not answer on port 22",
    "ssh: connect to host fe80::1%eth0 port 22: Operation timed out": "fe80::1%eth0 does not answer on port 22",
    "ssh: connect to host 10.9.9.9 port 22: No route to host": "there is no way to 10.9.9.9",
    "kex_exchange_identification: Connection closed by remote host": "it hung up before anybody had logged in",
    "Bad owner or permissions on /home/ann/.ssh/config": "ssh does not read /home/ann/.ssh/config",
    "/home/ann/.ssh/config: line 3: Bad configuration option: hostnmae": "ssh does not know the option hostnmae in",
    "This account is currently not available.": "nobody may run a command there as this user",
    "'exec' is not recognized as an internal or external command,\noperable program or batch file.": (
        "it has no shell of Unix"
    ),
    "Connection to 10.9.9.9 port 22 was strange": "Connection to 10.9.9.9 port 22 was strange",
    "a warning\nssh: the end": "the end",
}


@pytest.mark.parametrize("said", SAID)
def test_one_line_says_what_is_the_matter(said):
    """The reason first, then what would make it work; words that nobody knows are passed on."""
    line = sshwords.plain("far", said)

    assert line.startswith(SAID[said])
    assert 1 == len(line.splitlines())


def test_a_jump_host_is_not_the_host():
    """The server that refuses may be one on the way: it is the one that is looked at next."""
    said = "ssh: connect to host 10.9.9.1 port 2222: Connection refused\nkex_exchange_identification: Connection closed"

    assert sshwords.plain("far", said).endswith("portwise why ssh://10.9.9.1:2222")


@pytest.mark.parametrize(
    "version, has",
    [
        ("Python 3.6.15", "Python there is 3.6.15, "),
        ("Python 2.7.18", "Python there is 2.7.18, "),
        ("", "there is no Py"),
    ],
)
def test_a_python_that_is_too_old_is_named(version, has):
    """And what would do instead."""
    line = sshwords.lacking(version)

    assert line.startswith(has)
    assert "3.10 or newer" in line


@given(st.text(), st.text())
def test_any_text_is_one_bounded_line(host, said):
    """Whatever a server writes: one line, and never an exception."""
    line = sshwords.plain(host, said)

    assert len(line) <= sshwords.LONGEST + 500 + len(host)
    assert sshwords.lacking(said)
