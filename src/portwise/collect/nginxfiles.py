"""The configuration of nginx as one tree: each include replaced by the files that it matches."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from portwise.collect.globs import matching
from portwise.formats import nginxconf
from portwise.formats.nginxconf import Directive
from portwise.host.api import Host
from portwise.model.settings import Cap, Upstream

MOST_FILES = 500


class Configuration:
    """One reading.  Relative names start at the folder of the main file (ngx_conf_full_name())."""

    def __init__(self, host: Host, root: str) -> None:
        self.host, self.root = host, root
        self.folder = "/"
        self.file_of: dict[int, str] = {}  # by the identity of a directive in the tree
        self.keeping: dict[str, float] = {}  # seconds, by the name of a group
        self.paths: list[str] = []  # of every file that was read

    def upstreams(self, main: str) -> tuple[Upstream, ...]:
        self.folder = dirname(main)
        tree = tuple(self.tree(main))
        groups = {b.words[1]: nginxconf.members(b) for b in nginxconf.walk(tree) if b.words[0] == "upstream"}
        self.keeping = {b.words[1]: nginxconf.keeps(b) for b in nginxconf.walk(tree) if b.words[0] == "upstream"}
        return tuple(
            self.upstream(found, block, context.names)
            for block, context in nginxconf.passing(tree, nginxconf.Context(main, groups))
            for found in self.targets(block, context)
        )

    def caps(self, main: str) -> tuple[Cap, ...]:
        self.folder = dirname(main)
        tree = tuple(self.tree(main))
        rows = nginxconf.standing(tree, ("limit_conn",), nginxconf.Context(main, {}))
        return tuple(self.cap(block, context) for block, context in rows if block.words[-1].isdecimal())

    def cap(self, block: Directive, context: nginxconf.Context) -> Cap:
        ports = tuple(dict.fromkeys(listen.port for listen in context.listens))
        return Cap(int(block.words[-1]), ports, context.location, self.file_of[id(block)], block.line)

    def targets(self, block: Directive, context: nginxconf.Context) -> Iterator[nginxconf.Upstream]:
        if "$" in block.words[1]:
            raise ValueError(f"{self.file_of[id(block)]}:{block.line}: only a request decides where it goes")
        return nginxconf.targets(block, context)

    def upstream(self, found: nginxconf.Upstream, block: Directive, names: tuple[str, ...]) -> Upstream:
        ports = tuple(dict.fromkeys(listen.port for listen in found.listens))
        place = found.host, found.port, found.unix_path, found.scheme
        keeps = self.keeping.get(nginxconf.group(block), 0.0)
        return Upstream(*place, found.location, ports, self.file_of[id(block)], found.line, names, keeps)

    def tree(self, path: str) -> Iterator[Directive]:
        self.paths.append(self.root + path)
        if len(self.paths) > MOST_FILES:
            raise ValueError("more files than portwise reads")
        return self.spliced(nginxconf.directives(self.host.read(self.root + path)), path)

    def spliced(self, blocks: tuple[Directive, ...], path: str) -> Iterator[Directive]:
        for block in blocks:
            if block.words[0] == "include" and len(block.words) > 1:
                for included in matching(self.host, self.root, join(self.folder, block.words[1])):
                    yield from self.tree(included)
            else:
                kept = block._replace(body=tuple(self.spliced(block.body, path)))
                self.file_of[id(kept)] = path
                yield kept
