"""The configuration of HAProxy, Caddy and Apache, read from files that a test wrote down."""

import errno
from fnmatch import fnmatch

import pytest

from portwise.collect.upstreams import CONFIGURED
from portwise.host.api import Relay
from portwise.model.evidence import Evidence, Unknown
from portwise.model.facts import UPSTREAMS
from portwise.model.process import Process
from portwise.model.target import Target

GATEWAY = Process(7, 1, "gateway")
HAPROXY = "listen web\n bind :80\n server a 127.0.0.1:3000\n"
CADDY = ":80\nreverse_proxy 127.0.0.1:3000\n"
JSON = """{"apps": {"http": {"servers": {"a": {"listen": [":80"], "routes": [{"handle":
[{"handler": "reverse_proxy", "upstreams": [{"dial": "127.0.0.1:3000"}]}]}]}}}}}"""
APACHE = "Listen 80\nProxyPass / http://127.0.0.1:3000/\n"


class Machine(Relay):
    def __init__(self, command, files, variables=(), mounts="mnt:[1]"):
        self.argv, self.files, self.told, self.mounts = tuple(command.split()), files, dict(variables), mounts

    def _answer(self, method, *about):
        (key, *_) = about
        match method:
            case "command":
                return self.argv
            case "link":
                return "/srv" if key.endswith("cwd") else "mnt:[1]" if "self" in key else self.mounts
            case "variables":
                return tuple((name, self.told[name]) for name in about[1] if name in self.told)
            case "read":
                if key in self.files:
                    return self.files[key]
                folder = any(path.startswith(f"{key}/") for path in self.files)
                raise OSError(errno.EISDIR if folder else errno.ENOENT, "Is a directory" if folder else "No such file")
            case "names":
                inside = (path.removeprefix(f"{key}/") for path in self.files if fnmatch(path, f"{key}/*"))
                return tuple(sorted(dict.fromkeys(name.partition("/")[0] for name in inside)))
        raise AssertionError(method)


def read(machine):
    (answer,) = CONFIGURED.collect(machine, Evidence(Target.parse("http://localhost")), (UPSTREAMS.of(GATEWAY),))
    return answer.said


def found(command, files, **more):
    return [(row.host, row.port, row.file, row.line) for row in read(Machine(command, files, **more)).value]


APP = ("127.0.0.1", 3000)


@pytest.mark.parametrize(
    ("command", "path", "text", "line"),
    [
        ("haproxy -f /etc/haproxy/haproxy.cfg", "/etc/haproxy/haproxy.cfg", HAPROXY, 3),
        ("/usr/sbin/haproxy -Ws -f h.cfg -p /run/h.pid", "/srv/h.cfg", HAPROXY, 3),
        ("haproxy -C /etc/haproxy -f h.cfg", "/etc/haproxy/h.cfg", HAPROXY, 3),
        ("haproxy -D -- h.cfg", "/srv/h.cfg", HAPROXY, 3),
        ("haproxy -f /etc/h.d", "/etc/h.d/a.cfg", HAPROXY, 3),
        ("caddy run", "/srv/Caddyfile", CADDY, 2),
        ("caddy run --config /etc/caddy/Caddyfile", "/etc/caddy/Caddyfile", CADDY, 2),
        ("caddy run --config=c.conf --adapter caddyfile", "/srv/c.conf", CADDY, 2),
        ("caddy run --config shop.caddyfile", "/srv/shop.caddyfile", CADDY, 2),
        ("caddy run --config c.json", "/srv/c.json", JSON, 2),
        ("caddy run", "/home/a/.config/caddy/autosave.json", JSON, 2),
        ("caddy run --resume --config c.json", "/home/a/.config/caddy/autosave.json", JSON, 2),
        ("apache2 -k start", "/etc/apache2/apache2.conf", APACHE, 2),
        ("/usr/sbin/httpd -DFOREGROUND", "/etc/httpd/conf/httpd.conf", APACHE, 2),
        ("httpd", "/usr/local/apache2/conf/httpd.conf", APACHE, 2),
        ("apache2 -d /opt/a -f a.conf", "/opt/a/a.conf", APACHE, 2),
        ("apache2 -f /opt/a.conf", "/opt/a.conf", APACHE, 2),
        ("httpd -DNO -d/opt -fa.conf", "/opt/a.conf", f"<IfDefine NO>\n{APACHE}</IfDefine>", 3),
    ],
)
def test_the_file_is_where_the_command_line_says(command, path, text, line):
    """By its options, below the folder of the process, else where the program looks by itself."""
    assert [(*APP, path, line)] == found(command, {path: text}, variables={"HOME": "/home/a"})


def test_a_command_line_may_be_the_configuration():
    """``caddy reverse-proxy`` has no file; without a line there is none to show."""
    (row,) = read(Machine("caddy reverse-proxy --from :8080 --to 127.0.0.1:3000", {})).value

    assert (*APP, (8080,), 0) == (row.host, row.port, row.listens, row.line)


def test_several_files_are_one_configuration():
    """The second one names what the first one listens for."""
    files = {"/srv/a": "frontend w\n bind :80\n default_backend b\n", "/srv/b": "backend b\n server s a.test:1\n"}

    assert [("a.test", 1, "/srv/b", 2)] == found("haproxy -f a -f b", files)


def test_imports_start_at_the_file_that_names_them():
    """Not at the folder of the process, as in Caddy itself."""
    files = {"/etc/caddy/Caddyfile": "import sites/*\n", "/etc/caddy/sites/a": CADDY}

    assert [(*APP, "/etc/caddy/sites/a", 2)] == found("caddy run --config /etc/caddy/Caddyfile", files)


def test_includes_start_at_the_root_of_the_server():
    """A file, a pattern, or a folder; what IncludeOptional names may be missing."""
    main = 'ServerRoot "/opt"\nListen 80\nIncludeOptional no.conf\nInclude some\nInclude sites/*.conf\nInclude {}\n'
    files = {"/opt/some/x": "Define p 3000\n", "/opt/sites/a.conf": "ProxyPass / http://127.0.0.1:${p}/\n"}

    assert [(*APP, "/opt/sites/a.conf", 1)] == found("httpd -f /a.conf", {**files, "/a.conf": main.format("some")})
    assert isinstance(read(Machine("httpd -f /a.conf", {**files, "/a.conf": main.format("gone.conf")})), Unknown)


def test_variables_are_those_of_the_process():
    """Not of whoever asks."""
    files = {"/srv/h": HAPROXY.replace("127.0.0.1:3000", '"${APP}"')}

    assert [("a.test", 80, "/srv/h", 3)] == found("haproxy -f h", files, variables={"APP": "a.test"})


def test_files_of_its_own_are_read_through_its_root():
    """A container has another /etc than this machine."""
    files = {"/proc/7/root/etc/h": HAPROXY}

    assert [(*APP, "/etc/h", 3)] == found("haproxy -f /etc/h", files, mounts="mnt:[2]")


@pytest.mark.parametrize(
    ("command", "files", "why"),
    [
        ("haproxy -f /etc/h", {}, "No such file"),
        ("haproxy", {}, "its command line names no file"),
        ("caddy run", {}, "No such file"),
        ("apache2", {}, "No such file"),
        ("caddy run", {"/srv/Caddyfile": "import Caddyfile\n"}, "more "),
        ("caddy run --config a", {"/srv/a": CADDY}, "Expecting value"),
    ],
)
def test_what_cannot_be_read_is_unknown(command, files, why):
    """Never an empty list: that would say that the gateway sends requests nowhere."""
    said = read(Machine(command, files))

    assert isinstance(said, Unknown)
    assert said.why.startswith(why)
