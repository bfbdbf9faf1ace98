"""Whoever configured a gateway, a tunnel or a gateway of models is told the line that he wrote."""

import pytest

from portwise.render.layout import Look
from portwise.render.text import render
from portwise_lab.case import cases
from portwise_lab.run import parts

LINES = {  # by the beginnings of the names of cases
    "Envoy in front of a server": "/mnt/home/envoy.yaml:26",
    "Envoy is told by a control plane": "http://127.0.0.1:9901/config_dump?resource=dynamic_active_clusters",
    "Envoy goes to IPv4": "/mnt/home/envoy.yaml:19",
    "Traefik in front of": "/mnt/home/dynamic.yml:14",
    "Traefik is told by the labels": "http://127.0.0.1:8081/api/http/services",
    "Traefik goes to IPv4": "/mnt/home/dynamic.toml:5",
    "ngrok leads to a port": "the command line of ngrok",
    "cloudflared leads two names": "/mnt/home/tunnel.yml:6",
    "frpc leads this name": "/mnt/home/frpc.toml:3",
    "LiteLLM was told": "/mnt/home/litellm.yaml:5",
    "its database stands in a file that it loads": "DATABASE_URL in .env:1",
    "node is told by an option": "API_URL in shop.env:1",
    "Apache in front of a server that is down": "apachectl -t -f /mnt/home/apache.conf",
    "one's own gateway": "OPENAI_BASE_URL",
}
WRITTEN = {part: line for part in parts(cases()) for name, line in LINES.items() if part[0].name.startswith(name)}


@pytest.mark.parametrize("part", WRITTEN, ids=lambda part: f"{part[0]} [{part[1].name}]")
def test_the_line_is_told(part, plays, looks):
    """On the screen of a person."""
    assert WRITTEN[part] in " ".join(render(looks[part][0], Look(400)).split())


def test_every_line_is_of_a_case():
    """A case that has another name is not forgotten."""
    assert set(LINES) == {name for case in cases() for name in LINES if case.name.startswith(name)}
