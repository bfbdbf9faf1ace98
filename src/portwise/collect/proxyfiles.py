"""Proxies that programs keep in their own settings, where the environment says nothing of them."""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import FILE_PROXIES
from portwise.model.settings import FileProxy

VARIABLES = ("HOME", "no_proxy", "NO_PROXY")
FILES = {
    "git": (".gitconfig", ".config/git/config"),
    "npm": (".npmrc",),
    "pip": (".config/pip/pip.conf", ".pip/pip.conf"),
    "wget": (".wgetrc",),
}
EXCEPTIONS = VARIABLES[1:]
SOURCE, TO_KNOW = "~/.gitconfig, .npmrc, pip.conf, .wgetrc", "git config --get http.proxy; npm config get proxy"


def configured(host: Host, seen: Evidence, _: str) -> tuple[FileProxy, ...]:
    """None for a target that is not of the web, and none without a home."""
    environ = dict(host.environment(VARIABLES))
    if not seen.target.speaks_http or "HOME" not in environ:
        return ()
    told = ((client, *written(host, environ["HOME"], client)) for client in FILES)
    rows = (row(seen, environ, *one) for one in told if "proxy" in one[2].lower())
    return tuple(filter(None, rows))


def written(host: Host, home: str, client: str) -> tuple[str, str]:
    """The first of its files that is there, and what it says."""
    for file in (f"{home}/{name}" for name in FILES[client]):
        try:
            return file, host.read(file)
        except FileNotFoundError:
            continue
    return "", ""


def row(seen: Evidence, environ: dict[str, str], client: str, file: str, text: str) -> FileProxy | None:
    """git is made of libcurl, and the others read no_proxy alike."""
    from portwise.formats import http1, proxyenv, proxyfiles  # only where a file speaks of a proxy

    setting = proxyfiles.proxy(client, text, seen.target.speaks_tls)
    if setting is None:
        return None
    exceptions = {name: environ[name] for name in EXCEPTIONS if name in environ}
    as_curl = {"http_proxy": setting.value, "https_proxy": setting.value, **exceptions}
    choice = proxyenv.decide("curl", f"{seen.target.scheme}://{http1.authority(seen.target)}/", as_curl)
    if not choice.proxy_host:
        return None
    return FileProxy(client, choice.proxy_host, choice.proxy_port, setting.key, file, setting.line)


SETTING = Collector(FILE_PROXIES, Cost.CHEAP, SOURCE, TO_KNOW, each(configured, SOURCE, TO_KNOW))
