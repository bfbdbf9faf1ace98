"""The configuration of a gateway, read from files that a test wrote down."""

import errno
from fnmatch import fnmatch
from ipaddress import ip_address

import pytest

from portwise.collect.doorsteps import KNOCKING
from portwise.collect.keeping import named
from portwise.collect.upstreams import CONFIGURED, RELOAD, UNREADING
from portwise.host.api import Relay
from portwise.model.evidence import Answer, Evidence, Known, Missing, Unknown
from portwise.model.facts import CHILDREN, DOORSTEP, UNREAD, UPSTREAMS
from portwise.model.net import Attempt, Traces
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.service import Tail
from portwise.model.settings import Rewritten, Upstream
from portwise.model.target import Target

NGINX = Process(7, 1, "nginx")
MASTER = "nginx: master process nginx -c /srv/nginx.conf"
SEEN = Evidence(Target.parse("http://localhost:8080"))
MAIN = "http { include sites/*.conf; upstream app { server 127.0.0.1:3000; server unix:/run/app.sock; } }"
SITE = "server {\n  listen 8080;\n  location /api { proxy_pass http://app; }\n}\n"
FILES = {"/srv/nginx.conf": MAIN, "/srv/sites/a.conf": SITE, "/srv/sites/.hidden.conf": "}", "/srv/sites/readme": "}"}
NOW, UP = 1_000_000.0, 5000.0  # seconds since the epoch, and since the start of the machine
STAT = "9 (nginx) S 7 " + " ".join(["0"] * 48)


class Machine(Relay):
    def __init__(self, files=FILES, commands=None, mounts="mnt:[1]", written=()):
        self.files, self.mounts, self.written = {"/proc/uptime": f"{UP} 1.0", **files}, mounts, dict(written)
        self.commands = commands or {7: (MASTER,), 9: ("nginx: worker process",)}
        self.files["/proc/9/stat"] = STAT

    def _answer(self, method, *about):
        key = about[0] if about else ""
        match method:
            case "command":
                return self.commands[key]
            case "link":
                return "/home/me" if key.endswith("cwd") else "mnt:[1]" if "self" in key else self.mounts
            case "read":
                if key not in self.files:
                    raise OSError(errno.ENOENT, "No such file or directory", key)
                return self.files[key]
            case "names":
                inside = (path.removeprefix(f"{key}/") for path in self.files if fnmatch(path, f"{key}/*"))
                return tuple(sorted(dict.fromkeys(name.partition("/")[0] for name in inside)))
            case "tail":
                if key not in self.written:
                    raise OSError(errno.EACCES, "Permission denied")
                return Tail(self.written[key], ())
            case "clock":
                return NOW
            case "owns":
                return about[0].is_loopback
            case "resolve":
                return (ip_address("::1"), ip_address("127.0.0.1"))
            case "attempts":
                met = (Outcome.CONNECTED if e.address.version == 4 else Outcome.REFUSED for e in about[0])
                return tuple(Attempt(outcome, 0, None, Traces(0, 0), 1, 1.0) for outcome in met)
        raise AssertionError(method)


def read(machine, process=NGINX):
    (answer,) = CONFIGURED.collect(machine, SEEN, (UPSTREAMS.of(process),))
    return answer.said


def test_an_include_stands_for_the_files_that_it_matches():
    """The place, the location, the ports, and where it is written; hidden and other files are not read."""
    rows = (
        Upstream("127.0.0.1", 3000, "", "http", "/api", (8080,), "/srv/sites/a.conf", 3, ("",)),
        Upstream("", 0, "/run/app.sock", "http", "/api", (8080,), "/srv/sites/a.conf", 3, ("",)),
    )

    assert Known(rows) == read(Machine())


def test_a_worker_was_started_by_the_one_with_the_options():
    """The socket may be found with any process of the gateway."""
    assert read(Machine()) == read(Machine(), NGINX._replace(pid=9))


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("nginx: master process nginx -p /srv -c conf/n.conf", "/srv/conf/n.conf"),
        ("nginx: master process nginx -p srv/ -c n.conf", "/home/me/srv/n.conf"),
        ("nginx: master process /usr/sbin/nginx -cn.conf", "/usr/share/nginx/n.conf"),
        ("nginx: master process /usr/sbin/nginx -g daemon off;", "/etc/nginx/nginx.conf"),
        ("nginx -c /srv/n.conf", "/srv/n.conf"),
    ],
)
def test_the_main_file_is_where_the_command_line_says(command, path):
    """-c below -p, -p below the working folder, else what it was built with."""
    files = {path: "http { server { location / { proxy_pass http://127.0.0.1:3000; } } }"}

    assert path == read(Machine(files, {7: (command,)})).value[0].file


