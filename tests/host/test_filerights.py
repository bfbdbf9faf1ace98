"""Whether a program file is given the right to low ports: what its process, and the kernel, have to say."""

import os
import time

import pytest

from portwise.formats.filerights import BINDS_LOW
from portwise.host import filerights
from portwise.host.filerights import BARRED, HAS_IT, UNHEEDED, moment, refused
from portwise.host.signals import started

NONE, LOW, ALL = (f"{mask:016x}" for mask in (0, 1 << 10, (1 << 41) - 1))


@pytest.mark.parametrize(
    ("has", "late", "effective", "bounding", "why"),
    [
        ("", 100, NONE, ALL, ""),
        (BINDS_LOW, -100, NONE, ALL, ""),  # it runs since before the file had it, and may be started again
        (BINDS_LOW, 100, NONE, ALL, UNHEEDED),
        (BINDS_LOW, 100, LOW, ALL, HAS_IT),
        (BINDS_LOW, 100, NONE, NONE, BARRED),
    ],
)
def test_a_right_that_the_kernel_heeds_not_is_found_out(has, late, effective, bounding, why, tmp_path, monkeypatch):
    """No probe meets it before the server is started again; whoever asks then is told."""
    file = tmp_path / "gate"
    file.write_bytes(b"\x7fELF")
    status = f"CapEff:\t{effective}\nCapBnd:\t{bounding}\n"
    monkeypatch.setattr(filerights, "held", lambda _: has)
    monkeypatch.setattr(filerights, "of_process", lambda _: (file.stat(), status))
    monkeypatch.setattr(filerights, "of_children", lambda _: ())  # of a run of tests
    monkeypatch.setattr(filerights, "moment", lambda _: file.stat().st_ctime + late)

    assert why == refused(str(file), os.getpid(), started(os.getpid()))


def test_when_a_process_began():
    """Of this one: since the machine was started, and not in time to come."""
    assert moment(0) < moment(started(os.getpid())) < time.time() + 1
