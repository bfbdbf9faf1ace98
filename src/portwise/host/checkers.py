"""A checker on the internet, asked by one GET; nothing of it is imported where nobody has one."""

from __future__ import annotations

import errno
from typing import Any, Protocol

MOST = 64 << 10  # bytes of an answer


class Checkers(Protocol):
    """A part of `Host`."""

    def consulted(self, url: str, patience: float) -> str: ...


class HandingChecks:
    """For `Relay`."""

    def _answer(self, method: str, *about: object) -> Any:
        raise NotImplementedError

    def consulted(self, url: str, patience: float) -> str:
        """The body of the answer to one GET, straight and without a proxy; another status than 200 is an error."""
        answer: str = self._answer("consulted", url, patience)
        return answer


class Consulting:
    """A part of a machine."""

    def consulted(self, url: str, patience: float) -> str:
        """In a thread of its own: neither a resolver nor a server that sends byte by byte keeps anybody longer."""
        from threading import Thread

        came: list[str | OSError] = []
        thread = Thread(target=lambda: came.append(_got(url, patience)), daemon=True)
        thread.start()
        thread.join(patience)
        if not came:
            raise TimeoutError(errno.ETIMEDOUT, f"it did not answer within {patience:.0f} s")
        if isinstance(came[0], OSError):
            raise came[0]
        return came[0]


def _got(url: str, patience: float) -> str | OSError:
    import ssl
    from http.client import HTTPException

    try:
        return _get(url, patience)
    except ssl.SSLError as error:
        return OSError(errno.EPROTO, f"TLS with it fails: {error.reason or error}")
    except HTTPException as error:
        return OSError(errno.EPROTO, f"it does not speak HTTP: {type(error).__name__}")
    except OSError as error:
        return OSError(error.errno or errno.EIO, str(error.strerror or error))


def _get(url: str, patience: float) -> str:
    from http.client import HTTPConnection, HTTPSConnection
    from urllib.parse import urlsplit

    from portwise.formats.http1 import AGENT

    parts = urlsplit(url)
    connection = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(
        parts.hostname or "", parts.port, timeout=patience
    )
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept": "application/json"})
        answer = connection.getresponse()
        body = answer.read(MOST + 1)
    finally:
        connection.close()
    if answer.status != 200:
        raise OSError(errno.EPROTO, f"it answers {answer.status}")
    if len(body) > MOST:
        raise OSError(errno.EMSGSIZE, f"it answers with more than {MOST >> 10} KiB")
    return body.decode("utf-8", "replace")
