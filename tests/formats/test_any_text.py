"""Every parser of text: any text is a value, or ValueError; nothing else comes out, and it comes out soon."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import (
    apacheconf,
    caddyfile,
    caddyjson,
    cgroup,
    commandline,
    compose,
    declared,
    envoyconf,
    envoydump,
    guests,
    haproxyconf,
    hosts,
    jsonfiles,
    kubeconfig,
    kubernetes,
    litellm,
    manifests,
    mountinfo,
    nginxconf,
    procnet,
    procstat,
    project,
    scriptconfig,
    supervisors,
    traefikconf,
    tree,
    tunnels,
    yamllines,
)

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
            assert read(parse, start + piece * 4000) == read(parse, start + piece * 4000)
