import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import portwise
from portwise.formats import http1
from portwise.model.target import NotATarget, Target

OK = b"HTTP/1.1 200 OK\r\nServer: lab\r\nContent-Length: 2\r\n\r\nhi"


def test_the_agent_names_the_version():
    """A server's log tells which portwise asked."""
    assert f"portwise/{portwise.__version__}" == http1.AGENT


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("http://localhost:3000/", "localhost:3000"),
        ("http://localhost:80/", "localhost"),
        ("http://localhost/", "localhost"),
        ("https://localhost:443/", "localhost"),
        ("https://localhost:80/", "localhost:80"),
        ("http://[::1]:3000/", "[::1]:3000"),
        ("http://[fe80::1%25eth0]/", "[fe80::1]"),
    ],
)
def test_the_host_header_is_that_of_a_client(written, host):
    """Brackets for IPv6, no zone, the port only where it is not the scheme's own."""
    assert host == http1.authority(Target.parse(written))


def test_a_request_asks_the_server_to_close():
    """One request per connection: the end of the answer is the end of the stream."""
    sent = http1.of(Target.parse("http://localhost:3000/a?b"))

    assert sent.startswith(b"GET /a HTTP/1.1\r\nHost: localhost:3000\r\nUser-Agent: portwise/")
    assert sent.endswith(b"\r\nConnection: close\r\n\r\n")


def test_a_proxy_is_asked_in_absolute_form():
    """RFC 9112 section 3.2.2; the Host header stays that of the target."""
    sent = http1.by_proxy(Target.parse("http://localhost:3000/a"))

    assert sent.startswith(b"GET http://localhost:3000/a HTTP/1.1\r\nHost: localhost:3000\r\n")


def test_a_proxy_is_asked_for_a_tunnel_to_tls():
    """RFC 9112 section 3.2.3: host and port always, whatever the scheme implies."""
    sent = http1.by_proxy(Target.parse("https://[::1]/a"))

    assert sent.startswith(b"CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n")


@given(st.text(), st.text())
@example("localhost", "/a\r\nEvil: 1")
@example("localhost\r\nEvil: 1", "/")
@example("localhost", "/\udcff")
def test_no_text_can_break_out_of_a_request(host, path):
    """Whatever the path or the host holds, five lines go out, or none."""
    try:
        sent = http1.request(host, path)
    except ValueError:
        return
    lines = sent.split(b"\r\n")

    assert [b"GET", b"Host:", b"User-Agent:", b"Accept:", b"Connection:", b"", b""] == [w.split(b" ")[0] for w in lines]
    assert 3 == len(lines[0].split(b" "))


@given(st.text())
def test_every_target_of_the_web_can_be_asked(text):
    """What `Target` takes never fails later."""
    try:
        target = Target.parse(f"http://localhost:3000/{text}")
    except NotATarget:
        return

    assert 7 == len(http1.of(target).split(b"\r\n"))


def test_a_response_is_read():
    """Names of headers in lower case, the body as it came."""
    met = http1.parse(OK)

    assert (200, "OK", "lab", b"hi") == (met.status, met.reason, met.header("server"), met.body)


def test_interim_responses_are_passed_over():
    """103 Early Hints is not the answer, RFC 9110 section 15.2."""
    assert 200 == http1.parse(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK).status


@pytest.mark.parametrize(
    ("data", "complete"),
    [
        (OK, True),
        (OK[:-1], False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\n\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nEtag: x\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nEtag: x\r\n", False),
        ("HTTP/1.1 200 OK\r\nContent-Length: ²\r\n\r\n".encode("latin-1"), False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", False),
        (b"HTTP/1.1 100 Continue\r\n\r\n", False),
        (b"garbage", False),
    ],
)
def test_complete_is_what_says_so_itself(data, complete):
    """A length, the last chunk, or a status without a body; else only the end of the stream tells."""
    assert complete is http1.is_complete(data)


@given(st.binary() | st.binary().map(lambda tail: b"HTTP/1.1 " + tail) | st.binary().map(OK.__add__))
def test_any_bytes_are_a_response_or_a_value_error(data):
    """A server may say anything."""
    assert isinstance(http1.is_complete(data), bool)
    try:
        met = http1.parse(data)
    except ValueError:
        return

    assert 0 <= met.status <= 999
