"""
How each client goes from a name to a connection, which is where clients differ on one machine.

Some know localhost without asking anybody (RFC 6761 section 6.3), some ask getaddrinfo(3);
some try every address of a name, some the first one alone; some begin the next attempt a
moment later (RFC 8305), some wait for the end of the one before.
"""

from __future__ import annotations

from portwise.model.record import NamedTuple

ASKS, LOCALHOST, BELOW = "asks the resolver", "knows localhost", "knows localhost and every name below it"
UNSURE = "nobody here has looked"
RUN, READ = "run by hand", "documented"
WHEN = "2026-11-20"


class Walk(NamedTuple):
    """One client, and its way to a connection."""

    client: str  # as in --saw
    name: str
    column: str  # of its words
    source: str  # of what is said here and in its column, where the lab does not hear it
    knows: str = ASKS
    tries_all: bool = True
    hurries: bool = False  # does not wait for an address that is silent
    four_first: bool = False
    heard: str = ""  # as which program the lab hears it, where that is not its name
    proxy: str = ""  # whose reading of the proxy variables is its own, as in `ProxyChoice`; "": it reads none


WALKS = (
    Walk(
        "chrome",
        "Chrome/Edge",
        "chrome",
        f"{RUN}: Chromium 156 on Linux, {WHEN}; net/base/net_error_list.h, net/dns/host_resolver_manager.cc",
        knows=BELOW,
        hurries=True,
    ),
    Walk(
        "firefox",
        "Firefox",
        "firefox",
        f"{RUN}: Firefox ESR 153.7 on Linux, {WHEN}; js/xpconnect/src/xpc.msg for what it was not sent to",
        knows=BELOW,
        hurries=True,
    ),
    Walk(
        "safari",
        "Safari",
        "safari",
        f"{READ}: Foundation NSURLError.h, WebKit FrameLoader.cpp, errors that people pasted, {WHEN}",
        knows=UNSURE,
        hurries=True,
    ),
    Walk(
        "curl",
        "curl",
        "curl",
        f"{READ}: man 3 libcurl-errors, lib/hostip.c, {WHEN}",
        knows=BELOW,
        hurries=True,
        proxy="curl",
    ),
    Walk("wget", "wget", "wget", f"{READ}: man wget, src/connect.c, {WHEN}", proxy="wget"),
    Walk(
        "node",
        "Node.js 20 and later",
        "node",
        f"{READ}: nodejs.org/api/errors.html, nodejs.org/api/net.html, {WHEN}",
        hurries=True,
        proxy="node",
    ),
    Walk(
        "node17",
        "Node.js 17 to 19",
        "node",
        f"{READ}: nodejs.org/api/dns.html (verbatim), nodejs.org/api/net.html (autoSelectFamily), {WHEN}",
        tries_all=False,
        heard="Node.js 20 that was told to try one address",
    ),
    Walk("python", "Python", "python", f"{READ}: docs.python.org/3/library/socket.html, {WHEN}", proxy="python-urllib"),
    Walk(
        "go",
        "Go",
        "go",
        f"{READ}: pkg.go.dev/net (Dialer), src/net/http/transport.go, src/net/net.go, {WHEN}",
        hurries=True,
        proxy="go",
    ),
    Walk(
        "java",
        "Java",
        "java",
        f"{RUN}: OpenJDK 17.0.15, HttpURLConnection and HttpClient, {WHEN}",
        knows=LOCALHOST,
        tries_all=False,
        four_first=True,
    ),
    Walk(
        "dotnet", ".NET", "dotnet", f"{READ}: issues of dotnet/runtime and programs that compare its messages, {WHEN}"
    ),
)
