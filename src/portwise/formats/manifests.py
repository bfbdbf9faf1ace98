"""The files that make a folder a project, and the name that each gives to it.

docs.npmjs.com/cli/configuring-npm/package-json, packaging.python.org (pyproject.toml), go.dev/ref/mod,
doc.rust-lang.org/cargo (manifest), docs.docker.com/reference/compose-file (name).
"""

from __future__ import annotations

import re
from collections.abc import Callable

GIT = ".git"
COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
OVERRIDES = tuple(f"{name}.override.{end}" for name in ("compose", "docker-compose") for end in ("yml", "yaml"))
MODULE = re.compile(r"^module\s+(\S+)", re.MULTILINE)


def package_json(text: str) -> str:
    import json  # 2 ms that only projects of this kind wait for

    return str(strictly(json.loads, text).get("name") or "")


def pyproject(text: str) -> str:
    import tomllib  # 5 ms that only Python and Rust projects wait for

    found = strictly(tomllib.loads, text)
    poetry = table(table(found.get("tool")).get("poetry"))
    return str(table(found.get("project")).get("name") or poetry.get("name") or "")


def cargo(text: str) -> str:
    import tomllib

    return str(table(strictly(tomllib.loads, text).get("package")).get("name") or "")


def table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def strictly(load: Callable[[str], object], text: str) -> dict[str, object]:
    """What the library of Python makes of it.  Its recursion is bounded, and beyond that is no file of a person."""
    try:
        return table(load(text))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def go_mod(text: str) -> str:
    """``module example.org/shop/v2``: a major version is no name."""
    found = MODULE.search(text)
    parts = [part for part in found[1].strip('"').split("/") if not re.fullmatch(r"v\d+", part)] if found else []
    return parts[-1] if parts else ""


def compose(text: str) -> str:
    from portwise.formats import yamllines  # a grammar that only projects of this kind wait for

    return next((part.value for part in yamllines.scalars(text) if part.path == ("name",)), "")


# in the order in which they are asked for the name
NAMED: dict[str, Callable[[str], str]] = {
    "package.json": package_json,
    "pyproject.toml": pyproject,
    "go.mod": go_mod,
    "Cargo.toml": cargo,
    **dict.fromkeys(COMPOSE, compose),
}
MARKERS = (*NAMED, GIT)
