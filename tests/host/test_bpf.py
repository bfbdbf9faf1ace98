"""bpf(2) as this kernel answers it."""

import pytest

from portwise.host import bpf


def test_a_folder_that_is_no_group_is_an_error(tmp_path):
    """The kernel knows its own folders; whoever may not ask, or has no such kernel, gets an error as well."""
    with pytest.raises(OSError, match=r"Bad file|not permitted|Invalid|not known|not implemented"):
        bpf.attached(str(tmp_path))
