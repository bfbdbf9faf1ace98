"""Every parser of text: any text is a value, or ValueError; nothing else comes out, and it comes out soon."""

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import (
    apacheconf,
    caddydial,
    caddyfile,
    caddyjson,
    cgroup,
    commandline,
    compose,
    composed,
    declared,
    dependencies,
    dotenv,
    enginetables,
    envoyconf,
    envoydump,
    extensions,
    guests,
    haproxyconf,
    hosts,
    identities,
    ipaddr,
    iptableslist,
    jsonfiles,
    kernellog,
    kubeconfig,
    kubernetes,
    kubetables,
    kubeyaml,
    leases,
    litellm,
    manifests,
    mentions,
    mountinfo,
    nginxconf,
    noproxy,
    procnet,
    procstat,
    procunix,
    project,
    proxyfiles,
    resolvconf,
    scriptconfig,
    scriptproxy,
    supervisors,
    traefikconf,
    tree,
    tunnels,
    watchers,
    yamllines,
)
from portwise.formats.windows import httpsys, powershell, registry, tasklist, wsl

CONTAINERS = enginetables.heading("CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES")
_, OFFERS = kubetables.heading("NAME   TYPE   CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE") or ("", ())
_, ENDPOINTS = kubetables.heading("NAME   ENDPOINTS   AGE") or ("", ())
_, PODS = kubetables.heading("NAME   READY   STATUS    RESTARTS   AGE") or ("", ())
PLACE = noproxy.Place("http", "localhost", 3000, True)
ELSEWHERE = ("DATABASE_URL", "REDIS_HOST", "REDIS_PORT", "KAFKA_BROKERS", "OLLAMA_BASE_URLS")

