"""What may be asked of a browser, handed on and done; nothing of it is imported where nobody asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from portwise.model.browse import Browsed
    from portwise.model.fetch import Fetch


class Pages(Protocol):
    """A part of `Host`."""

    def browse(self, kind: str, url: str, fetch: Fetch | None, strange: bool, patience: float) -> Browsed: ...


class HandingPages:
    """For `Relay`."""

    def _answer(self, method: str, *about: object) -> Any:
        raise NotImplementedError

    def browse(self, kind: str, url: str, fetch: Fetch | None, strange: bool, patience: float) -> Browsed:
        """
        What a browser meets that visits *url*, or in which a script of a page of another origin asks for it.

        *kind* is "" for whatever browser there is; *strange*: that page comes from another network than this machine.
        """
        answer: Browsed = self._answer("browse", kind, url, fetch, strange, patience)
        return answer


class Visiting:
    """A part of a machine."""

    def browse(self, kind: str, url: str, fetch: Fetch | None, strange: bool, patience: float) -> Browsed:
        from portwise.host import browser  # few ask for it

        return browser.browse(kind, url, fetch, strange, patience)
