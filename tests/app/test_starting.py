"""Watching a command that was started: what its processes want, whenever they are looked at."""

import sys

from portwise.app.starting import Asked, Taken, Watch
from portwise.host.launch import Launch
from portwise.host.local import Local

SERVER = (sys.executable, "-c", "import signal; signal.pause()", "--port", "4711")


class InTheMiddle(Local):
    """A machine on which every process is looked at for the first time in the middle of its execve(2)."""

    def __init__(self):
        self.looked = set()

    def command(self, pid):
        if pid not in self.looked:
            self.looked.add(pid)
            return ("",)
        return super().command(pid)


def test_one_that_has_no_words_yet_is_asked_again():
    """The new memory has no command line before the program is in place, fs/exec.c; then it tells its port."""
    host = InTheMiddle()
    taken = Taken(host)
    launch = Launch(SERVER)
    try:
        watch = Watch(Asked(("nothing",)), host, print, launch, taken)
        watch.look(quiet=False)
        before = watch.guess
        while not host.command(launch.process.pid)[0]:
            launch.wait(0.01)
        watch.look(quiet=False)
    finally:
        launch.stop()
        launch.close()

    assert (None, 4711) == (before, watch.guess)
