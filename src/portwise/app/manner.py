"""How to go about a diagnosis."""

from __future__ import annotations

from portwise.model.record import NamedTuple

NAMES = 2 / 3  # of all the time, for the resolver: without an address there is little else to ask


class Manner(NamedTuple):
    timeout: float = 3.0  # seconds for all active probing and collecting together
    deep: bool = False  # ask everything, also what is settled
    passive: bool = False  # send no packet
    looking: float = 0.0  # further seconds for those who only look; the lab shares two processors among eight machines
    trace: bool = False  # have the kernel say what it does with one more attempt
    capture: bool = False  # hear the packets of one more attempt
    naming: float = 0.0  # seconds that the resolver gets at least, of those who have longer than one diagnosis

    @property
    def for_the_name(self) -> float:
        """Seconds."""
        return max(self.naming, self.timeout * NAMES)


AS_USUAL = Manner()
