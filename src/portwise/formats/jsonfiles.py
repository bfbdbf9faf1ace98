"""
Ports declared in JSON: scripts of package.json, angular.json, launchSettings.json, devcontainer.json.

docs.npmjs.com/cli/configuring-npm/package-json "scripts", angular.dev/reference/configs/workspace-config,
learn.microsoft.com/aspnet/core/fundamentals/environments "launchSettings.json" and
containers.dev/implementors/json_reference.  The last two allow comments and a comma too many.
Text that is no JSON is a ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats.commandline import port_of
from portwise.formats.declared import Declared, command, url_endpoint
from portwise.formats.manifests import table

# a string first, so that nothing within one is taken for a comment
TOKEN = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*.*?\*/""", re.DOTALL)
SPARE_COMMA = re.compile(r""""(?:[^"\\]|\\.)*"|,(?=\s*[}\]])""")


def without_comments(text: str) -> str:
    """JavaScript or JSON with every comment blanked, so that lines and columns stay."""
    return TOKEN.sub(lambda match: blank(match[0]) if match[0].startswith("/") else match[0], text)


def blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def parsed(text: str) -> dict[str, object]:
    """The object that a file is; an empty one where it is something else."""
    import json  # 2 ms that a project without such a file does not wait for

    plain = without_comments(text.removeprefix("\ufeff"))
    try:
        found = json.loads(SPARE_COMMA.sub(lambda match: "" if match[0] == "," else match[0], plain))
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    return table(found)


def line_of(text: str, key: str, after: str = "") -> int:
    """The line on which a key stands, the first one behind the key *after*; 0 where there is none."""
    import json

    start = text.find(json.dumps(after)) if after else 0
    at = text.find(json.dumps(key), max(start, 0) + len(after))
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def package_json(text: str, file: str) -> tuple[Declared, ...]:
    """Every port that a script states, or that its server takes by itself."""
    scripts = table(parsed(text).get("scripts"))
    found: list[Declared] = []
    for name, script in scripts.items():
        if isinstance(script, str):
            found += command(script, f'script "{name}"', file, line_of(text, name, "scripts"))
    return tuple(found)


def angular_json(text: str, file: str) -> tuple[Declared, ...]:
    """``projects.NAME.architect.serve.options``: port and host."""
    found: list[Declared] = []
    for name, project in table(parsed(text).get("projects")).items():
        targets = table(project).get("architect") or table(project).get("targets")
        options = table(table(table(targets).get("serve")).get("options"))
        port, host = port_of(str(options.get("port"))), options.get("host")
        if port is not None:
            address = host if isinstance(host, str) else ""
            found.append(Declared(port, address, f'project "{name}"', file, line_of(text, "port", name), "angular"))
    return tuple(found)


def launch_settings(text: str, file: str) -> tuple[Declared, ...]:
    """``profiles.NAME.applicationUrl``: URLs with semicolons between."""
    found: list[Declared] = []
    for name, profile in table(parsed(text).get("profiles")).items():
        line = line_of(text, "applicationUrl", name)
        for url in str(table(profile).get("applicationUrl", "")).split(";"):
            endpoint = url_endpoint(url.strip())
            if endpoint:
                found.append(Declared(endpoint[1], endpoint[0], f'profile "{name}"', file, line, "dotnet"))
    return tuple(found)


def devcontainer(text: str, file: str) -> tuple[Declared, ...]:
    """``forwardPorts`` and ``appPort``: numbers, ``"db:5432"``, ``"3000:3000"``."""
    settings = parsed(text)
    found: list[Declared] = []
    for name in ("forwardPorts", "appPort"):
        value = settings.get(name)
        for entry in value if isinstance(value, list) else [value]:
            found += forwarded(entry, name, file, line_of(text, name))
    return tuple(found)


def forwarded(entry: object, name: str, file: str, line: int) -> Iterator[Declared]:
    host, _, port = str(entry).rpartition(":")
    number = port_of(host if host.isdigit() else port)
    if number is not None:
        yield Declared(number, "" if host.isdigit() else host, name, file, line, "")
