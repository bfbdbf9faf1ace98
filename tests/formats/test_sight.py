from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import sight

PLAIN = "22 27 0:20 / /proc rw,nosuid shared:5 - proc proc rw"
STATUS = (
    "Name:\tx\nState:\tR (running)\nTgid:\t1\nPid:\t1\nPPid:\t0\nTracerPid:\t0\n"
    "Uid:\t{0}\t{0}\t{0}\t{0}\nThreads:\t1\nCapEff:\t{1}\n"
)
NOBODY, ROOT = STATUS.format(65534, "0" * 16), STATUS.format(0, "000001ffffffffff")


def mounted(option: str) -> str:
    return f"{PLAIN}\n29 22 0:25 / /proc rw - proc proc rw,gid=4,{option}\n23 27 0:21 / /sys rw - sysfs sysfs rw"


@pytest.mark.parametrize("value", ["2", "invisible", "4", "ptraceable"])
def test_hidepid_hides_from_who_may_not_trace(value):
    """proc(5): 2 and 4 take processes of others out of the listing, by number or by name."""
    assert sight.blind(mounted(f"hidepid={value}"), NOBODY)
    assert "" == sight.blind(mounted(f"hidepid={value}"), ROOT)


@pytest.mark.parametrize("option", ["hidepid=0", "hidepid=1", "hidepid=off", "hidepid=noaccess", "relatime"])
def test_other_mounts_list_everybody(option):
    """hidepid=1 closes the folders and still names them, so that they can be counted."""
    assert "" == sight.blind(mounted(option), NOBODY)


def test_the_last_mount_is_the_one_that_is_seen():
    """A second /proc on top of a hiding one shows everybody again."""
    assert "" == sight.blind(f"{mounted('hidepid=2')}\n{PLAIN}", NOBODY)


@given(st.text(), st.text() | st.just(NOBODY))
def test_any_text_is_an_answer_or_malformed(mountinfo, status):
    """Nothing but ValueError comes of what cannot be read."""
    with suppress(ValueError):
        assert sight.blind(mountinfo, status) in ("", sight.blind(mounted("hidepid=2"), NOBODY))
