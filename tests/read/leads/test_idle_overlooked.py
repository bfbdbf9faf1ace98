"""Leads of first bytes, of what people overlook and of what clients leave out: none is idle, each keeps to its own."""

from importlib import import_module

import pytest

from portwise.read.readers import understood
from tests.read.leads.speaking import speaks

FILES = ("firstbytes", "overlooked", "astray", "leftout")
RENEWED = (
    "we upgraded the search node from Elasticsearch 1.6 to 2.1\n"
    "curl: (7) Failed to connect to search.larch.example port 9200: Connection refused"
)
AT_HOME = "since redis 3.2 I can only connect locally"
LOCALHOST = 'WARNING: could not create listen socket for "localhost"\nLOG: bind: Cannot assign requested address'
THROUGH = "rootless podman behind ufw; I did ufw allow 8096 and still can't reach jellyfin from the TV"
HOME = 'psql: error: connection to server at "db" (127.0.0.1), port 5432 failed\nby the IP of the container it works'
BOTH_SIDES = (
    'docker: 8080 was taken, so I changed it\nservices:\n  web:\n    image: nginx\n    ports:\n      - "8181:8181"'
)
MOVED = "I changed the port from 4000 to 4100, and http://localhost:4100 says ERR_CONNECTION_REFUSED"
ASKS_HOST = "started with --bind 127.0.0.1 on my host, and the container gets connection refused from it"
BY_ADDRESS = "if I use my IP instead of localhost the page does not open"
UNPUBLISHED = "docker: the start script has no -p, psql on the host ends up at some other server"
PRISMA = "docker-compose, api container: Can't reach database server at `localhost:5432`"
OUTER = "docker compose, worker: Error: connect ECONNREFUSED 172.19.0.4:5544"
CLUSTER = (
    "the redis cluster runs in docker, ioredis connects and then hangs on some keys\n"
    "Error: connect ETIMEDOUT 172.19.0.4:7002"
)
IGNORED = "a client leaves out the port that it was told"
PORTLESS = "the viewer always connects to port 1521 no matter what I enter: connection refused"
SECURED = "Chrome turns http://localhost:8090 into https as soon as I press Enter\nFirefox opens it"
NAMELESS = (
    "my client does SSL_new, SSL_set_fd, SSL_connect: sslv3 alert handshake failure\n"
    "openssl s_client to the same host connects"
)
WATCHED = (
    "api-1 | [nodemon] starting `node index.js`\n"
    "api-1 | Error: connect ECONNREFUSED 172.20.0.2:5432\n"
    "api-1 | [nodemon] app crashed - waiting for file changes before starting..."
)
HUNGRY = "sonarqube exited with code 137 in docker compose"
AGENT = "Inside Codex the dev server fails to bind 127.0.0.1:4000, from my own terminal it starts"
APART = (
    "bwrap --unshare-net ./serve\nwithin the sandbox curl gets 200\n"
    "from my normal shell: curl: (7) Failed to connect to localhost port 8000: Connection refused"
)
INSPECTED = "at work (Netskope) pip says certificate verify failed, unable to get local issuer certificate"
GREETING = "WARN Invalid receive (size = 369296128 larger than 104857600)"
ALERT = "First received frame was not SETTINGS. Hex dump for first 5 bytes: 1503030002"
SAID = {  # in other words than those of any report
    "the bytes that it could not read are a greeting of TLS": GREETING,
    "the bytes that it could not read are an alert of TLS": ALERT,
    "the bytes that it could not read are of TLS": ALERT,
    "the bytes that it could not read are a request of HTTP": "recv(): message len 542393671 is invalid",
    "the bytes that it could not read are an answer of another protocol": "frame of size 1213486160 exceeds the limit",
    "the record that is none of TLS is a request of HTTP": "not an SSL/TLS record: 474554202f20485454502f31",
    "the record that is none of TLS is an answer of HTTP": "not an SSL/TLS record: 485454502f312e3120343030",
    "a server that waits at the loopback since a version was renewed": RENEWED,
    "its own machine alone gets through to Redis": AT_HOME,
    "Mosquitto in a container refuses its neighbours": "compose.yaml: mqtt to mosquitto:1883: connection refused",
    "a container of the same network is refused": "docker run --network shop_default curl http://web:81: refused",
    "a client of a cluster is sent to an address of the engine's own network": CLUSTER,
    "a server cannot have the address of the name localhost": LOCALHOST,
    "a firewall lets in, and what serves is behind a bridge": THROUGH,
    "a name of another place has an address of the loopback": HOME,
    "both sides of a mapping were changed, and the image waits where it always does": BOTH_SIDES,
    "a server of the host waits at its loopback, and a container asks": ASKS_HOST,
    "the engine takes the connection and lets it go": "docker run -p 80:80 web\nChrome: localhost: ERR_EMPTY_RESPONSE",
    "its port was changed, and at the new one it is refused": MOVED,
    "by its own address it fails and by localhost it does not": BY_ADDRESS,
    "a store that takes TLS alone lets go of its client": "rediss:// connects, and with redis:// the server closed",
    "a port is told to be unpublished": UNPUBLISHED,
    "what runs in a container looks for its database at localhost": PRISMA,
    "what fails is at an address that is no loopback": OUTER,
    "no family is there to bind in, and IPv6 is spoken of": "*:6380: unable to bind socket\nIPv6 is off in this image",
    IGNORED: PORTLESS,
    "one browser makes https of what was typed, and another does not": SECURED,
    "one's own program is turned away and others are not": NAMELESS,
    "what a watcher began was refused by another server": WATCHED,
    "what a watcher began was refused by another server, and not always": f"{WATCHED}\nthe second time it works",
    "who asks is told to come before the other is ready": "I think the worker starts before the broker has booted",
    "what takes much memory ended with 137": HUNGRY,
    "a tool of an agent cannot bind, and outside of it one can": AGENT,
    "in a network of its own it answers, and outside it is refused": APART,
    "a product that opens TLS is there, and the handshake fails": INSPECTED,
}
IN_ENGINE = f"docker: {RENEWED}"
KEPT = {  # near by, and of another cause
    "the bytes that it could not read are a greeting of TLS": "WARN Invalid receive (size = 104857601 larger than)",
    "the bytes that it could not read are an alert of TLS": "Hex dump for first 5 bytes: 485454502f",
    "the bytes that it could not read are of TLS": "it took 369296128 microseconds, and port 1503 was refused",
    "the bytes that it could not read are a request of HTTP": "recv(): message len 48000001 is invalid",
    "the bytes that it could not read are an answer of another protocol": "not an SSL/TLS record: 485454502f31",
    "the record that is none of TLS is a request of HTTP": "not an SSL/TLS record: 485454502f312e",
    "the record that is none of TLS is an answer of HTTP": "not an SSL/TLS record: 474554202f20",
    "its own machine alone gets through to Redis": f"docker compose: {AT_HOME}",
    "Mosquitto in a container refuses its neighbours": "docker run eclipse-mosquitto:1.6: mosquitto: refused",
    "a container of the same network is refused": "docker run --network host curl http://web:81: refused",
    "a client of a cluster is sent to an address of the engine's own network": CLUSTER.replace(
        "172.19.0.4", "192.0.2.4"
    ),
    "a server cannot have the address of the name localhost": LOCALHOST.replace("localhost", "db.larch.example"),
    "a firewall lets in, and what serves is behind a bridge": THROUGH.replace("podman", "docker"),
    "a name of another place has an address of the loopback": HOME.replace('"db"', '"localhost"'),
    "both sides of a mapping were changed, and the image waits where it always does": BOTH_SIDES.replace(
        ":8181", ":80"
    ),
    "a server of the host waits at its loopback, and a container asks": ASKS_HOST.replace("127.0.0.1", "0.0.0.0"),
    "the engine takes the connection and lets it go": "Chrome: web.larch.example: ERR_EMPTY_RESPONSE",
    "its port was changed, and at the new one it is refused": MOVED.replace(":4100", ":4000"),
    "by its own address it fails and by localhost it does not": f"docker: {BY_ADDRESS}",
    "a store that takes TLS alone lets go of its client": "redis:// connects, and once a day the server closed",
    "a port is told to be unpublished": UNPUBLISHED.replace("no -p", "a -p"),
    "what runs in a container looks for its database at localhost": PRISMA.replace("localhost", "db"),
    "what fails is at an address that is no loopback": OUTER.replace("172.19.0.4", "127.0.0.1"),
    "no family is there to bind in, and IPv6 is spoken of": "*:6380: unable to bind socket",
    IGNORED: "it ignores the port that I set, it is running on 3000: refused",
    "one browser makes https of what was typed, and another does not": SECURED.replace("Firefox opens it", "why?"),
    "one's own program is turned away and others are not": NAMELESS.replace("SSL_set_fd", "SSL_set_tlsext_host_name"),
    "what a watcher began was refused by another server": WATCHED.replace("172.20.0.2:5432", "127.0.0.1:8000"),
    "what a watcher began was refused by another server, and not always": WATCHED,
    "who asks is told to come before the other is ready": "the worker ran before I updated it, the broker is up",
    "what takes much memory ended with 137": f"{HUNGRY} after docker stop",
    "a tool of an agent cannot bind, and outside of it one can": AGENT.replace("fails to bind", "answers at"),
    "in a network of its own it answers, and outside it is refused": APART.replace("bwrap --unshare-net", "sudo"),
}
CRASHED = "a watcher says that its program ended and that it waits for a change"
TOLD_HOME = "a service of the compose file is told to connect to localhost"
ASKS_HOST = "the container asks for the host by a name or address of its engine"
NOT_HTTP = "a server of another protocol was asked in HTTP, or the other way round"
BY_SOCKET = "a tool that speaks TCP is pointed at a server with a Unix socket"
LEADS = [lead for name in FILES for lead in import_module(f"portwise.read.leads.{name}").LEADS]
NOT_IN_ENGINE = "bound-to-loopback-client-uses-lan", "a server that waits at the loopback since a version was renewed"
IN_ENGINE_ONLY = "container-app-bound-to-loopback", NOT_IN_ENGINE[1]


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: f"{lead.cause}: {lead.says}")
def test_every_lead_speaks_in_words_of_its_own_and_not_next_door(lead):
    """A lead whose pattern is broken would never be missed otherwise."""
    name = (lead.cause, lead.says)
    own = IN_ENGINE if name == IN_ENGINE_ONLY else SAID[lead.says]
    next_door = {NOT_IN_ENGINE: IN_ENGINE, IN_ENGINE_ONLY: RENEWED}.get(name) or KEPT.get(lead.says)

    assert speaks(lead, own)
    assert not (next_door and lead.holds(understood(next_door)))


