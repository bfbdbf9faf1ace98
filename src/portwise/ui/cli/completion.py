"""``portwise completion bash|zsh|fish``: the script that makes the shell complete verbs and options."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")
PROGRAM, VARIABLE = "portwise", "_PORTWISE_COMPLETE"


@click.command("completion", short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the completion script of a shell.

    \b
    eval "$(portwise completion bash)"                     in ~/.bashrc
    eval "$(portwise completion zsh)"                      in ~/.zshrc
    portwise completion fish > ~/.config/fish/completions/portwise.fish
    """
    from click.shell_completion import get_completion_class

    from portwise.ui.cli._group import portwise
    from portwise.ui.cli._terminal import show

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click does not know how to complete in {shell}")
    show(kind(portwise, {}, PROGRAM, VARIABLE).source() + "\n")
    return 0
