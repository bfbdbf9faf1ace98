"""Promises of processor time are made of a usual machine: on a slow one they hold for as many times as it is slower."""

import re
import time

USUAL = 0.05  # seconds of a processor that `work` takes on such a machine
TEXT = "connect() failed (111: Connection refused) at 127.0.0.1:8080, upstream http://10.0.0.9:3000/ of shop\n" * 16_000


def within(took: float, seconds: float) -> bool:
    """Whether that was no more than promised; what this processor is like is only asked where it was."""
    return took < seconds or took < seconds * slowness()


def slowness() -> float:
    """How many times as long *work* takes here; not less than 1, for nothing is promised of fast machines."""
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return max(1.0, min(times) / USUAL)


def work() -> int:
    """What readers of text do: lines, words and expressions."""
    found = sum(1 for _ in re.finditer(r"(\d+\.\d+\.\d+\.\d+):(\d+)|https?://\S+|refused", TEXT, re.IGNORECASE))
    words = {word.casefold(): n for n, line in enumerate(TEXT.splitlines()) for word in line.split()}
    return found + len(words)
