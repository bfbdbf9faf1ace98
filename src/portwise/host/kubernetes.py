"""
The Kubernetes API that the user's own kubeconfig names: GET alone, and only of what `formats.kubernetes` knows.

The credentials of the file are used here and go nowhere else.  A program that would bring some (``exec``,
``auth-provider``) is never run: it may open a browser, ask for a password, or write.
"""

from __future__ import annotations

import base64
import errno
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from portwise.formats import kubernetes
from portwise.formats.http1 import AGENT
from portwise.formats.kubeconfig import Context
from portwise.host.kubeconfigs import every

MOST = 4 << 20  # bytes of an answer; a list of five hundred Services is a quarter of it
MOST_FILE = 1 << 20
BY_PROGRAM = ("exec ", "auth-provider ")
REFUSED = {
    401: "the cluster does not know the login of this kubeconfig (401)",
    403: "the cluster does not let this user read that (403)",
}
NOT_FOUND = 404


def get(name: str, path: str, patience: float) -> str:
    """The answer to one GET, without what nobody asked for; *name* is that of a context, "" for the current one."""
    context = next((one for one in every() if name in ("", one.name)), None)
    if context is None:
        raise OSError(errno.ENOENT, "the kubeconfig has no such context")
    if context.login.startswith(BY_PROGRAM):
        raise OSError(errno.EACCES, f"the kubeconfig logs in by a program ({context.login}), and portwise runs none")
    if context.cluster.get("proxy-url"):
        raise OSError(errno.EPROTONOSUPPORT, "the kubeconfig reaches the cluster by a proxy")
    try:
        return _answer(context, path, patience)
    except ssl.SSLError as error:
        raise OSError(errno.EPROTO, f"TLS with the cluster fails: {error.reason or error}") from None
    except HTTPException as error:
        raise OSError(errno.EPROTO, f"the cluster does not speak HTTP: {type(error).__name__}") from None


def _answer(context: Context, path: str, patience: float) -> str:
    server = urlsplit(context.cluster.get("server", ""))
    connection = _connection(context, server.scheme, server.hostname or "", server.port, patience)
    try:
        connection.request("GET", server.path.rstrip("/") + path, headers=dict(_headers(context)))
        answer = connection.getresponse()
        return _read(answer)
    finally:
        connection.close()


def _connection(context: Context, scheme: str, host: str, port: int | None, patience: float) -> HTTPConnection:
    if not host:
        raise OSError(errno.EINVAL, "the kubeconfig names no server for this context")
    if scheme != "https":
        return HTTPConnection(host, port, timeout=patience)
    connection = HTTPSConnection(host, port, timeout=patience, context=_trust(context))
    if name := context.cluster.get("tls-server-name"):  # the certificate is for that name
        connection.sock = connection._context.wrap_socket(  # type: ignore[attr-defined]  # no public way to another SNI
            socket.create_connection((host, port or 443), patience), server_hostname=name
        )
    return connection


def _trust(context: Context) -> ssl.SSLContext:
    cluster, user = context.cluster, context.user
    own = _bytes(cluster, "certificate-authority")
    tls = ssl.create_default_context(cadata=own.decode("ascii", "replace") if own else None)
    tls.verify_flags &= ~ssl.VERIFY_X509_STRICT  # which Python 3.13 sets, and kubectl does not
    if cluster.get("insecure-skip-tls-verify") == "true":
        tls.check_hostname = False
        tls.verify_mode = ssl.CERT_NONE
    certificate, key = _bytes(user, "client-certificate"), _bytes(user, "client-key")
    if certificate and key:
        with _in_memory(certificate + b"\n" + key) as path:
            tls.load_cert_chain(path)
    return tls


def _bytes(values: dict[str, str], key: str) -> bytes:
    """Inline as base64, or in a file of its own."""
    if data := values.get(f"{key}-data"):
        return base64.b64decode(data)
    if path := values.get(key):
        with open(path, "rb") as file:
            return file.read(MOST_FILE)
    return b""


@contextmanager
def _in_memory(secret: bytes) -> Iterator[str]:
    """A file that no folder has, where the system can: the library takes a client's key from a path alone."""
    if not hasattr(os, "memfd_create"):
        from tempfile import NamedTemporaryFile  # for its user alone, and gone in a moment

        with NamedTemporaryFile() as file:
            file.write(secret)
            file.flush()
            yield file.name
        return
    descriptor = os.memfd_create("portwise")
    try:
        os.write(descriptor, secret)
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def _headers(context: Context) -> Iterator[tuple[str, str]]:
    yield "User-Agent", AGENT
    yield "Accept", "application/json"
    user = context.user
    token = user.get("token") or _bytes({"token": user.get("tokenFile", "")}, "token").decode().strip()
    if token:
        yield "Authorization", f"Bearer {token}"
    elif context.login == "password":
        pair = f"{user['username']}:{user.get('password', '')}".encode()
        yield "Authorization", f"Basic {base64.b64encode(pair).decode()}"


def _read(answer: HTTPResponse) -> str:
    if answer.status in REFUSED:
        raise OSError(errno.EACCES, REFUSED[answer.status])
    if answer.status == NOT_FOUND:
        raise FileNotFoundError(errno.ENOENT, "the cluster has nothing of that name")
    body = answer.read(MOST)
    if answer.status != 200:
        raise OSError(errno.EIO, f"the API of the cluster answers with {answer.status}")
    return kubernetes.bare(body.decode("utf-8", "replace"))
