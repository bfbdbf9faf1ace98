"""An agent that asks: a client of the protocol, whose server is a process of its own or in this one."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager

from mcp import Client, StdioServerParameters, stdio_client

LOOKING = {"why", "read", "more", "who", "list_ports", "wait_ready", "plan_fix", "explain"}
CHANGING = {"apply_fix", "undo", "stop", "forward"}
SILENT = open(os.devnull, "w")  # noqa: SIM115 - as long as the tests; their own stderr is not a file under pytest
MOST = 9000  # characters: about 2,000 tokens
SERVER = """
import http.server
http.server.ThreadingHTTPServer.request_queue_size = 128  # every look at a stopped server leaves a connection behind
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@asynccontextmanager
async def agent(home, *options):
    """A client whose server is a process of its own."""
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "portwise", "mcp", *options],
        env={**os.environ, "XDG_STATE_HOME": home},
    )
    async with Client(stdio_client(command, errlog=SILENT)) as client:
        yield client


async def said(client, tool, **words):
    answer = await client.call_tool(tool, words)
    return answer.structured_content, answer.is_error, "".join(part.text for part in answer.content)


def ask(home, tool, *options, **words):
    async def once():
        async with agent(home, *options) as client:
            return await said(client, tool, **words)

    return asyncio.run(once())


def state(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(") ")[2][0]


def halted(child):
    child.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)
