"""The systemd of the lab can do nothing to the machine."""

import pytest

from portwise_lab.case import Case
from portwise_lab.run import Vantage, play, vantages

OWN = "bin dev etc lib lib64 mnt proc root run sbin sys tmp usr var"
LOOKS = (
    f'test "$(echo $(ls /))" = "{OWN}"',
    'test -z "$(ls -A /tmp; ls -A /root)"',
    "test $(cat /proc/1/comm) = systemd",
    "! touch /usr/lab",
    "! sh -c 'echo 1 > /proc/sys/fs/file-max'",
    "! sh -c 'echo 1 > /sys/kernel/uevent_seqnum'",
    "! date --set=@0",
)


@pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root can start a systemd: sudo make test")
def test_it_lives_in_a_root_of_its_own():
    """Of the machine it sees /usr, which it cannot write to, as it cannot write to the settings of the kernel."""
    case = Case("booted", "alone", "127.0.0.1:3000", "refused", ("nothing-listening",), units={"a": ""}, orders=LOOKS)
    met = play((case, Vantage.ROOT)).met

    assert ("refused",) == met
