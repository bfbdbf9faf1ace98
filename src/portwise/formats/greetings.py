"""
First words of protocols that are not HTTP: who speaks first, the politest question, and how an answer is known.

No question here changes anything or names a user, and none opens a session but MQTT's, which has no other
first question: that session has no name, is clean and ends at once (MQTT 3.1.1 sections 3.1.2.4 and 3.14).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from portwise.model.record import NamedTuple
from portwise.model.schemes import known

SHOWN = 120  # bytes of a banner that a person gets to see


class Greeting(NamedTuple):
    protocol: str
    sends: bytes  # b"": the server speaks first
    schemes: str


def _bson(*pairs: bytes) -> bytes:
    body = b"".join(pairs)
    return (len(body) + 5).to_bytes(4, "little") + body + b"\0"


# OP_MSG, section kind 0 (mongodb, "Wire Protocol"): {hello: 1, $db: "admin"}
HELLO = b"\0\0\0\0\0" + _bson(b"\x10hello\0\x01\0\0\0", b"\x02$db\0\x06\0\0\0admin\0")
OP_MSG = 2013
MONGODB = b"".join(n.to_bytes(4, "little") for n in (16 + len(HELLO), 1, 0, OP_MSG)) + HELLO

GREETINGS = (
    Greeting("ssh", b"", "ssh sftp scp git+ssh svn+ssh"),  # RFC 4253 section 4.2
    Greeting("smtp", b"", "smtp submission smtps submissions"),  # RFC 5321 section 3.1
    Greeting("ftp", b"", "ftp ftps"),  # RFC 959 section 5.4
    Greeting("imap", b"", "imap imaps"),  # RFC 9051 section 7.1
    Greeting("pop3", b"", "pop pop3 pop3s"),  # RFC 1939 section 4
    Greeting("nntp", b"", "nntp nntps"),  # RFC 3977 section 5.1
    Greeting("mysql", b"", "mysql mariadb"),  # MySQL internals, Protocol::HandshakeV10
    Greeting("nats", b"", "nats"),  # NATS documentation, client protocol, INFO
    Greeting("vnc", b"", "vnc"),  # RFC 6143 section 7.1.1
    Greeting("rsync", b"", "rsync"),  # rsync, csprotocol.txt
    Greeting("redis", b"PING\r\n", "redis rediss valkey valkeys"),  # Redis documentation, inline commands
    Greeting("memcached", b"version\r\n", "memcached memcache"),  # memcached, doc/protocol.txt
    # PostgreSQL documentation, "Message Formats", SSLRequest
    Greeting("postgresql", bytes.fromhex("0000000804d2162f"), "postgres postgresql cockroachdb redshift"),
    Greeting("mongodb", MONGODB, "mongodb"),
    Greeting("amqp", b"AMQP\0\0\x09\x01", "amqp amqps"),  # AMQP 0-9-1 section 4.2.2
    # MQTT 3.1.1 section 3.1: CONNECT, 12 bytes, version 4, clean session, 60 s, no name; and 3.14: DISCONNECT
    Greeting("mqtt", bytes.fromhex("100c 0004 4d515454 04 02 003c 0000") + b"\xe0\0", "mqtt mqtts"),
    Greeting("zookeeper", b"ruok", "zookeeper"),  # ZooKeeper administrator's guide, four letter words
    # Cassandra, native_protocol_v4.spec: OPTIONS
    Greeting("cassandra", bytes.fromhex("040000000500000000"), "cassandra cql"),
    # Bolt handshake: magic and four times the versions that we would take
    Greeting("bolt", bytes.fromhex("6060b01700000004000000030000000200000001"), "neo4j bolt"),
    # Kafka, ApiVersions v0: length 18, key 18, version 0, correlation 1, client "portwise"
    Greeting("kafka", bytes.fromhex("00000012 0012 0000 00000001 0008") + b"portwise", "kafka"),
)
OF_SCHEME: Mapping[str, Greeting] = MappingProxyType({s: g for g in GREETINGS for s in g.schemes.split()})

# In this order: the more particular first
KNOWN_BY = (
    ("ssh", rb"SSH-[0-9]"),
    ("http", rb"HTTP/[0-9]|(?i:<!DOCTYPE HTML|<HTML)"),  # or the bare page of HTTP/0.9
    ("tls", rb"[\x14-\x17]\x03[\x00-\x04]"),  # a record, RFC 8446 section 5.1
    ("http2", rb"\x00\x00[\x00-\x40]\x04\x00\x00\x00\x00\x00"),  # SETTINGS, RFC 9113 section 6.5
    ("vnc", rb"RFB [0-9]{3}\."),
    ("rsync", rb"@RSYNCD: "),
    ("nats", rb"INFO \{"),
    ("redis", rb"\+PONG|-(?:NOAUTH|DENIED|LOADING|MASTERDOWN|ERR (?:unknown|max|operation))"),
    ("memcached", rb"VERSION "),
    ("zookeeper", rb"imok|ruok is not executed"),
    ("amqp", rb"AMQP[\x00-\x09]|\x01\x00\x00.{4}\x00\x0a\x00\x0a"),  # another version, or Connection.Start
    ("mqtt", rb"\x20\x02[\x00\x01][\x00-\x05]"),  # CONNACK, MQTT 3.1.1 section 3.2
    ("mysql", rb".{3}\x00(?:\x0a[0-9.]|\xff)"),
    ("mongodb", rb".{12}\xdd\x07\x00\x00"),
    ("cassandra", rb"[\x83-\x85]\x00\x00\x00[\x00\x06]"),
    ("kafka", rb".{4}\x00\x00\x00\x01\x00"),
    ("bolt", rb"\x00\x00[\x00-\x09][\x00-\x06]\Z"),
    ("postgresql", rb"[SN]\Z|E.{4}S"),
    ("imap", rb"\* (?:OK|PREAUTH|BYE)\b"),
    ("pop3", rb"\+OK|-ERR"),
    ("smtp", rb"(?:220|421|554)[ -]"),  # FTP and NNTP look alike: see `recognised`
)
BINARY = ("mongodb", "cassandra", "kafka", "bolt", "mqtt")  # what can be read in their answers tells a person nothing
# Redis refuses in words of its own choice, and "-ERR" is POP3 otherwise
ALIKE = {"redis": rb"-[A-Z]", "ftp": rb"(?:120|220|421)[ -]", "nntp": rb"(?:200|201|400|502)[ -]"}


def of(scheme: str) -> Greeting | None:
    """How to greet a server of this scheme; None where its protocol is not known here."""
    return OF_SCHEME.get(scheme) or OF_SCHEME.get(known(scheme))


def recognised(data: bytes, expected: str = "") -> str:
    """The protocol of an answer, "" for none; three digits mean what was *expected*, where it fits."""
    own = ALIKE.get(expected) or dict(KNOWN_BY).get(expected)
    if own and re.match(own, data, re.DOTALL):
        return expected
    return next((protocol for protocol, mark in KNOWN_BY if re.match(mark, data, re.DOTALL)), "")


def text(data: bytes) -> str:
    """The readable part of a banner, where it has one; what cannot be read is a dot, however long it is."""
    shown = data[:SHOWN].decode("ascii", "replace").strip()
    told = re.sub("\0+", ".", "".join(c if c.isprintable() and c.isascii() else "\0" for c in shown))
    return told if any(c.isalnum() for c in told) else ""
