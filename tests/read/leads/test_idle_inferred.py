"""Leads that put two things together: none of them is idle, and each keeps to its own."""

from importlib import import_module

import pytest

from portwise.read.readers import understood
from tests.read.leads.speaking import speaks

FILES = ("enclosed", "mistaken", "devices", "gateside")
SAID = {  # in other words than those of any report
    "a product that opens TLS is there, and the handshake fails": (
        "at work (Netskope) pip says certificate verify failed, unable to get local issuer certificate"
    ),
    "an engine of old, which lives in a machine of its own, is asked at localhost": (
        "In the Docker Quickstart Terminal I ran nginx with -p 8080:80.\nhttp://localhost:8080 says refused to connect"
    ),
    "a server far off has an address of the engine's own networks": (
        "our database 172.18.40.7 times out from every docker container, the laptop itself reaches it"
    ),
    "since there are network policies something waits in vain": (
        "since the default-deny NetworkPolicy: dial tcp 10.96.0.1:443: i/o timeout"
    ),
    "a VPN's container with a firewall has the machine's own network": (
        "docker run --network=host mullvad-client\nsince then ssh to the machine timed out and it is unreachable"
    ),
    "it lives in the network of another container, which was begun anew": (
        "qbittorrent runs with --network container:vpn\nafter watchtower updated the VPN its page is refused"
    ),
    "a server on Windows does not answer WSL at the address of Windows": (
        "WSL2: the address of resolv.conf is the one of Windows, and curl to the server there times out"
    ),
    "SSH to a forge is cut off, and HTTPS is not": (
        "ssh: connect to host gitlab.com port 22: Connection timed out\nHTTPS clones work"
    ),
    "a connect, and no login, is answered with a prohibition": "nc: connect to address 2001:db8::7: Permission denied",
    "on Windows a connect, and no login, is denied": (
        "WSL1 on Windows 10\nssh: connect to host git.larch.example port 22: Permission denied"
    ),
    "a connect, and no login, is denied": "Error: connect EACCES 203.0.113.9:443",
    "in containers no socket may be made": "docker run alpine ping 192.0.2.1\nsocket: Permission denied",
    "no socket at all may be made": "socket: Operation not permitted",
    "a tool asks a port of proxies at the loopback for what is on the internet": (
        "git clone https://github.com/larch/larch\nfatal: Failed to connect to 127.0.0.1 port 7890: Connection refused"
    ),
    "one browser shows the page of a proxy for this machine, and another gets through": (
        "Firefox: Squid says that http://localhost:4000 could not be retrieved\nEdge works"
    ),
    "a device closes at once, and another client is connected to it": (
        "Error: connect ECONNRESET 192.168.1.40:502\nthe inverter allows one connection only, and Node-RED runs too"
    ),
    "the port that refuses is the one of a server but for a digit": (
        "connect ECONNREFUSED 127.0.0.1:5532\nPostgres on port 5432 is running"
    ),
    "the server was told an unusual address of the loopback": (
        "curl: (7) Failed to connect to 192.168.3.2 port 9100: Connection refused\n"
        "exporter: listening on 127.3.0.2:9100"
    ),
    "Jupyter tells the name of its container": (
        "docker logs lab: http://1a2b3c4d5e6f:8888/lab\nmy browser finds nothing there"
    ),
    "a small client takes ::1 for localhost, and is refused": (
        "Connecting to localhost:8000 ([::1]:8000)\nwget: can't connect to remote host: Connection refused"
    ),
    "the server is told 0.0.0.0, and a program of Node asks localhost": (
        "bind 0.0.0.0\nredis-cli gets through, node 18 with redis://localhost says ECONNREFUSED"
    ),
    "the far end of a forward knows 127.0.0.1 and not localhost": (
        "ssh -L 8000:127.0.0.1:8000 web is fine\nssh -L 8000:localhost:8000 web does not connect"
    ),
    "an extension or a web view is forbidden to ask a local API": (
        "Obsidian asks LM Studio on 127.0.0.1:1234 and gets 403 Forbidden"
    ),
    "the database of a provider has no primary for this client": (
        "MongoDB Atlas: MongooseServerSelectionError, no primary"
    ),
    "a device is there, and refuses a terminal": "Tasmota on my Sonoff, telnet to it: connection refused",
    "a scan shows other ports that are open": (
        "telnet 192.168.1.9 2000 is refused\nNot shown: 997 closed ports\n8080/tcp open http-proxy"
    ),
    "a client reads the setting of the server": (
        "Windows 11, OLLAMA_HOST=0.0.0.0 is set, and the app says that Ollama is not running"
    ),
    "the port is lost on the way of a redirect": "after the login it redirects me and drops the port",
    "TLS was taken off, and the browser goes on with it": (
        "I disabled SSL for the site, the browser still redirects to https"
    ),
    "some requests hang for others, and few workers are told": (
        "uwsgi, one process: some requests take ages while others come at once"
    ),
    "within its container it answers, and next to it and on the host not": (
        "docker exec web curl localhost:3000 works\nports: 3000:3000\nfrom the host curl is refused"
    ),
    "the machine moved, and a name stays at its old address": (
        "since I have a new router nas.home times out, it still resolves to 192.168.0.9"
    ),
    "a request for this machine goes to a proxy": (
        'DEBUG http://proxy.larch.example:3128 "GET http://127.0.0.1:4444/status HTTP/1.1" 503 0'
    ),
    "what stands before it fails until that is begun anew": ("each deployment ends in 502 until I restart nginx"),
    "HTTP is spoken to a port of another protocol": "base_url: http://broker:1883\nParse Error: Expected HTTP/",
    "the code waits at the loopback where nothing else is set, and it runs in a container": (
        "in docker: host = os.environ.get('HOST', '127.0.0.1')"
    ),
    "the port is published at the loopback alone, and another machine asks": (
        'ports: ["127.0.0.1:8080:80"]\nfrom a second machine nothing comes'
    ),
    "through SSH a hired server is reached, and not directly": (
        "on my VPS the page opens over an SSH tunnel only; via an ssh tunnel it works"
    ),
    "a public address is told to a server, which does not have it": (
        "serve --host 203.0.113.7\nCannot assign requested address"
    ),
    "for a minute after its end a server does not start": (
        "killed it, now it won't start again for about a minute: address already in use"
    ),
    "the forwarder of an engine keeps a port": "limactl still has the port: bind: address already in use",
    "it is a copy of a server that goes on": (
        "I copied the server folder, the first one is still running: address already in use"
    ),
    "an app on a device asks localhost": "Expo on my iPhone: Network request failed, url is http://localhost:4000",
    "a forwarded port is opened on localhost alone": (
        "the forwarded port of Remote-SSH is reachable only on localhost, not by my phone"
    ),
    "a wall of the host meets its containers": "with ufw on, curl 172.17.0.1:5432 from a container times out",
    "the firewall was opened in vain, and here it works": (
        "it answers only on localhost; I allowed the port in the firewall, still nothing"
    ),
    "on a machine with Windows it works, and others wait": (
        "Windows 11. On this PC it works, from the other PCs it never loads"
    ),
    "the name server of this machine refuses": (
        "lookup larch.example on 127.0.0.53:53: read udp 127.0.0.1:4242->127.0.0.53:53: read: connection refused"
    ),
    "a tunnel's program in a container asks localhost": (
        "docker run cloudflare/cloudflared tunnel --url http://localhost:80\ndial tcp 127.0.0.1:80: refused"
    ),
    "a program is told to be blocked on its way out": "an old firewall rule blocks sync.exe",
    "a site far off fails for all of somebody's machines": (
        "curl https://api.larch.example fails from all our servers since noon"
    ),
    "a socket of .NET may not be bound": (
        "at System.Net.Sockets.Socket.DoBind: An attempt was made to access a socket in a way forbidden by its access "
        "permissions"
    ),
    "what is begun anew waits for the port of the one before it": (
        "gunicorn: Connection in use: ('0.0.0.0', 8000)\nRetrying in 1 second. It is so after each deploy"
    ),
    "in a shell of the machine it answers, and others are refused": (
        "on the machine itself psql works, from any other machine: Connection refused"
    ),
    "the paths are those of Windows": "at C:\\Users\\kim\\app\\index.js:3:4",
    "the filter of reverse paths logs what it drops": "kernel: rpfilter_DROP: IN=eth1 OUT= SRC=192.0.2.3",
}
KEPT = {  # near by, and of another cause
    "in a shell of the machine it answers, and others are refused": (
        "docker: on the machine itself psql works, from any other machine: Connection refused"
    ),
    "the paths are those of Windows": "at /Users/kim/app/index.js:3:4",
    "a server far off has an address of the engine's own networks": (
        "the database container 172.18.0.7 times out from another docker container"
    ),
    "it lives in the network of another container, which was begun anew": (
        "qbittorrent runs beside the VPN\nafter watchtower updated the VPN its page is refused"
    ),
    "a connect, and no login, is denied": "connect() to 127.0.0.1:3000 failed (13: Permission denied)",
    "a tool asks a port of proxies at the loopback for what is on the internet": (
        "git clone http://localhost:3000/larch\nfatal: Failed to connect to localhost port 3000: Connection refused"
    ),
    "the port that refuses is the one of a server but for a digit": (
        "connect ECONNREFUSED 127.0.0.1:3000\nserver on port 3001 is running"
    ),
    "the server was told an unusual address of the loopback": (
        "curl: (7) Failed to connect to 192.168.3.2 port 9100: Connection refused\n"
        "exporter: listening on 127.0.0.1:9100"
    ),
    "a request for this machine goes to a proxy": (
        'DEBUG http://127.0.0.1:4444 "GET http://127.0.0.1:4444/status HTTP/1.1" 200 0'
    ),
    "a device is there, and refuses a terminal": "telnet to our mail server: connection refused",
    "a client reads the setting of the server": (
        "docker on Windows 11, OLLAMA_HOST=0.0.0.0 is set, and the app says that Ollama is not running"
    ),
    "some requests hang for others, and few workers are told": (
        "uwsgi --processes 8: some requests take ages while others come at once"
    ),
    "HTTP is spoken to a port of another protocol": "base_url: http://web:8080\nParse Error: Expected HTTP/",
    "the firewall was opened in vain, and here it works": (
        "docker: it answers only on localhost; I allowed the port in the firewall, still nothing"
    ),
}
LEADS = [lead for name in FILES for lead in import_module(f"portwise.read.leads.{name}").LEADS]


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: f"{lead.cause}: {lead.says}")
def test_every_lead_speaks_in_words_of_its_own_and_not_next_door(lead):
    """A lead whose pattern is broken would never be missed otherwise."""
    next_door = KEPT.get(lead.says)

    assert speaks(lead, SAID[lead.says])
    assert not (next_door and lead.holds(understood(next_door)))
