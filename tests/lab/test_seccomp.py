"""The filters that take system calls away, run by hand."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise_lab import seccomp
from portwise_lab.seccomp import Argument, Deny

VALUES = st.integers(0, 3)
ARGUMENTS = st.builds(Argument, st.integers(0, 5), VALUES, st.booleans())
RULES = st.lists(
    st.builds(
        Deny, st.sampled_from(["socket", "bind", "readlink"]), st.integers(1, 99), st.tuples(ARGUMENTS, ARGUMENTS)
    ),
    max_size=4,
)


def run(program: bytes, data: bytes) -> int:
    """Classic BPF as far as the assembler uses it, linux/filter.h."""
    at = accumulator = 0
    while True:
        code, true, false, value = struct.unpack_from("=HBBI", program, at * 8)
        at += 1
        if code == seccomp.LOAD:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif code == seccomp.RETURN:
            return value
        else:
            holds = accumulator == value if code == seccomp.EQUALS else bool(accumulator & value)
            at += true if holds else false


def holds(argument: Argument, arguments) -> bool:
    given = arguments[argument.place]
    return bool(given & argument.value) if argument.any_bit else given == argument.value


@pytest.mark.parametrize("machine", seccomp.NUMBERS)
@given(rules=RULES, name=st.sampled_from(["socket", "bind", "connect"]), arguments=st.tuples(*[VALUES] * 6))
def test_a_call_is_refused_by_the_first_rule_that_it_meets(machine, rules, name, arguments):
    """Every condition of a rule must hold; what meets no rule is let through."""
    program = b"".join(seccomp.assembled(tuple(rules), machine))
    data = struct.pack("=IIQ6Q", seccomp.NUMBERS[machine][name], seccomp.AUDIT_ARCH[machine], 0, *arguments)
    met = (r.errno for r in rules if r.name == name and all(holds(a, arguments) for a in r.where))
    errno = next(met, None)

    assert (seccomp.SECCOMP_RET_ERRNO | errno if errno else seccomp.SECCOMP_RET_ALLOW) == run(program, data)


def test_another_instruction_set_is_let_through():
    """Numbers of calls mean something else there."""
    program = b"".join(seccomp.assembled((Deny("socket", 1),), "x86_64"))

    assert seccomp.SECCOMP_RET_ALLOW == run(program, struct.pack("=IIQ6Q", 41, 0x40000003, 0, *[0] * 6))
