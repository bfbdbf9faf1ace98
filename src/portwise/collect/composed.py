"""
What the compose files of a folder say of its services: as compose itself reads them, else as we do.

Which files those are is docs.docker.com/compose, "COMPOSE_FILE" and "Merge Compose files".  They are named one by one:
docker compose alone looks for them in a folder that it is told, and docker-compose where it was started.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, Questions, known
from portwise.collect.projects import env_file, filling
from portwise.formats import manifests
from portwise.host.api import Host
from portwise.model.container import Service
from portwise.model.evidence import Answer, Evidence, Unknown
from portwise.model.facts import COMPOSED

SOURCE, TO_KNOW = "compose.yaml, docker compose config", "docker compose config"
TOOLS = (("docker", "compose"), ("docker-compose",), ("podman-compose",))
OURS = ("COMPOSE_FILE", "COMPOSE_PATH_SEPARATOR")
MOST = 16  # files of one project


def compose(host: Host, _: Evidence, asked: Questions) -> Iterator[Answer]:
    for question in asked:
        try:
            services, source = told(host, question.key)
            yield known(question, services, source)
        except (OSError, ValueError) as error:
            yield Answer(question, Unknown(getattr(error, "strerror", None) or str(error), TO_KNOW), SOURCE)


def told(host: Host, folder: str) -> tuple[tuple[Service, ...], str]:
    """The services, and who read them: the first program that can, and of those that cannot their first word why."""
    from portwise.formats import composed

    held = host.names(folder)
    files = chosen(host, folder, held)
    if not files:
        return (), SOURCE
    complaints = []
    for tool in TOOLS:
        argv = (*tool, *named(tool, folder, files), "config", *(("--format", "json") if tool == TOOLS[0] else ()))
        try:
            return composed.services(host.output(argv), files[0], tool), f"{' '.join(tool)} config"
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            complaints.append(f"{' '.join(tool)}: {getattr(error, 'strerror', None) or error}")
            if isinstance(error, TimeoutError):
                break
    texts = [host.read(place(folder, file)) for file in files]
    filled = [(text, filling(host, folder, text, ".env" in held)) for text in texts]
    return composed.read(filled, files[0]), "; ".join((f"{', '.join(files)} as written", *complaints))


def chosen(host: Host, folder: str, held: tuple[str, ...]) -> tuple[str, ...]:
    """COMPOSE_FILE, of our own or of the .env beside it; else the first of the usual names, and what overrides it."""
    said = (env_file(host, folder) if ".env" in held else {}) | dict(host.environment(OURS))
    if listed := said.get(OURS[0]):
        return tuple(file for file in listed.split(said.get(OURS[1]) or ":") if file)[:MOST]
    file = next((name for name in manifests.COMPOSE if name in held), "")
    return (file, *[name for name in manifests.OVERRIDES if name in held][:1]) if file else ()


def named(tool: tuple[str, ...], folder: str, files: tuple[str, ...]) -> Iterator[str]:
    """podman-compose takes the folder of the first file."""
    if tool != TOOLS[2]:
        yield from ("--project-directory", folder)
    for file in files:
        yield from ("--file", place(folder, file))


def place(folder: str, file: str) -> str:
    return file if file.startswith("/") else f"{folder}/{file}"


COMPOSING = Collector(COMPOSED, Cost.DEEP, SOURCE, TO_KNOW, compose)
