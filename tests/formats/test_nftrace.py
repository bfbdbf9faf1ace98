"""What the packet filter says of its rules."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import nftrace

# Linux 6.18, as they came: a packet goes to another chain, meets a rule that drops it, and one that a policy lets pass
GOTO = (
    "b0000000110a0000000000000000000001000000"
    "08000f000000000208000400000000030800060091b00216"
    "0600020063000000060001007400000"
    "00c00030000000000000000041400050008000100fffffffc0600020064000000"
    "08000a000000000106000b000304000018000800450000"
    "3c1db140004006 1f097f0000017f000001".replace(" ", "")
    + "18000900d3ab1f40ca30252b00000000a002ffd7fe3000001200070000000000000000000000000008000000"
)
DROP = (
    "54000000110a0000000000000000000001000000"
    "08000f000000000208000400000000030800060091b00216"
    "0600020064000000060001007400000"
    "00c00030000000000000000060c000500080001000000 0000".replace(" ", "")
)
POLICY = (
    "44000000110a000000000000000000000100000008000f0000000002080004000000000108000600463 1d8fa".replace(" ", "")
    + "060002006300000006000100740000000800100000000001"
)


def test_a_rule_that_was_met_is_named():
    """Family, table, chain, handle, what became of the packet, and the packet itself where it is described."""
    (jump,), (drop,) = (list(nftrace.traced(bytes.fromhex(told))) for told in (GOTO, DROP))

    assert ("inet", "t", "c", 4, "goto d") == (jump.family, jump.table, jump.chain, jump.handle, jump.verdict)
    assert ("inet", "t", "d", 6, "drop", b"") == (
        drop.family,
        drop.table,
        drop.chain,
        drop.handle,
        drop.verdict,
        drop.data,
    )
    assert jump.packet == drop.packet
    assert (40, 0x45) == (len(jump.data), jump.data[0])


def test_the_end_of_a_chain_has_no_handle():
    """Its policy decides."""
    (end,) = nftrace.traced(bytes.fromhex(POLICY))

    assert ("c", 0, "accept") == (end.chain, end.handle, end.verdict)


def test_a_table_of_ours_belongs_to_whoever_makes_it():
    """The flag *owner*: nothing stays behind with which the next could meet."""
    batch, steps = nftrace.table("portwise-7-8", 40000)
    kinds = [kind & 0xFF for kind, _ in nftrace.messages(batch)]
    first = dict(nftrace.attributes(next(body for kind, body in nftrace.messages(batch) if kind == 10 << 8)[4:]))

    assert [0x10, 0, 3, 6, 6, 3, 6, 6, 0x11] == kinds
    assert (7, b"portwise-7-8\0", nftrace.OWNER) == (steps, first[1], int.from_bytes(first[2], "big"))
    assert 4 == batch.count(struct.pack("!H", 40000) + b"\0\0")


def test_each_answer_is_an_errno():
    """0 where a step was done."""
    told = b"".join(nftrace.HEADER.pack(20, nftrace.ERROR, 0, n, 0) + struct.pack("=i", -n) for n in (0, 1))

    assert [0, 1] == list(nftrace.answers(told))


@given(st.binary(max_size=200))
def test_any_bytes_are_traces_or_a_value_error(data):
    """Whatever a kernel sends."""
    try:
        told = list(nftrace.traced(data))
    except ValueError:
        return

    assert all(met.handle >= 0 for met in told)


@pytest.mark.parametrize("cut", [18, 30, 60])
def test_a_message_that_ends_early_is_an_error(cut):
    """Half of a trace is none."""
    with pytest.raises(ValueError, match="netlink"):
        list(nftrace.traced(bytes.fromhex(DROP)[:cut]))