@pytest.mark.parametrize(
    ("bytes_", "cause"),
    [
        ("TooLongFrameException: Adjusted frame length exceeds 5242880: 369295620 - discarded", "https-to-plain-http"),
        ("invalid internal transport message format, got (16,3,1,2)", "https-to-plain-http"),
        ("bad message: ^V^C^A^B", "https-to-plain-http"),
        ("read: [22, 3, 1, 2, 0, 1, 0]", "https-to-plain-http"),
        ("rawPacket: <Buffer 15 03 03 00 02 02 46>", "http-to-tls-port"),
        ("Invalid receive (size = 352518912 larger than 104857600)", "http-to-tls-port"),
        ("read: [21, 3, 3, 0, 2, 2, 70]", "http-to-tls-port"),
        ("invalid internal transport message format, got (47,45,54,20)", "non-http-or-wrong-protocol-on-port"),
        ("Unreasonable length = 1347375956", "non-http-or-wrong-protocol-on-port"),
    ],
)
def test_the_first_bytes_are_known_in_each_notation(bytes_, cause):
    """As a length of either order, in hexadecimal or decimal numbers, or as a terminal shows them."""
    text = understood(bytes_)
    leads = [lead for lead in import_module("portwise.read.leads.firstbytes").LEADS if lead.holds(text)]

    assert {cause} == {lead.cause for lead in leads if lead.weight > 0}


