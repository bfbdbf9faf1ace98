"""
HTTP/1 on its way to a server and back: the server is called by its own name, and its redirects lead to us.

A gateway that a client speaks to has to do both (Apache: ProxyPassReverse; nginx: proxy_redirect).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from portwise.formats import responses
from portwise.formats.requests import END, LINE, host, is_request, method, named, size
from portwise.host.ahead import PIECE, Ahead

Asked = deque[tuple[bytes, bytes]]  # of each request that was not answered yet: its method, and what it calls us


def renamed(
    near: asyncio.StreamReader, authority: str, origin: str, asked: Asked | None = None
) -> AsyncIterator[bytes]:
    """
    All that a client says, with *authority* for its Host; from the first that is no HTTP/1 on, as it came.

    With "" for *authority* its Host stays.  Every request is noted in *asked* before it is passed on.

    A head that is longer than the reader's limit is passed on as it came, too.
    """
    reader = Ahead(near)
    return whole(reader, requests(reader, authority, origin, asked))


def returned(far: asyncio.StreamReader, asked: Asked, origins: tuple[str, ...], scheme: str) -> AsyncIterator[bytes]:
    """
    All that a server answers, each redirect to one of *origins* (``https://api.internal``) to where the client asked.

    *scheme* is what the client speaks with us.  From the first that is no answer to a request on, as it came: a server
    that speaks first is not one of HTTP.
    """
    reader = Ahead(far)
    return whole(reader, responded(reader, asked, origins, scheme))


async def whole(reader: Ahead, understood: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    """What is understood, and then the rest as it came."""
    try:
        async with aclosing(understood) as pieces:
            async for piece in pieces:
                yield piece
    except asyncio.IncompleteReadError as error:
        yield error.partial
    except (asyncio.LimitOverrunError, ValueError):
        pass
    while piece := await reader.read(PIECE):
        yield piece


async def requests(reader: Ahead, authority: str, origin: str, asked: Asked | None) -> AsyncGenerator[bytes, None]:
    """Raises IncompleteReadError, LimitOverrunError or ValueError where it is HTTP/1 no more."""
    by_http = await reader.asks_by_http()
    while by_http:
        head = await reader.readuntil(END)
        if not is_request(head):
            yield head
            return
        told = named(head, authority, origin)
        if asked is not None:
            asked.append((method(head), host(head)))
        yield told.sent
        if told.over:
            return
        async with aclosing(body(reader, told.length)) as pieces:
            async for piece in pieces:
                yield piece


async def responded(reader: Ahead, asked: Asked, origins: tuple[str, ...], scheme: str) -> AsyncGenerator[bytes, None]:
    """Raises as `requests` does."""
    while await reader.begun() and asked:
        head = await reader.readuntil(END)
        if not responses.is_response(head):
            yield head
            return
        asked_by, called = asked[0]
        found = responses.answer(head, asked_by)
        yield responses.led_back(head, origins, scheme.encode() + b"://" + called if called else b"")
        if found.over or found.until_end:
            return
        if found.status in responses.INTERIM:
            continue
        asked.popleft()
        async with aclosing(body(reader, found.length)) as pieces:
            async for piece in pieces:
                yield piece


async def body(reader: Ahead, length: int | None) -> AsyncGenerator[bytes, None]:
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


async def some(reader: Ahead, most: int) -> bytes:
    if piece := await reader.read(min(most, PIECE)):
        return piece
    raise asyncio.IncompleteReadError(b"", most)
