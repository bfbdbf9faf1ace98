"""Records of wtmp(5)."""

from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.wtmp import RECORD, Boot, boots

USER_PROCESS, BOOT_TIME = 7, 2


def record(kind, host, seconds):
    return RECORD.pack(kind, 0, b"~", b"~~", b"reboot", host, 0, 0, 0, seconds, 0, b"", b"")


def test_boots_are_told_with_their_kernels():
    """Logins are none, and neither is a record without a time."""
    data = record(BOOT_TIME, b"6.1.0-13-amd64", 100) + record(USER_PROCESS, b":0", 110) + record(BOOT_TIME, b"", 0)

    assert [Boot(100.0, "6.1.0-13-amd64")] == list(boots(data))


def test_a_record_has_the_size_of_glibc():
    """384 bytes: sizeof (struct utmp) where __WORDSIZE_TIME64_COMPAT32 is 1."""
    assert 384 == RECORD.size


@given(st.binary(max_size=2000))
def test_any_bytes_are_read(data):
    """What is cut off, or of another machine, is never an exception."""
    assert all(boot.at > 0 for boot in boots(data))
