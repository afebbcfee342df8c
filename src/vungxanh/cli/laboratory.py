"""The commands for laboratories: each hands over to `vungxanh.web.commands`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from vungxanh.cli.telling import plainly

PANEL = "With laboratories"

Code = Annotated[
    str, typer.Option("--laboratory", help="Code of the laboratory whose messages these are.")
]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    commands: dict[str, Callable[..., None]] = {"lab": lab, "lab-token": lab_token, "mllp": mllp}
    for name, command in commands.items():
        app.command(name, rich_help_panel=PANEL)(plainly(command))


def lab(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, readable=True, help="HL7 or FHIR files."),
    ],
    laboratory: Code,
) -> None:
    """Take laboratory results from files; the same message a second time changes nothing.

    Example: vungxanh lab results.hl7 --laboratory central
    """
    from vungxanh.web import commands  # noqa: PLC0415

    commands.lab(files=files, laboratory=laboratory)


def lab_token(
    laboratory: Annotated[str, typer.Argument(help="Code of the laboratory; a new one is made.")],
    name: Annotated[str, typer.Option(help="Its name, where it is new.")] = "",
    user: Annotated[
        list[str] | None,
        typer.Option(help="User who may follow what became of its messages; may be repeated."),
    ] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Make none; let the old ones count no more.")
    ] = False,
) -> None:
    """Make the token by which a laboratory sends results over the network.

    Example: vungxanh lab-token central --name "Central laboratory"
    """
    from vungxanh.web import commands  # noqa: PLC0415

    commands.lab_token(laboratory=laboratory, name=name, user=user or [], withdraw=withdraw)


def mllp(
    laboratory: Code,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 2575,
) -> None:
    """Listen for HL7 messages of a laboratory by MLLP, and acknowledge each.

    Example: vungxanh mllp --laboratory central --port 2575
    """
    from vungxanh.web import commands  # noqa: PLC0415

    commands.mllp(host=host, port=port, laboratory=laboratory)
