"""Leads of containers, clusters, gateways, stores, desktops and places elsewhere: none of them is idle."""

from importlib import import_module

import pytest

from portwise.read.readers import understood
from tests.read.leads.speaking import speaks

FILES = (
    *("backends", "cluster", "container", "databases", "desktops", "edges", "elsewhere", "ended"),
    *("engines", "gateway", "inside", "remote", "scope", "stores", "upstreams"),
)
SAID = {  # what no settled report holds, in a text of its own
    "the model server refuses the page's origin": "ollama answers 403 to the origin of my page",
    "selectors and labels are compared": "kubectl: the selector is not the label of the pod",
    "the ingress has nothing behind it": "kubernetes ingress: 503 Service Temporarily Unavailable",
    "the port is exposed by the container and not lent out by the host": (
        "curl: (7) Failed to connect to localhost port 9200: Connection refused\n"
        "CONTAINER ID  IMAGE  COMMAND  CREATED  STATUS  PORTS  NAMES\n"
        "9fe01b2dd3c0  search  run  1 hour ago  Up 1 hour  9200/tcp  search\n"
    ),
    "the host is asked for the port inside, which is lent out as another": (
        "curl: (7) Failed to connect to localhost port 80: Connection refused\ndocker run -p 8080:80 web\n"
    ),
    "the words of a program bound to the loopback inside a container": "it is bound to 127.0.0.1 inside the container",
    "where PostgreSQL waits is spoken of": "do I have to change listen_addresses for that",
    "MySQL is set to wait at the loopback alone, or at no port at all": "bind-address = 127.0.0.1",
    "where MySQL waits is spoken of": "bind-address = 10.0.0.4",
    "localhost and 127.0.0.1 behave differently, or --protocol=tcp does": "mysql --protocol=tcp works",
    "MySQL answers, and the password is what is wrong": "Access denied for user 'app'@'localhost'",
    "MySQL is set to wait everywhere": "bind-address = 0.0.0.0",
    "IIS stands on that machine": "listen tcp :80: bind: address already in use\nIIS is installed",
    "HTTP/2 breaks at the loopback since an update of Windows": (
        "ERR_HTTP2_PROTOCOL_ERROR on localhost since the Windows update of today"
    ),
    "settings of the mirrored mode are spoken of": "hostAddressLoopback=true",
    "localhost of Windows is meant, seen from WSL": "how do I reach the windows localhost from wsl",
    "it works until it runs in a container": (
        "connect ECONNREFUSED 127.0.0.1:5432, it works from the IDE but not when the jar runs in docker"
    ),
    "the debugger itself is not reached from a container": (
        "Could not connect to debugging client. Tried: host.docker.internal:9003"
    ),
    "a label tells the proxy another port than that of the program": (
        "traefik.http.services.web.loadbalancer.server.port=80\nserver listening on http://0.0.0.0:3000\n"
    ),
    "what lies behind the proxy was moved, and the proxy was not told": (
        "nginx: since we moved the backend to another machine it is 502"
    ),
    "the relay between WSL and Windows is spoken of": "localhostForwarding=true in .wslconfig",
    "the first address of all fails already": "Connection to node -1 (kafka/10.0.0.7:9092) could not be established.",
    "the engine says that the container is unhealthy or still starting": "Up 4 minutes (unhealthy)",
    "the published port answers at 127.0.0.1 and not at ::1": (
        "docker run -p 8080:80 web\ncurl on 127.0.0.1 works\n::1 is refused\n"
    ),
    "the name server of the engine does not know it": "lookup db on 127.0.0.11:53: no such host",
    "the server's rules on forwarding are spoken of": "AllowTcpForwarding no",
    "Redis closes what is connected": "redis: Socket closed unexpectedly",
    "MongoDB wants TLS": "mongod runs with requireTLS",
    "MongoDB is set to wait everywhere": "net:\n  bindIp: 0.0.0.0\n",
    "Redis is set to wait everywhere": "bind 0.0.0.0",
    "nothing comes back at all": "connect ETIMEDOUT 10.0.0.4:3306 to mysql and postgres",
    "who asks is a container that asks its own loopback": (
        "app-1 | mongo, postgres, redis and mysql: connect ECONNREFUSED 127.0.0.1:3306"
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_every_lead_speaks_in_some_report(name):
    """A lead whose pattern is broken would never be missed otherwise."""
    leads = import_module(f"portwise.read.leads.{name}").LEADS

    assert [] == [(lead.cause, lead.says) for lead in leads if not speaks(lead, SAID.get(lead.says))]


@pytest.mark.parametrize("raw", ["", "hello, thanks for the great tool", "it works now, nothing to do"])
def test_a_text_that_tells_of_no_trouble_speaks_for_nothing(raw):
    """Politeness is no evidence."""
    said = understood(raw)
    leads = (lead for name in FILES for lead in import_module(f"portwise.read.leads.{name}").LEADS)

    assert [] == [(lead.cause, lead.says) for lead in leads if lead.holds(said)]
