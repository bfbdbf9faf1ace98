"""Lines of the kernel's trace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import tracefs

# Linux 6.18, `cat trace` of an instance with tcp_send_reset and kfree_skb: a port without a socket
TRACE = """\
# tracer: nop
#
# entries-in-buffer/entries-written: 4/4   #P:2
#
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
#              | |         |   |||||     |         |
           <...>-20613   [001] ...1. 16257.821177: tracing_mark_write: portwise begins
           <...>-20613   [001] ..s1. 16257.821258: tcp_send_reset: skbaddr=00000000079c918c skaddr=0000000000000000 \
src=127.0.0.1:8000 dest=127.0.0.1:47125 state=UNKNOWN reason=NO_SOCKET
  my-odd [1]-name-7   [000] ..s1. 16257.821260: kfree_skb: skbaddr=000000001 rx_sk=0000000000000000 protocol=2048 \
location=tcp_v4_rcv+0x91/0x13f0 reason: NO_SOCKET
           <...>-20613   [001] ...1. 16257.821309: tracing_mark_write: portwise ends
           <...>-20613   [001] ...1. 16257.821400: kfree_skb: skbaddr=000000002 protocol=2048 reason: LATE
"""


def test_what_came_between_the_markers_is_told():
    """Each event with the fields that the kernel printed, whatever a task calls itself."""
    task, (reset, drop) = tracefs.between(TRACE)

    assert (20613, "tcp_send_reset", "NO_SOCKET") == (task, reset.name, reset.get("reason"))
    assert ("127.0.0.1:8000", "127.0.0.1:47125") == (reset.get("src"), reset.get("dest"))
    assert (7, "kfree_skb", "NO_SOCKET", "2048") == (drop.task, drop.name, drop.get("reason"), drop.get("protocol"))
    assert "tcp_v4_rcv+0x91/0x13f0" == drop.get("location")


def test_a_kernel_that_prints_no_reason_gives_none():
    """Before Linux 6.10 a reset had none."""
    line = "  a-1  [000] ..s1. 1.000002: tcp_send_reset: skbaddr=1 src=1.2.3.4:1 dest=1.2.3.4:2 state=TCP_SYN_SENT"

    assert [""] == [event.get("reason") for event in tracefs.events(line)]


@pytest.mark.parametrize("lost", [tracefs.BEGIN, tracefs.END])
def test_a_trace_without_its_markers_says_nothing(lost):
    """What happened before or after may be anybody's."""
    with pytest.raises(ValueError, match="lost the markers"):
        tracefs.between(TRACE.replace(lost, "overwritten"))


@given(st.text())
def test_any_text_has_events_or_none(text):
    """Nothing else comes out."""
    assert all(isinstance(event.task, int) for event in tracefs.events(text))
