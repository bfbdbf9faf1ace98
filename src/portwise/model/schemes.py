"""What the scheme of a URL says of its target: the default port, the transport, HTTP or not, TLS or not.

Ports are those of the IANA service name registry (https://www.iana.org/assignments/service-names-port-numbers)
where no other source stands beside them: an RFC, or what the project itself documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SCHEMES_OF = {
    80: "http ws git+http grpc",  # RFC 9110 section 4.2, RFC 6455 section 3; gRPC has no port of its own:
    443: "https wss git+https grpcs",  # its name resolution (grpc, doc/naming.md) takes 443, insecure channels 80
    22: "ssh sftp scp git+ssh svn+ssh",  # RFC 4253 section 4.1
    21: "ftp",  # RFC 959
    990: "ftps",
    23: "telnet",
    69: "tftp",
    445: "smb",
    873: "rsync",  # RFC 5781
    2049: "nfs",
    3690: "svn",
    9418: "git",
    25: "smtp",
    465: "smtps submissions",  # RFC 8314 section 3.3
    587: "submission",
    143: "imap",
    993: "imaps",
    110: "pop pop3",
    995: "pop3s",
    119: "nntp",
    563: "nntps",
    389: "ldap",  # RFC 4516 section 2
    636: "ldaps",
    5432: "postgres postgresql",
    3306: "mysql mariadb",
    1433: "mssql sqlserver",
    1521: "oracle",  # Oracle Net documentation, listener
    26257: "cockroachdb",  # CockroachDB documentation
    5439: "redshift",  # Amazon Redshift documentation
    9000: "clickhouse clickhouse+native",  # ClickHouse documentation, network ports
    9440: "clickhouses",
    8123: "clickhouse+http",
    27017: "mongodb mongodb+srv",  # MongoDB manual; an SRV record may name another
    6379: "redis rediss valkey valkeys",
    11211: "memcached memcache",
    5984: "couchdb",
    11210: "couchbase",  # Couchbase documentation, ports
    11207: "couchbases",
    9042: "cassandra cql",  # Cassandra documentation, native_transport_port
    9200: "elasticsearch opensearch",  # Elasticsearch documentation, http.port
    8086: "influxdb",  # InfluxDB documentation
    7687: "neo4j bolt",
    2379: "etcd",
    8500: "consul",  # Consul documentation, ports
    2181: "zookeeper",  # ZooKeeper documentation, clientPort
    5672: "amqp",
    5671: "amqps",
    4222: "nats",  # NATS documentation
    1883: "mqtt",
    8883: "mqtts",
    9092: "kafka",  # Kafka documentation, listeners
    61613: "stomp",  # RabbitMQ and ActiveMQ documentation
    6650: "pulsar",  # Pulsar documentation
    6651: "pulsar+ssl",
    554: "rtsp",  # RFC 7826 section 4.2
    322: "rtsps",
    1935: "rtmp",  # registered as macromedia-fcs
    5060: "sip",  # RFC 3261 section 19.1.2
    5061: "sips",
    5222: "xmpp",  # RFC 6120 section 14.7
    6667: "irc",  # registered as ircu
    6697: "ircs",  # RFC 7194
    5900: "vnc",  # RFC 7869
    3389: "rdp",
    631: "ipp ipps",  # RFC 7472
    53: "dns",  # RFC 4501
    123: "ntp",
    161: "snmp",  # RFC 4088
    514: "syslog",  # RFC 5426
    3478: "stun",  # RFC 7064
    5683: "coap",  # RFC 7252 section 6.1
    8125: "statsd",  # statsd, exampleConfig.js
}
DEFAULT_PORT: Mapping[str, int] = MappingProxyType(
    {scheme: port for port, schemes in SCHEMES_OF.items() for scheme in schemes.split()}
)
HTTP = frozenset({"http", "https", "ws", "wss"})
# TLS from the first byte; STARTTLS begins in the clear and is not here
TLS = frozenset(
    {"https", "wss", "grpcs", "git+https", "ftps", "smtps", "submissions", "imaps", "pop3s", "nntps", "ldaps"}
    | {"rediss", "valkeys", "couchbases", "clickhouses", "mongodb+srv", "neo4j+s", "neo4j+ssc", "bolt+s", "bolt+ssc"}
    | {"amqps", "mqtts", "pulsar+ssl", "rtsps", "sips", "ircs", "ipps", "tls", "ssl"}
)
# The same without TLS, and how people call it
IN_THE_CLEAR: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "https": ("http", "HTTP"),
        "wss": ("ws", "HTTP"),
        "rediss": ("redis", "Redis"),
        "valkeys": ("valkey", "Valkey"),
        "amqps": ("amqp", "AMQP"),
        "mqtts": ("mqtt", "MQTT"),
        "smtps": ("smtp", "SMTP"),
        "submissions": ("submission", "SMTP"),
        "imaps": ("imap", "IMAP"),
        "pop3s": ("pop3", "POP3"),
        "nntps": ("nntp", "NNTP"),
        "ftps": ("ftp", "FTP"),
    }
)
WITH_TLS: Mapping[str, str] = MappingProxyType({clear: scheme for scheme, (clear, _) in IN_THE_CLEAR.items()})
UDP = frozenset({"udp", "dns", "ntp", "snmp", "syslog", "coap", "tftp", "stun", "statsd"})
SOCKET_DIALECTS = frozenset({"unix", "socket", "ipc"})  # http+unix and the like name no host


def known(scheme: str) -> str:
    """The scheme itself, or without the driver that SQLAlchemy puts behind a ``+``."""
    if scheme in DEFAULT_PORT or scheme in TLS:
        return scheme
    base = scheme.partition("+")[0]
    return base if base in DEFAULT_PORT else scheme


def default_port(scheme: str) -> int | None:
    """None where a port must be written, as for tcp and udp."""
    return DEFAULT_PORT.get(scheme, DEFAULT_PORT.get(scheme.partition("+")[0]))
