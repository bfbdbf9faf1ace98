"""Which engine a command of compose works at: that of its own context, wherever the container was found."""

from __future__ import annotations

from portwise.fix.steps.kind import Argv
from portwise.model.repair import Deed, Look

PROJECT, LABEL = "--project-name", "label=com.docker.compose."
LOSES = "what it wrote outside of volumes does not come back"
ALONE, OF_ALONE = "docker-compose", "docker"  # a program of its own, and the one that asks the same engine


def composes(argv: Argv) -> bool:
    return bool(composer(argv)) and PROJECT in argv


def composer(argv: Argv) -> Argv:
    """The words by which compose is called; () for another command."""
    if argv[:1] == (ALONE,):
        return argv[:1]
    return argv[:2] if argv[1:2] == ("compose",) else ()


def loses(deed: Deed) -> str:
    """By whatever has compose create a container again."""
    return LOSES if composes(deed.argv) or composes(deed.then) else ""


def engine(argv: Argv) -> str:
    """The program that asks the engine at which that compose works."""
    return OF_ALONE if argv[0] == ALONE else argv[0]


def fellows(argv: Argv) -> Argv:
    """What lists the containers of its project and its service, running or not, in that engine; --format to follow."""
    project, service = argv[argv.index(PROJECT) + 1], argv[-1]
    filters = ("--filter", f"{LABEL}project={project}", "--filter", f"{LABEL}service={service}")
    return engine(argv), "ps", "--all", "--no-trunc", *filters, "--format"


def there(argv: Argv) -> Look:
    return Look("output", (*fellows(argv), "{{.ID}}"))
