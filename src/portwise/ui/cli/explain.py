"""``portwise explain [WORD]``: the page about a cause, an error, a state, a port or a term."""

from __future__ import annotations

import click

from portwise.ui.cli import _terminal


def causes(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """For the shell: the ids that begin so."""
    from portwise.app.ids import beginning

    return beginning(typed)


@click.command(
    "explain",
    short_help="Explain a cause, an error, a state, a port or a term.",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("words", nargs=-1, metavar="[WORD]", shell_complete=causes)
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.page/1.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], as_json: bool, plain: bool) -> None:
    """Explain a cause, an error name or number, a state, a port or a term.

    \b
    portwise explain                      every cause
    portwise explain nothing-listening    one cause: how it works, how to repair it
    portwise explain ECONNREFUSED         what a client said; also 10061, curl 52, -102, 502
    portwise explain TIME_WAIT            a state of ss or ps
    portwise explain 5432                 a port
    """
    from portwise.app.explain import contents, explain
    from portwise.model.page import NoPage
    from portwise.render import page as pages

    for typed in words:  # -1004 is a word, --verbos is a slip
        if typed.startswith("--"):
            raise click.NoSuchOption(typed, ctx=context)
    word = " ".join(words).strip()
    answer = explain(word) if word else contents()
    if isinstance(answer, NoPage):
        click.echo(pages.missing(answer), err=True)
        context.exit(1)
    if as_json:
        _terminal.show(pages.as_json(answer) + "\n")
    else:
        _terminal.show(pages.render(answer, _terminal.look(plain)))
