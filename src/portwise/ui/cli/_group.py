"""The command ``portwise``: verbs found by their files, each imported when it is called or listed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import click

from portwise.model.target import NotATarget, Target
from portwise.ui.cli._usual import VERB

PACKAGE = "portwise.ui.cli"
DEFAULT = VERB
ALONE = "overview"  # what `portwise` without a word shows
LAB = "lab"  # comes from a package that portwise never imports: through the entry point group portwise.lab

# The headings of --help, and the verbs below each in the order of a life with portwise.
SECTIONS = {
    "Diagnose": ("why", "read", "who", "wait", "explain", "lab", "tui", "web"),
    "Repair": ("fix", "stop", "forward", "undo", "heal"),
    "Prevent": ("run", "dev", "ports", "claim", "watch", "history"),
    "Serve": ("gateway", "llm", "mcp", "fleet", "agent"),
    "Other": ("completion",),
}
EXAMPLES = """\b
Examples:
  portwise http://localhost:3000          why does this not answer?
  portwise why localhost:5432 --json      the same for a program to read
  portwise why --bind :8080               why can this port not be taken?
  portwise why -- npm run dev             why does this not come up?
  portwise why unix:/run/docker.sock      a socket in the file system
  portwise who 3000                       who has this port, and since when?"""
EXAMPLES_EXPLAIN = "\n  portwise explain ECONNREFUSED           what an error means"
EXIT_CODES = (
    "Exit codes: 0 reachable, or done as asked; 1 any other verdict; 2 misuse, or portwise itself failed "
    "or could not write its answer; 130 ended by Ctrl-C, 143 by SIGTERM, what it had started stopped before."
)


class Verbs(click.Group):
    """A verb exists where its file does; a word that is no verb is the target of the default verb."""

    def list_commands(self, _: click.Context) -> list[str]:
        return [verb for verbs in SECTIONS.values() for verb in verbs if exists(verb)]

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        return load(name) if is_word(name) else None

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        found = self.get_command(context, args[0])
        if found is not None:
            return args[0], found, args[1:]
        if not args[0].startswith("-"):
            check(args[0])
        return DEFAULT, load(DEFAULT), args

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """``portwise --json localhost:3000``: what is no option of ours belongs to the default verb, or to no verb."""
        if args and set(args) <= {"--json", "--plain"} and exists(ALONE):
            args = [ALONE, *args]
        elif args and args[0].startswith("-") and args[0] not in ("--help", "-h", "--version"):
            args = [DEFAULT, *args]
        return super().parse_args(context, args)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """One heading per kind of work; it appears with its first verb."""
        for heading, verbs in SECTIONS.items():
            found = [(verb, load(verb)) for verb in verbs if exists(verb)]
            rows = [(verb, command.get_short_help_str(limit=60)) for verb, command in found if command]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows, col_spacing=3)


def is_word(name: str) -> bool:
    return name.isidentifier() and name.islower() and not name.startswith("_")


def exists(verb: str) -> bool:
    return find_spec(f"{PACKAGE}.{verb}") is not None or (verb == LAB and lab() is not None)


def load(verb: str) -> click.Command | None:
    if verb != LAB:
        found = find_spec(f"{PACKAGE}.{verb}")
        command = getattr(import_module(f"{PACKAGE}.{verb}"), "command", None) if found else None
        return command if isinstance(command, click.Command) else None
    return lab()


def lab() -> click.Command | None:
    """Of our own distribution alone: one broken package anywhere makes the list of all entry points fail."""
    from importlib.metadata import PackageNotFoundError, distribution  # 20 ms that only this verb and --help wait for

    try:
        entries = distribution("portwise").entry_points.select(group="portwise.lab", name=LAB)
    except PackageNotFoundError:
        return None  # a single file, or a source tree: there is no lab in it
    loaded = (entry.load() for entry in entries)
    return next((command for command in loaded if isinstance(command, click.Command)), None)


def check(text: str) -> None:
    """A bare word that is neither verb nor target is never resolved, and never repeated: it may be a secret."""
    if len(text.split()) > 1:
        return  # an error line; the default verb looks for a target in it
    try:
        Target.parse(text)
    except NotATarget as error:
        raise click.UsageError(f"neither a verb nor a target; {error}") from None


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    no_args_is_help=False,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", is_flag=True, help="Print the version.")
@click.pass_context
def portwise(context: click.Context, version: bool) -> int | None:
    """Tells you why a connection is refused, and what to do about it."""
    if version:
        from portwise import __version__

        click.echo(f"portwise {__version__}")
    elif context.invoked_subcommand is None:
        alone = load(ALONE)
        if alone is None:
            click.echo(context.get_help())
            return 0
        with alone.make_context(ALONE, [], parent=context) as inner:
            code: int | None = alone.invoke(inner)
            return code
    return None


portwise.help = f"{portwise.help}\n\n{EXAMPLES}{EXAMPLES_EXPLAIN if exists('explain') else ''}"