PARSERS = {
    "cgroup": lambda text: (cgroup.path(cgroup.cgroups(text)), cgroup.unit(text), cgroup.container(text)),
    "hosts": lambda text: hosts.addresses(text, "localhost"),
    "mountinfo": mountinfo.mounts,
    "nginx.conf": nginxconf.directives,
    "haproxy.cfg": lambda text: haproxyconf.upstreams(haproxyconf.lines(text, "haproxy.cfg", {"PORT": text})),
    "Caddyfile": lambda text: caddyfile.upstreams(caddyfile.spliced(caddyfile.segments(text), lambda *_: ())),
    "autosave.json": lambda text: caddyjson.upstreams(text, "autosave.json"),
    "apache.conf": lambda text: apacheconf.upstreams(apacheconf.directives(text)),
    "yaml": yamllines.scalars,
    "cloudflared": tunnels.cloudflared_file,
    "litellm.yaml": lambda text: litellm.backends(text, "litellm.yaml", {"A": text}),
    "ngrok.yml": tunnels.ngrok_file,
    "frpc": tunnels.frp_file,
    "yaml tree": tree.yaml,
    "toml tree": tree.toml,
    "envoy.yaml": lambda text: envoyconf.upstreams(envoyconf.told(text, "envoy.yaml", lambda _: text)),
    "config_dump": lambda text: envoyconf.upstreams(envoydump.told(dict.fromkeys(envoydump.PATHS, text), "dump")),
    "traefik.yml": lambda text: traefikconf.static(traefikconf.parsed(text, "traefik.yml")),
    "dynamic.yml": lambda text: traefikconf.upstreams(traefikconf.parsed(text, "a.yml"), "a.yml", ()),
    "json": jsonfiles.parsed,
    "kubeconfig": lambda text: kubeconfig.contexts([("/", text)]),
    "qemu": lambda text: guests.lent(("qemu-system-x86_64", "-netdev", text, "-nic", f"user,{text}")),
    "showvminfo": guests.rules,
    "services": lambda text: kubernetes.offers(kubernetes.bare(text), 80),
    "pods": lambda text: kubernetes.behind(text, text, kubernetes.bare(text), "80"),
    "compose": lambda text: compose.compose(text, "compose.yaml", {"PORT": text}),
    "script config": lambda text: scriptconfig.script_config(text, "vite.config.ts"),
    ".env": lambda text: declared.env_file(text, ".env"),
    "Procfile": lambda text: declared.procfile(text, "Procfile"),
    "properties": lambda text: declared.properties(text, "application.properties"),
    "snmp": lambda text: procnet.counter(text, "Tcp", "OutRsts"),
    "dev": lambda text: procnet.received(text, "lo"),
    "tcp": procnet.sockets,
    "if_inet6": procnet.if_inet6,
    "stat": procstat.stat,
    "status": procstat.status,
    "limits": lambda text: procstat.limit(text, "Max open files"),
    "uptime": procstat.uptime,
    "supervisor": lambda text: supervisors.supervisor(text[:15], tuple(text.split())),
    "program": lambda text: commandline.program(tuple(text.split())),
    "wanted port": lambda text: commandline.wanted_port(tuple(text.split(" "))),
    "stated address": lambda text: commandline.stated_address(tuple(text.split(" "))),
    "dial of Caddy": lambda text: (list(caddydial.upstream(text)), caddydial.listens(text, 80, 443)),
    "compose config": lambda text: (composed.bared(text), composed.services(text, "compose.yaml")),
    "variables": lambda text: dependencies.dependencies((name, text) for name in ELSEWHERE),
    ".env that is loaded": lambda text: dotenv.merged([], [(".env", text)]),
    "who loads .env": lambda text: (dotenv.calls_it(text), dotenv.asks_for_it(text), dotenv.named(tuple(text.split()))),
    "docker ps": lambda text: (enginetables.heading(text), enginetables.row(text, CONTAINERS)),
    "ports of docker ps": lambda text: (list(enginetables.published(text)), list(enginetables.exposed(text))),
    "policy of extensions": lambda text: (extensions.installed(extensions.parsed(text)), extensions.manifest(text)),
    "address": identities.read,
    "names in a text": lambda text: (
        list(mentions.users(text)),
        list(mentions.hosts(text)),
        list(mentions.given(text)),
    ),
    "secrets in a text": lambda text: (list(mentions.secrets(text)), list(mentions.banner(text))),
    "ip address": ipaddr.links,
    "iptables -S": iptableslist.of_rules,
    "iptables -L": iptableslist.of_listing,
    "kernel log": lambda text: (kernellog.telling(text), list(kernellog.kills(text, 1e9))),
    "kubectl get": lambda text: (kubetables.heading(text), kubetables.pod(text, PODS), kubetables.described([text])),
    "endpoints": lambda text: (list(kubetables.offers(text, OFFERS)), kubetables.endpoints(text, ENDPOINTS)),
    "manifest": lambda text: (kubeyaml.service(text), kubeyaml.workload(text)),
    "dhclient.leases": lambda text: (leases.script(text), leases.current(text)),
    "no_proxy": lambda text: [told(text, PLACE) for told in (noproxy.curl, noproxy.wget, noproxy.node, noproxy.go)],
    "no_proxy of Python": lambda text: (noproxy.urllib(text, PLACE), noproxy.requests(text, PLACE)),
    "unix": procunix.listeners,
    "proxy of a file": proxyfiles.settings,
    "resolv.conf": lambda text: (resolvconf.servers(text), resolvconf.domains(text), resolvconf.lines(text)),
    "sources of names": resolvconf.sources,
    "proxy of a script": scriptproxy.proxies,
    "watcher": lambda text: watchers.watcher(tuple(text.split())),
    "netsh http": lambda text: (httpsys.registered(text), httpsys.reserved(text)),
    "Get-NetTCPConnection": powershell.records,
    "reg query": lambda text: (registry.keys(text), registry.values(text)),
    "tasklist": tasklist.tasks,
    "wsl --list": lambda text: (wsl.distributions(text), wsl.settings(text)),
    **{f"declarations of {file}": lambda text, file=file: project.declarations(file, text) for file in project.FILES},
    **{f"name by {file}": read for file, read in manifests.NAMED.items()},
}
PIECES = (
    *("\n", " ", "\t", ":", "::", "=", "-", "- ", "--", "/", "\\", '"', "'", "`", "{", "}", "[", "]", "#", "//", "/*"),
    *(
        "0",
        "1",
        "80",
        "3000",
        "65536",
        "99999999999999999999",
        "0A",
        "0100007F:0BB8",
        "::1",
        "127.0.0.1",
        "/proc",
        "\0",
    ),
    *(
        "name",
        "module ",
        "port",
        "PORT=",
        "server",
        "ports:",
        "listen ",
        "location ",
        "localhost",
        "node",
        "sh -c ",
        "npm run ",
    ),
    *(
        "0::/",
        "/docker/",
        ".service",
        "Tcp: ",
        "lo: ",
        "(",
        ")",
        "Max open files",
        "State:\t",
        "$",
        "${",
        "}:",
        "!",
        "&",
        "*",
        "|",
        ">",
    ),
)
TEXTS = st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)

each_parser = pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS)


def read(parse, text: str) -> object:
    found = parse(text)
    return list(found) if isinstance(found, Iterator) else found


@each_parser
@given(text=TEXTS)
def test_any_text_is_a_value_or_malformed(parse, text):
    """A file that somebody wrote by hand, or a kernel of another day, never breaks a report."""
    with suppress(ValueError):
        assert repr(read(parse, text)) == repr(read(parse, text))


@each_parser
@pytest.mark.parametrize("start", ["", "x=", '"a":'])
def test_a_long_text_takes_no_time(parse, start):
    """Thousands of the same are refused or read, not pondered: the suite would stand still."""
    for piece in (*PIECES, '{"a":', "{a="):
        with suppress(ValueError):
            assert read(parse, start + piece * 2000) == read(parse, start + piece * 2000)


FOLDER = Path(declared.__file__).parent
MADE_UP = "hypothesis"  # in the text of a test that makes up its texts


def takes_text(file: Path) -> bool:
    """Whether it has a parser: a function that others may call, and that is given a text first."""
    functions = (node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef))
    firsts = [node.args.args[0] for node in functions if node.args.args and node.name[0] != "_"]
    return any(one.arg == "text" for one in firsts)


def test_every_parser_is_given_any_text():
    """One that is new is named here or in a test of its own that makes up texts."""
    tests = [text for path in Path(__file__).parents[1].rglob("*.py") if MADE_UP in (text := path.read_text())]
    named = set(re.findall(r"\w+", " ".join(tests)))
    parsers = {file.stem for file in FOLDER.rglob("*.py") if takes_text(file)}

    assert set() == parsers - named
