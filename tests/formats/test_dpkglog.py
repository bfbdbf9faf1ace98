"""The log of dpkg, as it is written by Debian 12."""

from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.dpkglog import Step, steps

LOG = """\
2026-11-20 09:07:40 startup archives unpack
2026-11-20 09:07:40 install libaio1:amd64 <none> 0.3.113-4
2026-11-20 09:07:40 status half-installed libaio1:amd64 0.3.113-4
2026-11-20 09:07:41 upgrade nginx:all 1.22.1-9 1.22.1-9+deb12u1
2026-11-20 09:07:41 trigproc libc-bin:amd64 2.36-9+deb12u14 <none>
2026-11-20 09:08:00 remove curl:amd64 7.88.1-10 <none>
not a line of dpkg
2026-11-20 09:08:01 upgrade half
"""


def test_packages_come_and_go():
    """Installing, upgrading and removing are told once each; states and triggers in between are not."""
    assert [
        Step("2026-11-20 09:07:40", "install", "libaio1", "", "0.3.113-4"),
        Step("2026-11-20 09:07:41", "upgrade", "nginx", "1.22.1-9", "1.22.1-9+deb12u1"),
        Step("2026-11-20 09:08:00", "remove", "curl", "7.88.1-10", ""),
    ] == list(steps(LOG))


@given(st.text(alphabet=st.sampled_from("0123456789-: <>.\nabinstaluprgde"), max_size=200))
def test_any_text_is_read(text):
    """A line that is something else tells nothing."""
    assert all(step.package for step in steps(text))
