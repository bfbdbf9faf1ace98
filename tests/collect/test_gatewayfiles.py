"""The configuration of HAProxy, Caddy and Apache, read from files that a test wrote down, and Caddy's by its word."""

import errno
from fnmatch import fnmatch
from ipaddress import ip_address

import pytest

from portwise.collect.ownword import ASKING
from portwise.collect.upstreams import CONFIGURED
from portwise.host.api import Heard, Relay
from portwise.model.evidence import Answer, Evidence, Known, Missing, Unknown
from portwise.model.facts import HERE, LISTENERS, OWN_WORD, OWNERS, UPSTREAMS
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.settings import Upstream
from portwise.model.target import Target

GATEWAY = Process(7, 1, "gateway")
HAPROXY = "listen web\n bind :80\n server a 127.0.0.1:3000\n"
CADDY = ":80\nreverse_proxy 127.0.0.1:3000\n"
JSON = """{"apps": {"http": {"servers": {"a": {"listen": [":80"], "routes": [{"handle":
[{"handler": "reverse_proxy", "upstreams": [{"dial": "127.0.0.1:3000"}]}]}]}}}}}"""
SERVERS = """{"a": {"listen": [":80"], "routes": [{"handle":
[{"handler": "reverse_proxy", "upstreams": [{"dial": "10.0.0.1:3000"}]}]}]}}"""
APACHE = "Listen 80\nProxyPass / http://127.0.0.1:3000/\n"


class Machine(Relay):
    def __init__(self, command, files, variables=(), mounts="mnt:[1]"):
        self.argv, self.files, self.told, self.mounts = tuple(command.split()), files, dict(variables), mounts
        self.asked = []

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
            case "converse":
                self.asked.append((str(key), about[1].split()[1].decode()))
                head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(SERVERS)}\r\n\r\n"
                return Heard(f"{head}{SERVERS}".encode(), "limit", 0, 1.0)
            case "tail":
                raise FileNotFoundError(errno.ENOENT, "No such file or directory")
            case "names":
                inside = (path.removeprefix(f"{key}/") for path in self.files if fnmatch(path, f"{key}/*"))
                return tuple(sorted(dict.fromkeys(name.partition("/")[0] for name in inside)))
        raise AssertionError(method)


SILENT = Answer(OWN_WORD.of(GATEWAY), Unknown("it has no admin interface at a port", "curl"), "test")


def read(machine, *said):
    seen = Evidence(Target.parse("http://localhost")).plus(said or (SILENT,))
    (answer,) = CONFIGURED.collect(machine, seen, (UPSTREAMS.of(GATEWAY),))
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


def own_word(machine, *listening):
    sockets = tuple(Socket(ip_address(at), port, False, 0, 1, 0, n) for n, (at, port, _) in enumerate(listening))
    owners = [Answer(OWNERS.of(n), Known((who,)), "test") for n, (_, _, who) in enumerate(listening)]
    seen = Evidence(Target.parse("http://localhost")).plus(
        (Answer(LISTENERS.of(HERE), Known(sockets), "test"), *owners)
    )
    (answer,) = ASKING.collect(machine, seen, (OWN_WORD.of(GATEWAY),))
    return answer.said


@pytest.mark.parametrize("file", [{}, {"/srv/Caddyfile": CADDY}, {"/srv/Caddyfile": "{\n debug\n}\n" + CADDY}])
def test_caddy_is_asked_what_runs(file):
    """Its configuration may be another one than that of its files, and it may have none."""
    machine = Machine("caddy run", file)
    with pytest.raises(Missing) as first:
        read(machine, Answer(LISTENERS.of(HERE), Known(()), "test"))
    told = (Upstream("h", 1, "", "http", "/", (80,), "f", 0),)

    assert (OWN_WORD.of(GATEWAY),) == first.value.questions
    assert Known(told) == read(machine, Answer(OWN_WORD.of(GATEWAY), Known(told), "test"))


@pytest.mark.parametrize(
    ("command", "path", "text"),
    [
        ("caddy run", "/srv/Caddyfile", "{\n admin off\n}\n" + CADDY),
        ("caddy run --config c.json", "/srv/c.json", '{"admin": {"disabled": true},' + JSON[1:]),
    ],
)
def test_caddy_without_an_interface_has_its_files(command, path, text):
    """Nobody could have replaced them."""
    (row,) = read(Machine(command, {path: text}), Answer(LISTENERS.of(HERE), Known(()), "test")).value

    assert (*APP, path) == (row.host, row.port, row.file)


OTHER = Process(8, 1, "caddy")


@pytest.mark.parametrize(
    ("text", "listening", "asked"),
    [
        (CADDY, [("0.0.0.0", 80, GATEWAY), ("127.0.0.1", 2019, GATEWAY)], "127.0.0.1:2019"),
        (CADDY, [("::1", 2019, GATEWAY)], "[::1]:2019"),
        ("{\n admin :2020\n}\n" + CADDY, [("::", 2020, GATEWAY)], "[::1]:2020"),
        (CADDY, [("127.0.0.1", 2019, OTHER)], None),
        (CADDY, [("127.0.0.1", 2020, GATEWAY)], None),
        (CADDY, [("10.0.0.2", 2019, GATEWAY)], None),
        ("{\n admin unix//run/a.sock\n}\n" + CADDY, [("127.0.0.1", 2020, GATEWAY)], None),
    ],
)
def test_caddy_is_asked_at_a_socket_of_its_own_on_loopback(text, listening, asked):
    """At the usual port may be another one, and at another port what it serves."""
    machine = Machine("caddy run", {"/srv/Caddyfile": text})
    said = own_word(machine, *listening)

    assert ([(asked, "/config/apps/http/servers")] if asked else []) == machine.asked
    assert bool(asked) is (isinstance(said, Known) and ["10.0.0.1"] == [row.host for row in said.value])


def test_caddy_has_its_interface_where_a_variable_says():
    """CADDY_ADMIN, where the file says nothing."""
    machine = Machine("caddy run", {"/srv/Caddyfile": CADDY}, variables={"CADDY_ADMIN": "localhost:2021"})
    own_word(machine, ("127.0.0.1", 2021, GATEWAY))

    assert [("127.0.0.1:2021", "/config/apps/http/servers")] == machine.asked