def test_a_gateway_with_files_of_its_own_is_read_through_its_root():
    """A container has another /etc/nginx than this machine."""
    files = {"/proc/7/root" + path: text for path, text in FILES.items()}

    assert 3000 == read(Machine(files, mounts="mnt:[2]")).value[0].port


@pytest.mark.parametrize(
    ("machine", "why"),
    [
        (Machine({}), "No such file or directory"),
        (Machine({"/srv/nginx.conf": "http {"}), "unexpected end of file"),
        (Machine({"/srv/nginx.conf": "include /srv/nginx.conf;"}), "more files than portwise reads"),
        (Machine(commands={7: ("squid", "-f", "x")}), "portwise reads the configuration of nginx"),
        (
            Machine({"/srv/nginx.conf": "http { server { location / { proxy_pass http://$b; } } }"}),
            "/srv/nginx.conf:1: only a request decides where it goes",
        ),
    ],
)
def test_what_cannot_be_read_is_unknown(machine, why):
    """Never an empty list: that would say that the gateway sends requests nowhere."""
    said = read(machine)

    assert isinstance(said, Unknown)
    assert said.why.startswith(why)


def knock(place, seen=SEEN):
    (answer,) = KNOCKING.collect(Machine(), seen, (DOORSTEP.of(place),))
    return answer.said


def test_a_name_is_reached_where_one_of_its_addresses_is():
    """A gateway tries the next address too."""
    assert Outcome.CONNECTED is knock("localhost:3000").value.outcome


def test_an_address_with_brackets_is_knocked_at():
    """As a URL writes it."""
    assert Outcome.REFUSED is knock("[::1]:3000").value.outcome


def test_nobody_else_is_knocked_at():
    """Elsewhere only a place that a configuration of this machine names."""
    row = Upstream("192.0.2.1", 80, "", "http", "/", (8080,), "nginx.conf", 1)
    told = SEEN.plus([Answer(UPSTREAMS.of(NGINX), Known((row,)), "test")])

    assert "no configuration of this machine names this place" == knock("192.0.2.1:80").why
    assert Outcome.CONNECTED is knock("192.0.2.1:80", told).value.outcome


START = NOW - UP  # of the machine, and of its nginx
LATER = {"/srv/nginx.conf": START + 60.0, "/srv/sites/a.conf": START - 60.0}


def worker(seconds):
    """Who started so long after the machine."""
    return Process(9, int(seconds * 100), "nginx")


def with_workers(*workers):
    return SEEN.plus([Answer(CHILDREN.of(NGINX), Known(workers), "test")])


def since(machine, seen):
    """What its files say as far as they are in force, and what they say that it has not read."""
    (first,) = CONFIGURED.collect(machine, seen, (UPSTREAMS.of(NGINX),))
    (second,) = UNREADING.collect(machine, seen, (UNREAD.of(NGINX),))
    return first.said, second.said.value


@pytest.mark.parametrize(
    ("written", "workers"),
    [
        ({}, ()),  # when they were written is not to be had
        ({"/srv/nginx.conf": START - 60.0}, ()),
        ({"/srv/nginx.conf": START + 1.0}, ()),  # who starts writes and reads at once
        (LATER, (worker(1), worker(61))),  # it was told to read them again
    ],
)
def test_files_that_were_read_since_they_were_written_are_in_force(written, workers):
    """Also where the times do not say otherwise; the workers start anew when the files are read again."""
    rows, unread = since(Machine(written=written), with_workers(*workers))

    assert ([3000, 0], None) == ([row.port for row in rows.value], unread)


@pytest.mark.parametrize("workers", [(), (worker(1),)])
def test_files_that_were_written_since_are_no_word_about_what_runs(workers):
    """What they say is known, and nobody takes it for what the gateway does."""
    said, unread = since(Machine(written=LATER), with_workers(*workers))

    assert Unknown("/srv/nginx.conf was written after nginx had read it", RELOAD) == said
    assert ("/srv/nginx.conf", [3000, 0]) == (unread.file, [row.port for row in unread.rows])


def test_workers_are_asked_for_where_they_matter():
    """Nobody looks for the children of a gateway whose files are old."""
    with pytest.raises(Missing) as first:
        since(Machine(written=LATER), SEEN)

    assert (CHILDREN.of(NGINX),) == first.value.questions
    assert since(Machine(written={"/srv/nginx.conf": START}), SEEN)[0].value


def test_what_a_file_says_now_may_be_tried():
    """Knocked at and asked, as what is in force."""
    row = Upstream("192.0.2.1", 80, "", "http", "/", (8080,), "nginx.conf", 1)
    told = SEEN.plus([Answer(UNREAD.of(NGINX), Known(Rewritten("nginx.conf", (row,))), "test")])

    assert Outcome.CONNECTED is knock("192.0.2.1:80", told).value.outcome
    assert row == named(told, "192.0.2.1:80")
