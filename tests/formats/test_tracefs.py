"""Lines of the kernel's trace, read as its own formats say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import tracefs

# Linux 6.18, events/tcp/tcp_send_reset/format and events/skb/kfree_skb/format; most names of reasons are left out
RESET = """\
name: tcp_send_reset
ID: 2280
format:
\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

\tfield:const void * skbaddr;\toffset:8;\tsize:8;\tsigned:0;
\tfield:const void * skaddr;\toffset:16;\tsize:8;\tsigned:0;
\tfield:int state;\toffset:24;\tsize:4;\tsigned:1;
\tfield:enum sk_rst_reason reason;\toffset:28;\tsize:4;\tsigned:0;
\tfield:__u8 saddr[28];\toffset:32;\tsize:28;\tsigned:0;
\tfield:__u8 daddr[28];\toffset:60;\tsize:28;\tsigned:0;

print fmt: "skbaddr=%p skaddr=%p src=%pISpc dest=%pISpc state=%s reason=%s", REC->skbaddr, REC->skaddr, REC->saddr, \
REC->daddr, REC->state ? __print_symbolic(REC->state, { TCP_ESTABLISHED, "TCP_ESTABLISHED" }, { TCP_SYN_SENT, \
"TCP_SYN_SENT" }) : "UNKNOWN", __print_symbolic(REC->reason, { 0, "NOT_SPECIFIED" }, { 1, "NO_SOCKET" })
"""
DROP = """\
name: kfree_skb
ID: 2310
format:
\tfield:void * skbaddr;\toffset:8;\tsize:8;\tsigned:0;
\tfield:void * location;\toffset:16;\tsize:8;\tsigned:0;
\tfield:void * rx_sk;\toffset:24;\tsize:8;\tsigned:0;
\tfield:unsigned short protocol;\toffset:32;\tsize:2;\tsigned:0;
\tfield:enum skb_drop_reason reason;\toffset:36;\tsize:4;\tsigned:0;

print fmt: "skbaddr=%p rx_sk=%p protocol=%u location=%pS reason: %s", REC->skbaddr, REC->rx_sk, REC->protocol, \
REC->location, __print_symbolic(REC->reason, { 2, "NOT_SPECIFIED" }, { 3, "NO_SOCKET" })
"""
# Linux 4.19: the same event by other words and fields
OLD = """\
name: tcp_send_reset
ID: 1310
format:
\tfield:const void * skbaddr;\toffset:8;\tsize:8;\tsigned:0;
\tfield:__u16 sport;\toffset:28;\tsize:2;\tsigned:0;
\tfield:__u16 dport;\toffset:30;\tsize:2;\tsigned:0;
\tfield:__u8 saddr[4];\toffset:32;\tsize:4;\tsigned:0;

print fmt: "sport=%hu dport=%hu saddr=%pI4 100%% of it", REC->sport, REC->dport, REC->saddr
"""
FORMATS = tuple(map(tracefs.event_format, (RESET, DROP)))

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
location=tcp_v4_rcv+0x91/0x13f0 [odd module] reason: NO_SOCKET
           <...>-20613   [001] ...1. 16257.821309: tracing_mark_write: portwise ends
           <...>-20613   [001] ...1. 16257.821400: kfree_skb: skbaddr=000000002 protocol=2048 reason: LATE
"""


def test_what_came_between_the_markers_is_told():
    """Each event by the fields of the kernel, whatever words it puts before them, and whatever a task calls itself."""
    task, (reset, drop) = tracefs.between(TRACE, FORMATS)

    assert (20613, "tcp_send_reset", "NO_SOCKET") == (task, reset.name, reset.get("reason"))
    assert ("127.0.0.1:8000", "127.0.0.1:47125") == (reset.get("saddr"), reset.get("daddr"))
    assert (7, "kfree_skb", "NO_SOCKET", "2048") == (drop.task, drop.name, drop.get("reason"), drop.get("protocol"))
    assert "tcp_v4_rcv+0x91/0x13f0 [odd module]" == drop.get("location")


def test_another_kernel_has_other_words():
    """Its own file says which conversion shows which field; a reset had no reason before Linux 6.10."""
    line = "  a-1  [000] ..s1. 1.000002: tcp_send_reset: sport=80 dport=47125 saddr=10.0.0.1 100% of it"
    (event,) = tracefs.events(line, [tracefs.event_format(OLD)])

    assert (("sport", "80"), ("dport", "47125"), ("saddr", "10.0.0.1")) == event.fields
    assert "" == event.get("reason")


@pytest.mark.parametrize(
    ("text", "expected"),
    [(RESET, ""), (DROP, "protocol == 0x0800 || protocol == 0x86dd"), (OLD, "sport == 4000 || dport == 4000")],
)
def test_the_kernel_leaves_out_what_it_can(text, expected):
    """By our port where the event has it; and no drop of another protocol than IP is ours."""
    assert expected == tracefs.chosen(tracefs.event_format(text), 4000)


def test_an_event_of_no_known_format_has_no_fields():
    """Nothing is guessed."""
    (event,) = tracefs.events("  a-1  [000] ..s1. 1.000002: tcp_send_reset: src=1.2.3.4:1", FORMATS)

    assert () == event.fields


@pytest.mark.parametrize("lost", [tracefs.BEGIN, tracefs.END])
def test_a_trace_without_its_markers_says_nothing(lost):
    """What happened before or after may be anybody's."""
    with pytest.raises(ValueError, match="lost the markers"):
        tracefs.between(TRACE.replace(lost, "overwritten"), FORMATS)


@pytest.mark.parametrize("text", ["", "name: a\n", 'print fmt: "a"\n'])
def test_what_is_no_format_is_told(text):
    """A kernel that has something else there is not believed."""
    with pytest.raises(ValueError, match="no format"):
        tracefs.event_format(text)


@given(st.text())
def test_any_text_has_events_or_none(text):
    """Nothing else comes out."""
    assert all(isinstance(event.task, int) for event in tracefs.events(text, FORMATS))


@given(st.text())
def test_any_words_make_a_pattern(words):
    """Whatever a kernel prints there: one group for each conversion but the mark itself."""
    event = tracefs.event_format(f'name: a\nprint fmt: "{words.replace(chr(92), "").replace(chr(34), "")}", REC->b')

    assert ("b",) == event.shown
