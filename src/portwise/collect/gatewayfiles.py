"""
The configuration of HAProxy and Apache httpd, found by the command line of the process that listens.

haproxy(1): -f for each file or folder, more files behind --.  httpd(8): -f below -d, -D defines.  Relative names start
at the folder of the process, and all of it is read through the root that the process has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import join

from portwise.collect.globs import is_pattern, matching
from portwise.host.api import Host
from portwise.model.settings import Upstream

MOST_FILES = 500
APACHE = (  # where it is built to look: Debian, Red Hat, upstream
    ("/etc/apache2", "apache2.conf"),
    ("/etc/httpd", "conf/httpd.conf"),
    ("/usr/local/apache2", "conf/httpd.conf"),
)


class Files:
    """The files of one process, as it sees them."""

    def __init__(self, host: Host, pid: int) -> None:
        self.host, self.pid = host, pid
        own = host.link(f"/proc/{pid}/ns/mnt") == host.link("/proc/self/ns/mnt")
        self.root = "" if own else f"/proc/{pid}/root"
        self.paths: list[str] = []  # of every file that was read, but those that the process follows by itself

    def path(self, name: str) -> str:
        """A relative name starts at the folder of the process."""
        return name if name.startswith("/") else join(self.host.link(f"/proc/{self.pid}/cwd"), name)

    def text(self, path: str) -> str:
        if len(self.paths) >= MOST_FILES:
            raise ValueError("more files than portwise reads")
        text = self.host.read(self.root + path)
        self.paths.append(self.root + path)
        return text

    def follow(self, since: int = 0) -> None:
        """What was read after the first *since* files is looked at again whenever it changes, or is asked for."""
        del self.paths[since:]

    def texts(self, pattern: str) -> Iterator[tuple[str, str]]:
        for path in matching(self.host, self.root, pattern):
            yield path, self.text(path)

    def folder(self, path: str, ending: str) -> Iterator[tuple[str, str]]:
        """A file, or the files of a folder whose names end so."""
        try:
            yield path, self.text(path)
        except IsADirectoryError:
            names = [name for name in self.host.names(self.root + path) if name.endswith(ending) and name[0] != "."]
            yield from ((join(path, name), self.text(join(path, name))) for name in names)

    def first(self, paths: Iterable[str]) -> tuple[str, str]:
        """The first that is there.  Raises FileNotFoundError where none is."""
        missing = FileNotFoundError(2, "No such file or directory")
        for path in paths:
            try:
                return path, self.text(path)
            except FileNotFoundError as error:
                missing = error
        raise missing

    def environment(self, names: Iterable[str]) -> dict[str, str]:
        """Only what a file asks for."""
        asked = tuple(dict.fromkeys(names))
        return dict(self.host.variables(self.pid, asked)) if asked else {}


def options(argv: tuple[str, ...], *names: str) -> tuple[str, ...]:
    """The values of an option: ``-f a -f b``, ``--config=a``."""
    pairs = zip(argv[1:], (*argv[2:], ""), strict=False)
    found = ((word, following, *word.partition("=")[::2]) for word, following in pairs)
    return tuple(
        value if "=" in word else following for word, following, name, value in found if name in names and word != "--"
    )


def letters(argv: tuple[str, ...], letter: str) -> tuple[str, ...]:
    """The values of a short option of httpd: ``-D NAME`` and ``-DNAME`` mean the same (apr_getopt())."""
    pairs = zip(argv[1:], (*argv[2:], ""), strict=False)
    return tuple(word[2:] or following for word, following in pairs if word.startswith(letter))


def haproxy(files: Files, argv: tuple[str, ...]) -> tuple[Upstream, ...]:
    from portwise.formats import haproxyconf  # a grammar that only gateways need

    behind = argv[argv.index("--") + 1 :] if "--" in argv else ()
    named = (*options(argv[: len(argv) - len(behind)], "-f"), *behind)
    if not named:
        raise ValueError("its command line names no file")
    base = (options(argv, "-C") or ("",))[-1]
    told = [file for name in named for file in files.folder(files.path(join(base, name)), ".cfg")]
    environment = files.environment(name for _, text in told for name in haproxyconf.variables(text))
    return haproxyconf.upstreams(line for file, text in told for line in haproxyconf.lines(text, file, environment))


def apache(files: Files, argv: tuple[str, ...]) -> tuple[Upstream, ...]:
    from portwise.formats import apacheconf  # a grammar that only gateways need

    file, text, folder = apache_main(files, argv)
    tree = apacheconf.directives(text, file)
    roots = [each.words[0] for each in tree if each.name == "serverroot" and each.words]
    base = roots[-1] if roots else folder

    def included(told: apacheconf.Directive) -> Iterator[tuple[str, str]]:
        """A folder stands for all that is in it; what Include names must be there, IncludeOptional may be missing."""
        pattern = join(base, told.words[0])
        try:
            yield from files.texts(pattern)
        except IsADirectoryError:
            yield from files.folder(pattern, "")
        except FileNotFoundError:
            if told.name == "include" and not is_pattern(pattern):
                raise

    defined = {name: value for word in letters(argv, "-D") for name, _, value in [word.partition("=")]}
    scope = apacheconf.Scope(included, defined, files.environment(apacheconf.variables(text)))
    return apacheconf.upstreams(tuple(apacheconf.spliced(tree, scope)))


def apache_main(files: Files, argv: tuple[str, ...]) -> tuple[str, str, str]:
    """Its main file, and the folder that relative names start from."""
    told = letters(argv, "-d")
    places = [(files.path(told[-1]), name) for _, name in APACHE] if told else list(APACHE)
    if named := letters(argv, "-f"):
        paths = {join(folder, named[-1]): folder for folder, _ in places[:1]}
    else:
        paths = {join(folder, name): folder for folder, name in places}
    file, text = files.first(paths)
    return file, text, paths[file]


READERS = {"haproxy": haproxy, "apache": apache}