@pytest.mark.parametrize(
    ("line", "speaks_"),
    [
        ("getent hosts db gives 127.0.1.1 db; by IP I get in", True),
        ("registry.larch.example resolves to 127.0.0.1 here, something in /etc/hosts?", True),
        ("Failed to connect to registry.larch.example/127.0.0.1:5000, by IP it works", True),
        ("nslookup db @127.0.0.1 times out; by IP I get in", False),
        ("it cannot connect to redis (127.0.0.1:6379), by IP neither", False),
        ("my host resolves to 127.0.0.1, by IP it works", False),
    ],
)
def test_a_name_that_leads_home_is_none_of_this_machine(line, speaks_):
    """Nor a name server's address, nor a port behind a word."""
    says = "a name of another place has an address of the loopback"
    leads = [lead for lead in LEADS if lead.says == says and lead.weight > 0]

    assert [speaks_] == [bool(lead.holds(understood(line))) for lead in leads]


@pytest.mark.parametrize(
    ("module", "says", "line", "speaks_"),
    [
        ("leftout", IGNORED, "I set the port 27018, but connect ECONNREFUSED 127.0.0.1:27017", True),
        ("leftout", IGNORED, "I set the port 27017, but connect ECONNREFUSED 127.0.0.1:27017", False),
        ("watchers", CRASHED, "[nodemon] app crashed - waiting for file changes before starting...", True),
        ("watchers", CRASHED, "EADDRINUSE: address already in use :::5000\n[nodemon] app crashed", False),
        (
            "inside",
            TOLD_HOME,
            'docker: refused, client: 172.17.0.1, server: localhost, upstream: "x", host: "localhost"',
            False,
        ),
        ("inside", TOLD_HOME, "docker: DB_HOST: localhost", True),
        ("inside", TOLD_HOME, "docker\naddress = 'localhost'\nport = 9000", False),
        ("inside", TOLD_HOME, "docker\n  code: 'ECONNREFUSED', address: '127.0.0.1', syscall: 'connect' }", False),
        ("inside", ASKS_HOST, "docker: curl host.docker.internal:9000 is refused", True),
        ("inside", ASKS_HOST, "docker, my hosts file has 192.168.7.3 host.docker.internal", False),
        ("protocol", NOT_HTTP, "curl localhost:2022: SSH-2.0-OpenSSH_9.6", True),
        ("protocol", NOT_HTTP, "debug1: Local version string SSH-2.0-OpenSSH_9.6", False),
        ("activation", BY_SOCKET, "dockerd listens at /var/run/docker.sock, and curl localhost:2375 is refused", True),
        ("activation", BY_SOCKET, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock", False),
        ("activation", BY_SOCKET, "docker run -v /var/run/docker.sock:/var/run/docker.sock tool", False),
        ("readiness", "it asks a question and waits for an answer", "Password for user anna:", False),
        ("readiness", "it asks a question and waits for an answer", "[sudo] password for anna:", True),
        (
            "binding",
            "it is Windows, which knows no privileged ports",
            "Windows 11, docker: bind: permission denied",
            False,
        ),
        ("binding", "it is Windows, which knows no privileged ports", "Windows 11: bind: permission denied", True),
        (
            "loopback",
            "127.0.0.1 works where localhost does not",
            "http://127.0.0.1:80 works, http://localhost:80 doesn't work",
            True,
        ),
    ],
)
def test_a_lead_that_shouted_is_quiet_where_it_says_nothing(module, says, line, speaks_):
    """A client's question blocks no start, a container on Windows is a Linux."""
    leads = [lead for lead in import_module(f"portwise.read.leads.{module}").LEADS if lead.says == says][:1]

    assert [speaks_] == [bool(lead.holds(understood(line))) for lead in leads]
