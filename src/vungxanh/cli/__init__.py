"""The command `vungxanh`: results go to stdout, progress and complaints to stderr.

Exit status: 0 done, 1 the input or the machine does not allow it, 2 the command was misused.
Heavy modules are imported inside the commands, so that the help is there at once.
"""

import sys
from typing import Annotated

import typer

from vungxanh.cli import core, laboratory, web

app = typer.Typer(
    help="Who was near a case, who was near those, what applies to each of them today, and why.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
core.add_to(app)
web.add_to(app)
laboratory.add_to(app)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"vungxanh {_version()}")
        raise typer.Exit


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("vungxanh")
    except PackageNotFoundError:
        return "(run from its source, not installed)"


@app.callback()
def _vungxanh(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """Take the options that stand before any command."""


def main() -> None:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    app()
