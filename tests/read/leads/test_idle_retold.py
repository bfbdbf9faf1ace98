"""Leads of numbers that differ, of TLS and of what people retell: none of them is idle, and each keeps to its own."""

from importlib import import_module

import pytest

from portwise.read.readers import understood
from tests.read.leads.speaking import speaks

FILES = ("neighbours", "numbers", "retold", "secured")
PASSIVE = "ftp> ls\n227 Entering Passive Mode (192,168,4,20,117,48)"
NO_NAME = "An IE 7 on XP gets the cert of another customer of the hoster, every newer one is right"
HTTPS = "curl: (52) Empty reply from server from http://localhost:8088\nweb: Listening on https://0.0.0.0:8088"
SOCKET = "GET https://shop.example:3000/sockjs-node/info net::ERR_SSL_PROTOCOL_ERROR"
DEBUGGED = "started in IntelliJ in debug mode every request hangs, with plain Run it works"
CDN = "Cloudflare: Error 524: A timeout occurred"
SAID = {  # what no settled report holds, in a text of its own
    "two digits of a port changed places": (
        "mqtt: connection refused, host 10.0.0.4 port 1838\nmosquitto: Opening ipv4 listen socket on port 1883."
    ),
    "between containers the port of the host is asked": (
        "web-1 | could not connect to cache:16379: Connection refused\n"
        "NAME IMAGE STATUS PORTS\ncache-1 redis Up 2 hours 0.0.0.0:16379->6379/tcp\n"
        "dial tcp 172.20.0.5:16379: connect: connection refused"
    ),
    "the host is asked for the port of the machine inside, which is forwarded from another": (
        "==> default: 80 (guest) => 8080 (host) (adapter 1)\n"
        "curl: (7) Failed to connect to localhost port 80: Connection refused"
    ),
    "the cluster of the database is online at another port": (
        'connection to server at "127.0.0.1", port 5432 failed: Connection refused\n'
        "Ver Cluster Port Status Owner Data directory\n15  main    5434 online postgres /var/lib/postgresql/15/main"
    ),
    "a private address is handed out for passive FTP": PASSIVE,
    "a browser is sent to a name that only the servers know": (
        "The login sends the browser to http://idp:8180/oauth2/authorize?client_id=shop\n"
        "Chrome: idp's DNS address could not be found. ERR_NAME_NOT_RESOLVED"
    ),
    "the container is in several networks, and the proxy waits for it in vain": (
        "traefik answers 504 Gateway Timeout since the container is in two networks"
    ),
    "the server says https, and asked without it sends nothing": HTTPS,
    "it goes while the product pauses": "if I disable ESET for a minute the download works",
    "an old client, which does not send the name, gets another certificate or none": NO_NAME,
    "the certificate is of another name": "it warns that the certificate was issued to another server",
    "a domain is secure with or without www only": (
        "https://larch.example is fine, https://www.larch.example says that the connection is not private"
    ),
    "a date is far off, and secure pages are not trusted": (
        "no https page is trusted since the battery of the board is dead, the PC shows 2005"
    ),
    "under a debugger no answer comes, or only there": DEBUGGED,
    "the server asks itself while it answers": "wkhtmltopdf fetches a stylesheet of our own site and hangs",
    "all workers are busy": "Tomcat: Current thread count: 150 Current threads busy: 150",
    "one who is served keeps all others waiting": (
        "webrick serves one download, and until it is through nobody else gets a page, they hang"
    ),
    "the machine is at work with something else": "some avg10=88.12\nthe page is slow",
    "no more connections than so many are let in": "iptables: connlimit, so the 21st of our office is reset",
    "the CDN waited in vain for an answer": CDN,
    "the proxy reaches the container over the network that they do not share": (
        "nginx-proxy: 502 Bad Gateway for the one container that has two networks"
    ),
    "the name was given another address, and the proxy goes on with the old one": (
        "the A record was changed on Monday, haproxy gives 503"
    ),
    "what lies behind the proxy wants https": f"nginx: 502 Bad Gateway\n{HTTPS}",
    "with a product paused it is trusted": "if I disable ESET for a minute the download works",
    "a key or a certificate of one's own is spoken of, and one is not let in": (
        "alert handshake failure; the support says that I have to import the .pfx"
    ),
    "the page's own socket goes over https to a server that has none": SOCKET,
    "its socket goes over https to a server that has none": SOCKET,
    "an s was put into the address, and what came back was none": (
        "my bookmark is the address with an s: 192.168.1.8 sent an invalid response"
    ),
    "a disk elsewhere is away, and the server waits for it": (
        "when the NFS server is offline the media page never finishes, and ps shows it in state D"
    ),
    "no replica of it is wanted": "kubectl scale deploy/web --replicas=0 was run by somebody on Friday",
    "clients are told an address of the inside": "the PBX tells the phone to go to 192.168.7.4, its address at home",
    "about a thousand come in, and no more": "ulimit says 1024 and it stops at 1024 clients",
    "the browser names two origins and blocks": "the console names both domains and says that the origin is blocked",
}
KEPT = {  # near by, and of another cause
    "two digits of a port changed places": "connect ECONNREFUSED 127.0.0.1:3000, the server listens on port 3001",
    "the cluster of the database is online at another port": (
        'connection to server at "127.0.0.1", port 5432 failed: Connection refused\n'
        "16  main    5432 online postgres /var/lib/postgresql/16/main"
    ),
    "a private address is handed out for passive FTP": "227 Entering Passive Mode (203,0,113,4,117,48)",
    "the server says https, and asked without it sends nothing": HTTPS.replace("https", "http"),
    "under a debugger no answer comes, or only there": "every request hangs, with plain Run it works",
    "the CDN waited in vain for an answer": "Cloudflare: Error 522: Connection timed out",
}
LEADS = [lead for name in FILES for lead in import_module(f"portwise.read.leads.{name}").LEADS]


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: f"{lead.cause}: {lead.says}")
def test_every_lead_speaks_somewhere_and_not_next_door(lead):
    """A lead whose pattern is broken would never be missed otherwise."""
    next_door = KEPT.get(lead.says)

    assert speaks(lead, SAID.get(lead.says))
    assert not (next_door and lead.holds(understood(next_door)))
