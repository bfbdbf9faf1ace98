"""Requests of HTTP/1 on their way to a server that goes by the name it is called, which is not ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from portwise.formats.requests import END, LINE, is_request, named, size

PIECE = 1 << 16  # bytes that are held at a time


async def renamed(reader: asyncio.StreamReader, authority: str, origin: str) -> AsyncIterator[bytes]:
    """
    All that a client says, with *authority* for its Host; from the first that is no HTTP/1 on, as it came.

    A head that is longer than the reader's limit is passed on as it came, too.
    """
    try:
        while head := await reader.readuntil(END):
            if not is_request(head):
                yield head
                break
            told = named(head, authority, origin)
            yield told.sent
            if told.over:
                break
            async with aclosing(body(reader, told.length)) as pieces:
                async for piece in pieces:
                    yield piece
    except asyncio.IncompleteReadError as error:
        yield error.partial
    except (asyncio.LimitOverrunError, ValueError):
        pass
    while piece := await reader.read(PIECE):
        yield piece


async def body(reader: asyncio.StreamReader, length: int | None) -> AsyncGenerator[bytes, None]:
    """None: in chunks, the last of which is empty and may have trailers.  Raises ValueError where one has no size."""
    left = length
    while left is None or left:
        if left is not None:
            yield (piece := await some(reader, left))
            left -= len(piece)
            continue
        yield (line := await reader.readuntil(LINE))
        inside = size(line) + len(LINE)
        if inside == len(LINE):
            while (line := await reader.readuntil(LINE)) != LINE:
                yield line
            yield line
            return
        while inside:
            yield (piece := await some(reader, inside))
            inside -= len(piece)


async def some(reader: asyncio.StreamReader, most: int) -> bytes:
    if piece := await reader.read(min(most, PIECE)):
        return piece
    raise asyncio.IncompleteReadError(b"", most)
