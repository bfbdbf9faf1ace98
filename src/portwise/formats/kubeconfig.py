"""
The kubeconfig of kubectl: clusters, users and contexts.

Source: kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig

Only YAML as kubectl, kind, minikube and the clouds write it is read, see `portwise.formats.yamllines`; JSON, which is
YAML too, is read as such.  Of several files the first that says a thing is heeded, as kubectl does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from portwise.formats.yamllines import scalars
from portwise.model.record import NamedTuple

KINDS = {"clusters": "cluster", "users": "user", "contexts": "context"}
# How a user logs in, in the order in which kubectl would try; the first part of the path tells
LOGINS = (
    ("token", "token"),
    ("tokenFile", "token"),
    ("client-certificate-data", "certificate"),
    ("client-certificate", "certificate"),
    ("username", "password"),
)
FILES = ("certificate-authority", "client-certificate", "client-key", "tokenFile")  # paths, relative to their file


class Context(NamedTuple):
    """What one context says, joined: names with dots, as in the file."""

    name: str
    namespace: str
    cluster: dict[str, str]
    user: dict[str, str]

    @property
    def login(self) -> str:
        """How its user logs in; a program is named and nothing is run."""
        if command := self.user.get("exec.command", ""):
            return f"exec {command.rpartition('/')[2]}"
        if provider := self.user.get("auth-provider.name", ""):
            return f"auth-provider {provider}"
        return next((kind for key, kind in LOGINS if self.user.get(key)), "nothing")


Named = dict[str, dict[str, str]]


def contexts(files: Iterable[tuple[str, str]]) -> tuple[Context, ...]:
    """Every context of these files (folder and text), the current one first.  Raises ValueError for what is no YAML."""
    found: dict[str, Named] = {kind: {} for kind in KINDS}
    current = ""
    for folder, text in files:
        told, said = read(text, folder)
        current = current or said
        for kind, named in told.items():
            for name, values in named.items():
                found[kind].setdefault(name, values)
    every = [joined(name, values, found) for name, values in found["contexts"].items()]
    return tuple(sorted(every, key=lambda context: context.name != current))


def joined(name: str, values: dict[str, str], found: dict[str, Named]) -> Context:
    cluster = found["clusters"].get(values.get("cluster", ""), {})
    user = found["users"].get(values.get("user", ""), {})
    return Context(name, values.get("namespace", "") or "default", cluster, user)


def read(text: str, folder: str) -> tuple[dict[str, Named], str]:
    """Clusters, users and contexts by name, and the current context."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    names: dict[tuple[str, str], str] = {}
    current = ""
    for path, value in paths(text):
        if path == ("current-context",):
            current = value
        elif len(path) == 3 and path[0] in KINDS and path[2] == "name":
            names[path[0], path[1]] = value
        elif len(path) > 3 and KINDS.get(path[0]) == path[2]:
            key = ".".join(path[3:])
            relative = key in FILES and value and not value.startswith("/")
            rows.setdefault((path[0], path[1]), {})[key] = f"{folder}/{value}" if relative else value
    told: dict[str, Named] = {kind: {} for kind in KINDS}
    for (kind, number), name in names.items():
        told[kind][name] = rows.get((kind, number), {})
    return told, current


def paths(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    if text.lstrip()[:1] == "{":
        try:
            yield from within(json.loads(text), ())
        except RecursionError:
            raise ValueError("JSON nested too deeply") from None
    else:
        yield from ((scalar.path, scalar.value) for scalar in scalars(text))


def within(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if rows is None:
        yield path, "" if value is None else str(value)
        return
    for key, inner in rows:
        yield from within(inner, (*path, str(key)))
