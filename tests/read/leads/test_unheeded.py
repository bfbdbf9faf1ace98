"""Leads by words of one program, product or number: each speaks where it should, and is quiet beside it."""

import pytest

from portwise.read.leads.unheeded import LEADS
from portwise.read.readers import understood

MAPPINGS = "docker run -p 8787:8787 studio works, but with docker run -p 9090:9090 studio nothing opens"
TWO_FATES = "With curl it works:\n\n$ curl http://localhost:9200/\n\nthe page: connect ECONNREFUSED 127.0.0.1:9200"
V6 = "vite: Error: connect ECONNREFUSED ::1:8000\nhttp://127.0.0.1:8000/ in the browser works fine"
NODE = "works with node 16.20, fails with node v18.2.0: TypeError: fetch failed"
NINETY_NINE = "docker compose, worker: Error 99 connecting to localhost:6379. Cannot assign requested address."
UPSTREAM = (
    "docker logs shop_nginx_1\n2024/01/02 [error] 11#11: *1 connect() failed (111: Connection refused) while "
    'connecting to upstream, upstream: "fastcgi://127.0.0.1:9000"'
)
FPM = "Caddyfile: reverse_proxy app:9000\nimage: shop-php:8\ncurl: (56) Recv failure: Connection reset by peer"
BOLT = 'GraphDatabase.driver("bolt://localhost:7474") gives SSL: UNKNOWN_PROTOCOL'
CHANGED = "I installed a plugin, and since then I cannot connect any more, not even from the server: curl (7)"
GUEST = "broker in a VM, 192.168.247.143. From Windows it works. The ESP8266 has 10.172.216.226 and gets rc=-2"
SEVEN = "Windows 7: An attempt was made to access a socket in a way forbidden by its access permissions"
ODD = "Livereload failed on http://0.1.0.1:35729. It is either in use or you do not have permission."
UNSPECIFIED = "OLLAMA_HOST=0.0.0.0 is set, ollama.chat() fails in Python, and http://localhost:11434 works"
MOVED = "OLLAMA_HOST=127.0.0.1:7656 ollama serve\nollama run says: could not connect to ollama app, is it running?"
CHAIN = "https: the browser is fine on every machine, and the mobile app just says that it cannot connect"
OWN = "check of 172.16.1.3: Certificate validation failed"
SPEC = "swagger: Failed to load spec. The same file can be reached in the browser, it works"
FIREWALLD = "Only the host can open it, others on my LAN get: Unable to connect. There is nothing in firewalld."
SMALL = "k3s on a Raspberry Pi: The connection to the server 127.0.0.1:6443 was refused"
TOLD = {  # by the first words of what a lead says: a text in which it speaks, and one in which it is quiet
    "the name is one": (
        "kaf: dial tcp: lookup c3d0d2984699: no such host",
        "kaf: dial tcp: lookup broker: no such host",
    ),
    "both numbers": (MAPPINGS, MAPPINGS.replace("9090:9090", "9090:8787")),
    "one port of the loopback answers one client and refuses another": (TWO_FATES, TWO_FATES.replace("9200/", "9300/")),
    "one port of the loopback answers one client and refuses another, which": (f"docker\n{TWO_FATES}", TWO_FATES),
    "::1 refuses": (V6, V6.replace("http://127.0.0.1:8000", "http://127.0.0.1:8080")),
    "it fails with Node": (NODE, NODE.replace("16.20", "20.1")),
    "localhost in a container": (NINETY_NINE, NINETY_NINE.removeprefix("docker compose, worker: ")),
    "the upstream": (UPSTREAM, UPSTREAM.replace("127.0.0.1", "192.0.2.1")),
    "HTTP is sent": (FPM, FPM.replace("9000", "8080")),
    "a binary protocol": (BOLT, BOLT.replace("7474", "7687")),
    "the server says": ("the browser shows: Upgrade Required", "an upgrade is required by our policy"),
    "a page of the development": ("Double-check that Vite is working and reload", "check vite.config.js and reload"),
    "settings were changed": (CHANGED, CHANGED.replace(", not even from the server", "")),
    "the guest's address": (GUEST, GUEST.replace("10.172.216.226", "192.168.247.9")),
    "Windows forbids": (SEVEN, SEVEN.replace("Windows 7", "Windows 11")),
    "the address to listen": (ODD, ODD.replace("0.1.0.1", "0.0.0.0")),
    "a client is told": (UNSPECIFIED, UNSPECIFIED.replace("0.0.0.0", "127.0.0.1")),
    "the server was moved": (MOVED, MOVED.replace("7656", "11434")),
    "a browser takes": (CHAIN, CHAIN.replace("the mobile app just", "curl")),
    "the certificate of": (OWN, OWN.replace("172.16.1.3", "198.51.100.3")),
    "a page does not": (SPEC, "swagger: Failed to load spec. Nor does the browser get it"),
    "firewalld runs": (FIREWALLD, FIREWALLD.replace("firewalld", "the log")),
    "Kubernetes on": (SMALL, SMALL.replace("Raspberry Pi", "laptop")),
}


def known(lead):
    """Its pair of texts, by the longest beginning that fits."""
    return TOLD[max((words for words in TOLD if lead.says.startswith(words)), key=len)]


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: f"{lead.cause}: {lead.says}")
def test_a_lead_speaks_for_its_own_case_alone(lead):
    """Where the one thing is changed that it is about, it says nothing."""
    speaks, quiet = known(lead)

    assert (True, False) == (bool(lead.holds(understood(speaks))), bool(lead.holds(understood(quiet))))


def test_no_pair_of_texts_is_left_over():
    """Each belongs to a lead."""
    assert set(map(known, LEADS)) == set(TOLD.values())
