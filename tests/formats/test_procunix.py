"""The table of Unix sockets as the kernel prints it (net/unix/af_unix.c, unix_seq_show())."""

import pytest

from portwise.formats.procunix import listeners
from portwise.model.behind import UnixListener

HEAD = "Num       RefCount Protocol Flags    Type St Inode Path\n"
ROW = "0000000000000000: 00000002 00000000 {flags} {kind} 01 {inode}{path}\n"


def row(flags="00010000", kind="0001", inode=7, path=" /run/app.sock"):
    return ROW.format(flags=flags, kind=kind, inode=inode, path=path)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (row(), [UnixListener("/run/app.sock", 7)]),
        (row(path=" /run/a b.sock"), [UnixListener("/run/a b.sock", 7)]),
        (row(path=" @abstract"), [UnixListener("@abstract", 7)]),
        (row(flags="00000000"), []),  # connected or merely bound
        (row(kind="0002"), []),  # datagrams
        (row(path=""), []),
    ],
)
def test_a_stream_socket_with_a_name_that_is_listened_at(line, found):
    """Nothing else is a place to connect to."""
    assert found == list(listeners(HEAD + line))


@pytest.mark.parametrize("text", ["", "nonsense", HEAD + "1 2 3\n"])
def test_another_form_is_an_error(text):
    """A table that is not understood is no empty one."""
    with pytest.raises(ValueError, match="Unix"):
        list(listeners(text))
