"""Whether the shell runs on a machine that its user does not sit at: what remote logins leave in the environment."""

from __future__ import annotations

from ipaddress import ip_address

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import SESSION
from portwise.model.settings import Session

SSH = "SSH_CONNECTION"  # address and port of the client, then of the server: ssh(1), ENVIRONMENT
HOSTED = {
    "CODESPACES": "GitHub Codespaces",
    "GITPOD_WORKSPACE_ID": "Gitpod",
    "CLOUD_SHELL": "Cloud Shell",
    "REMOTE_CONTAINERS": "a development container",
}
SOURCE, TO_KNOW = "the environment, printenv SSH_CONNECTION", "printenv"


def session(host: Host, _: Evidence, __: str) -> Session | None:
    told = dict(host.environment((SSH, *HOSTED)))
    if words := told.get(SSH, "").split():
        return Session("SSH", ip_address(words[0]))  # anything else: ValueError, and not known
    return next((Session(called, None) for name, called in HOSTED.items() if told.get(name)), None)


SITTING = Collector(SESSION, Cost.CHEAP, SOURCE, TO_KNOW, each(session, SOURCE, TO_KNOW))
