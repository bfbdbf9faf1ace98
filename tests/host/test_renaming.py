"""What a client says by HTTP arrives in the name of the server, and nothing else of it changes."""

import asyncio

import pytest

from portwise.host.forwarding import Forwarder, Way
from portwise.host.renaming import renamed

HEAD = b"POST /x HTTP/1.1\r\nHost: localhost:1\r\n%b\r\n"
TOLD = b"POST /x HTTP/1.1\r\nHost: api.internal\r\n%b\r\n"
PLAIN, CHUNKED = b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n"
IN_CHUNKS = b"3\r\nHos\r\n11;a=b\r\nHost: localhost:1\r\n0\r\nTrailer: x\r\n\r\n"
UPGRADE = b"Upgrade: websocket\r\n"


@pytest.mark.parametrize(
    ("said", "arrives"),
    [
        (HEAD % b"" + HEAD % b"", TOLD % b"" + TOLD % b""),
        (HEAD % PLAIN + b"Host:" + HEAD % b"", TOLD % PLAIN + b"Host:" + TOLD % b""),
        (HEAD % CHUNKED + IN_CHUNKS + HEAD % b"", TOLD % CHUNKED + IN_CHUNKS + TOLD % b""),
        (HEAD % UPGRADE + HEAD % b"", TOLD % UPGRADE + HEAD % b""),
        (HEAD % CHUNKED + b"zz\r\n" + HEAD % b"", TOLD % CHUNKED + b"zz\r\n" + HEAD % b""),
        (HEAD % PLAIN + b"Ho", TOLD % PLAIN + b"Ho"),
        (b"POST /x HT", b"POST /x HT"),
        (b"hello\r\n\r\n" + HEAD % b"", b"hello\r\n\r\n" + HEAD % b""),
        (HEAD % (b"X: " + b"y" * 100_000 + b"\r\n"),) * 2,
        (b"", b""),
    ],
    ids=lambda value: repr(value[:60]),
)
@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_each_request_and_no_body(said, arrives, piece):
    """One after another over one connection; in whatever pieces it comes."""

    async def heard():
        reader = asyncio.StreamReader(limit=1 << 16)
        for start in range(0, len(said), piece if len(said) < 1000 else 1 << 20):
            reader.feed_data(said[start : start + (piece if len(said) < 1000 else 1 << 20)])
        reader.feed_eof()
        return b"".join([one async for one in renamed(reader, "api.internal", "https://api.internal")])

    assert arrives == asyncio.run(heard())


def test_a_server_that_goes_by_its_name_is_called_so():
    """421 of RFC 9110 is what a server of several names says to localhost:PORT."""

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        status = b"200 OK" if b"\r\nHost: api.internal\r\n" in head else b"421 Misdirected Request"
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async def asked():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        way = Way("127.0.0.1", server.sockets[0].getsockname()[1], called="api.internal", origin="https://api.internal")
        opened = asyncio.get_running_loop().create_future()
        forwarder = Forwarder((("127.0.0.1", 0),), way)
        task = asyncio.create_task(forwarder.serve(lambda *said: opened.set_result(said), None))
        (place, *_), trouble = await opened
        reader, writer = await asyncio.open_connection(*place)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost:4000\r\n\r\n")
        said = await reader.read()
        writer.close()
        task.cancel()
        server.close()
        return trouble, said.splitlines()[0]

    assert ("", b"HTTP/1.1 200 OK") == asyncio.run(asked())
