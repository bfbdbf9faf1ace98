"""Which files of a project declare ports, and the reader of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from portwise.formats import compose, declared, jsonfiles, scriptconfig, yamllines
from portwise.formats.declared import Declared

Reader = Callable[[str, str], tuple[Declared, ...]]


def application_yml(text: str, file: str) -> tuple[Declared, ...]:
    """The same settings as in application.properties, nested or with dots."""
    rows = [(part.line, ".".join(part.path), part.value) for part in yamllines.scalars(text)]
    return tuple(declared.settings(rows, file))


# patterns of paths below the folder of the project, in the order in which a person would look
FILES: dict[str, Reader] = {
    "package.json": jsonfiles.package_json,
    **{f"{name}.config.*": scriptconfig.script_config for name in ("vite", "nuxt", "astro", "webpack", "vue")},
    "angular.json": jsonfiles.angular_json,
    ".env": declared.env_file,
    ".env.*": declared.env_file,
    **{f"{name}.y*ml": compose.compose for name in ("compose", "compose.*", "docker-compose", "docker-compose.*")},
    "Procfile": declared.procfile,
    "Procfile.*": declared.procfile,
    "src/main/resources/application*.properties": declared.properties,
    "src/main/resources/application*.y*ml": application_yml,
    "application*.properties": declared.properties,
    "application*.y*ml": application_yml,
    "Properties/launchSettings.json": jsonfiles.launch_settings,
    ".devcontainer/devcontainer.json": jsonfiles.devcontainer,
    ".devcontainer.json": jsonfiles.devcontainer,
}


def reader(file: str) -> Reader | None:
    """Who reads this file, None where nobody does."""
    return next((read for pattern, read in FILES.items() if fnmatchcase(file, pattern)), None)


def interpolated(file: str) -> bool:
    """Whether the .env beside it fills its ports in (docs.docker.com/compose, interpolation)."""
    return reader(file) is compose.compose


def declarations(file: str, text: str, variables: Mapping[str, str] | None = None) -> tuple[Declared, ...]:
    """Every port that a file declares.  ValueError: it is malformed; no reader: it declares none.

    *variables* are those that a compose file may refer to.
    """
    read = reader(file)
    if read is compose.compose:
        return compose.compose(text, file, variables)
    return read(text, file) if read else ()
