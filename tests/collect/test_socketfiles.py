"""Whose permission a socket file needs, and which part of its path is in the way."""

import pytest

from portwise.collect.socketfiles import Rights, parts, permits

OWNER, GROUP, OTHER = (
    Rights(1, frozenset({9}), False),
    Rights(2, frozenset({7}), False),
    Rights(3, frozenset({9}), False),
)


def test_every_folder_on_the_way_counts_and_the_file_comes_last():
    """Search permission is needed on each of them, path_resolution(7)."""
    assert ["/run", "/run/app", "/run/app/app.sock"] == list(parts("/run/app/app.sock"))


@pytest.mark.parametrize(
    ("rights", "mode", "may"),
    [(OWNER, 0o200, True), (GROUP, 0o020, True), (OTHER, 0o002, True), (OWNER, 0o022, False), (GROUP, 0o202, False)],
)
def test_the_class_that_fits_first_decides_alone(rights, mode, may):
    """The owner of a file is not helped by what others may do."""
    assert may is permits(mode, 1, 7, rights, 0o200)
