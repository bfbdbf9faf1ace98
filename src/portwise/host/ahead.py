"""A stream whose next bytes are looked at before they are taken: who waits for a head keeps nobody waiting for it."""

from __future__ import annotations

import asyncio
import re

from portwise.formats.requests import REQUEST

PIECE = 1 << 16  # bytes that are held at a time
LIKE = re.compile(rb"[A-Z-]{1,20}(?: [^\n]*)?")  # what may become a line of a request, as long as it has no end


class Ahead:
    """The methods of `asyncio.StreamReader` that are used here, with their errors."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self.reader = reader
        self.held = b""

    async def filled(self) -> bool:
        """Something more is held; False: that was all."""
        more = await self.reader.read(PIECE)
        self.held += more
        return bool(more)

    async def begun(self) -> bool:
        """The next byte is there; False: there is none."""
        return bool(self.held) or await self.filled()

    async def asks_by_http(self) -> bool:
        """Whether the first line is one of a request of HTTP/1; whatever cannot become one is not waited for."""
        while await self.filled():
            if b"\n" in self.held:
                return REQUEST.match(self.held) is not None
            if not LIKE.fullmatch(self.held) or len(self.held) > PIECE:
                return False
        return False

    async def read(self, most: int) -> bytes:
        if not self.held:
            return await self.reader.read(most)
        taken, self.held = self.held[:most], self.held[most:]
        return taken

    async def readuntil(self, end: bytes) -> bytes:
        while (at := self.held.find(end)) < 0 and len(self.held) <= PIECE:
            if not await self.filled():
                partial, self.held = self.held, b""
                raise asyncio.IncompleteReadError(partial, None)
        if not 0 <= at <= PIECE:
            raise asyncio.LimitOverrunError("a head that is too long", len(self.held))
        taken, self.held = self.held[: at + len(end)], self.held[at + len(end) :]
        return taken
