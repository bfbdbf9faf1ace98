"""
Ports in configuration that is a program: vite.config, nuxt.config, astro.config, webpack.config, vue.config.

vite.dev/config/server-options, webpack.js.org/configuration/dev-server, docs.astro.build "server",
nuxt.com/docs/api/nuxt-config "devServer", cli.vuejs.org/config "devServer".  Nothing is run: a port is found where it
stands as a number within ``server: {...}``, also behind ``process.env.PORT ||``, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from portwise.formats.commandline import EVERYWHERE, port_of
from portwise.formats.declared import Declared
from portwise.formats.jsonfiles import without_comments

SECTION = re.compile(r"""(?<![\w.])["']?(server|preview|devServer)["']?\s*:\s*\{""")
OPTION = re.compile(r"""(?<![\w.])["']?(port|host|strictPort)["']?\s*:\s*([^,\n]*)""")
MOST = 20  # sections that a person writes
NUMBER = re.compile(r"(?<![\w.])\d{1,5}(?![\w.])")
QUOTED = re.compile(r"""["']([^"']*)["']""")
PROGRAMS = {"vite": "vite", "nuxt": "nuxt", "astro": "astro", "webpack": "webpack-dev-server", "vue": "vue-cli"}


def script_config(text: str, file: str) -> tuple[Declared, ...]:
    """Every section of the server; what is nested deeper (``hmr``, ``proxy``) is not the port it listens on."""
    plain = without_comments(text)
    program = PROGRAMS.get(re.split(r"[/\\]", file)[-1].split(".")[0], "")
    sections = ((match[1], match.end()) for match in islice(SECTION.finditer(plain), MOST))
    return tuple(found for name, at in sections for found in section(plain, name, at, file, program))


def section(text: str, name: str, start: int, file: str, program: str) -> Iterator[Declared]:
    own = shallow(text[start:])
    options = {match[1]: (match[2].strip(), start + match.start()) for match in OPTION.finditer(own)}
    stated, at = options.get("port", ("", 0))
    numbers = NUMBER.findall(stated)
    port = port_of(numbers[-1]) if numbers else None
    if port is not None:
        strict = ", strict" if options.get("strictPort", ("", 0))[0].startswith("true") else ""
        host, place = options.get("host", ("", 0))
        line, other = (text.count("\n", 0, each) + 1 for each in (at, place))
        apart = other if host and other != line else 0
        yield Declared(port, bound(host), f"{name}.port{strict}", file, line, program, apart)


def shallow(text: str) -> str:
    """The inside of a block up to its closing brace, with what is nested in braces or brackets blanked."""
    depth, kept = 0, list[str]()
    for letter in text:
        depth += (letter in "{[") - (letter in "}]")
        if depth < 0:
            break
        kept.append(letter if depth == 0 or letter == "\n" else " ")
    return "".join(kept)


def bound(value: str) -> str:
    """``true`` is every address; a variable is unknown."""
    if value.startswith("true"):
        return EVERYWHERE
    quoted = QUOTED.search(value)
    return quoted[1] if quoted else ""
