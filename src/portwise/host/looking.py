"""Looking at one attempt with more than its own socket; few ask for it, and nothing of it is imported before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.host.checkers import Consulting
from portwise.host.engines import Calling
from portwise.host.knock import LOCAL_SILENCE
from portwise.host.pages import Visiting
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.host.rooms import Room, Work
    from portwise.host.sightings import Captured, Judged, Witnessed


class Looking(Calling, Visiting, Consulting):
    """A part of a machine.  See `Host` for what each method means."""

    def _is_local(self, endpoint: Endpoint) -> bool:
        raise NotImplementedError

    def captured(self, endpoint: Endpoint, datagram: bool, patience: float) -> Captured:
        from portwise.host import capture  # few ask for it

        return capture.captured(endpoint, datagram, self._silence(endpoint, patience))

    def judged(self, endpoint: Endpoint, datagram: bool, patience: float) -> Judged:
        from portwise.host import judge

        return judge.judged(endpoint, datagram, self._silence(endpoint, patience))

    def witnessed(self, endpoint: Endpoint, datagram: bool, patience: float) -> Witnessed:
        from portwise.host import tracing

        return tracing.witnessed(endpoint, datagram, self._silence(endpoint, patience))

    def hooks(self, group: str) -> tuple[tuple[str, str], ...]:
        from portwise.host import bpf  # ctypes is 5 ms that only a denied or silent attempt waits for

        return bpf.attached(group)

    def abroad(self, where: str, entry: str, request: str, patience: float) -> str:
        from portwise.host import ssh

        return ssh.errand(where, entry, request, patience)

    def inside(self, room: Room, work: Work) -> bytes:
        from portwise.host import rooms

        return rooms.inside(room, lambda: work(self))  # type: ignore[arg-type]  # a part of a machine is one

    def _silence(self, endpoint: Endpoint, patience: float) -> float:
        return LOCAL_SILENCE if self._is_local(endpoint) else patience
