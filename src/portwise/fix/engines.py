"""Which engine a command of compose works at: that of its own context, wherever the container was found."""

from __future__ import annotations

from portwise.fix.steps.kind import Argv
from portwise.model.repair import Look

PROJECT, LABEL = "--project-name", "label=com.docker.compose."


def composes(argv: Argv) -> bool:
    return argv[1:2] == ("compose",) and PROJECT in argv


def fellows(argv: Argv) -> Argv:
    """What lists the containers of its project and its service, running or not, in that engine; --format to follow."""
    project, service = argv[argv.index(PROJECT) + 1], argv[-1]
    filters = ("--filter", f"{LABEL}project={project}", "--filter", f"{LABEL}service={service}")
    return argv[0], "ps", "--all", "--no-trunc", *filters, "--format"


def there(argv: Argv) -> Look:
    return Look("output", (*fellows(argv), "{{.ID}}"))
