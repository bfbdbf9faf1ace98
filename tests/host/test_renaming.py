"""What a client says by HTTP arrives in the name of the server, and nothing else of it changes."""

import asyncio
from collections import deque

import pytest

from portwise.app.forward import way_to
from portwise.host.forwarding import Forwarder, Way
from portwise.host.local import Local
from portwise.host.renaming import renamed, returned
from portwise.model.target import Target

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
        *((word, word) for word in (b"EHLO x\r\n" + HEAD % b"", b"\x16\x03\x01", b"ping", b"QUIT\r\n", b"A" * 100)),
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


MOVED = b"HTTP/1.1 302 Found\r\nLocation: %b/b\r\n%b\r\n"
THEIRS, OURS = b"https://api.internal", b"http://localhost:1"
GET, HEAD_OF = (b"GET", b"localhost:1"), (b"HEAD", b"localhost:1")
NONE = b"Content-Length: 0\r\n"
GOES_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
SWITCHES = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"


@pytest.mark.parametrize(
    "first", [b"EHLO x\r\n", b"\x16\x03\x01", b"ping", b"AUTH\r\n", b"get x\r\n", b"*1\r\n"], ids=repr
)
def test_who_speaks_otherwise_is_not_waited_for(first):
    """One word of another protocol goes over at once, and so does the greeting of a server that speaks first."""

    async def echo(reader, writer):
        writer.write(b"220 hello")
        writer.write(await reader.read(100))
        await reader.read()
        writer.close()

    async def asked():
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        way = way_to(Target.parse(f"127.0.0.1:{server.sockets[0].getsockname()[1]}"), None, Local())
        opened = asyncio.get_running_loop().create_future()
        forwarder = Forwarder((("127.0.0.1", 0),), way)
        task = asyncio.create_task(forwarder.serve(lambda *said: opened.set_result(said), None))
        (place, *_), _ = await opened
        reader, writer = await asyncio.open_connection(*place)
        greeting = await asyncio.wait_for(reader.readexactly(9), 10)
        writer.write(first)
        back = await asyncio.wait_for(reader.readexactly(len(first)), 10)
        writer.close()
        task.cancel()
        server.close()
        return greeting, back

    assert (b"220 hello", first) == asyncio.run(asked())


def test_a_second_request_of_a_connection_is_answered_like_the_first():
    """The client may think for as long as it wants between two requests: its connection stays one of HTTP."""

    async def heard():
        reader, told = asyncio.StreamReader(limit=1 << 16), deque([GET])
        answers = returned(reader, told, (THEIRS.decode(),), "http")
        reader.feed_data(MOVED % (THEIRS, NONE))
        first = await anext(answers)
        second = asyncio.ensure_future(anext(answers))
        await asyncio.sleep(0)
        told.append(GET)
        reader.feed_data(MOVED % (THEIRS, NONE))
        return first, await second

    assert (MOVED % (OURS, NONE),) * 2 == asyncio.run(heard())


@pytest.mark.parametrize(
    ("asked", "answers", "arrives"),
    [
        ([GET, GET], MOVED % (THEIRS, NONE) * 2, MOVED % (OURS, NONE) * 2),
        ([GET, GET], MOVED % (THEIRS, PLAIN) + b"Locat" + MOVED % (THEIRS, NONE), None),
        ([GET, GET], MOVED % (THEIRS, CHUNKED) + IN_CHUNKS + MOVED % (THEIRS, NONE), None),
        ([HEAD_OF, GET], MOVED % (THEIRS, PLAIN) + MOVED % (THEIRS, NONE), None),
        (
            [GET, GET, GET],
            MOVED % (THEIRS, NONE) * 3 + MOVED % (THEIRS, NONE),
            MOVED % (OURS, NONE) * 3 + MOVED % (THEIRS, NONE),
        ),
        ([GET], GOES_ON + MOVED % (THEIRS, NONE), None),
        ([GET], MOVED % (THEIRS, b"") + MOVED % (THEIRS, NONE), MOVED % (OURS, b"") + MOVED % (THEIRS, NONE)),
        ([GET], SWITCHES + MOVED % (THEIRS, NONE), SWITCHES + MOVED % (THEIRS, NONE)),
        ([], MOVED % (THEIRS, NONE), MOVED % (THEIRS, NONE)),
        ([GET], b"hello\r\n\r\n" + MOVED % (THEIRS, NONE), b"hello\r\n\r\n" + MOVED % (THEIRS, NONE)),
        ([(b"GET", b"")], MOVED % (THEIRS, NONE), MOVED % (THEIRS, NONE)),
        ([GET], b"HTTP/1.1 302", b"HTTP/1.1 302"),
        (
            [GET],
            MOVED % (THEIRS, b"X: " + b"y" * 100_000 + b"\r\n"),
            MOVED % (THEIRS, b"X: " + b"y" * 100_000 + b"\r\n"),
        ),
    ],
    ids=lambda value: repr(value)[:60],
)
@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_each_redirect_and_no_body(asked, answers, arrives, piece):
    """Behind whatever body there is; from the end of a connection or of HTTP on, nothing is changed."""
    arrives = answers.replace(THEIRS, OURS) if arrives is None else arrives

    async def heard():
        reader = asyncio.StreamReader(limit=1 << 16)
        for start in range(0, len(answers), piece if len(answers) < 1000 else 1 << 20):
            reader.feed_data(answers[start : start + (piece if len(answers) < 1000 else 1 << 20)])
        reader.feed_eof()
        told = returned(reader, deque(asked), (THEIRS.decode(),), "http")
        return b"".join([one async for one in told])

    assert arrives == asyncio.run(heard())


def test_a_redirect_to_the_server_itself_comes_back_here():
    """Whoever follows it asks the forwarder again; a redirect elsewhere is passed on as it is."""

    async def answer(reader, writer):
        port = writer.get_extra_info("sockname")[1]
        head = await reader.readuntil(b"\r\n\r\n")
        there = b"http://localhost:%d/b" % port if head.startswith(b"GET /a ") else b"http://elsewhere.example/"
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % there)
        writer.close()

    async def asked():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        way = way_to(Target.parse(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"), None, Local())
        opened = asyncio.get_running_loop().create_future()
        forwarder = Forwarder((("127.0.0.1", 0),), way)
        task = asyncio.create_task(forwarder.serve(lambda *said: opened.set_result(said), None))
        (place, *_), _ = await opened
        said = []
        for path in ("a", "z"):
            reader, writer = await asyncio.open_connection(*place)
            writer.write(b"GET /%b HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % (path.encode(), place[1]))
            said.append((await reader.read()).split(b"\r\n")[1])
            writer.close()
        task.cancel()
        server.close()
        return place[1], said

    port, said = asyncio.run(asked())

    assert [b"Location: http://localhost:%d/b" % port, b"Location: http://elsewhere.example/"] == said


def test_a_server_that_goes_by_its_name_is_called_so():
    """421 of RFC 9110 is what a server of several names says to localhost:PORT."""

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        status = b"200 OK" if b"\r\nHost: api.internal\r\n" in head else b"421 Misdirected Request"
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async def asked():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        way = Way(
            "127.0.0.1",
            server.sockets[0].getsockname()[1],
            called="api.internal",
            origin="https://api.internal",
            origins=("https://api.internal",),
        )
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
