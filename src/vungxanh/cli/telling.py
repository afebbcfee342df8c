"""How the command talks: complaints are sentences on stderr, never a stack trace."""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import typer

if TYPE_CHECKING:
    from vungxanh.linelist import Faults

P = ParamSpec("P")
R = TypeVar("R")

INTERRUPTED = 130
REPORT = "This is a fault of vungxanh, not yours. Please report it; VUNGXANH_DEBUG=1 shows where."


def told(sentence: str) -> None:
    """Say something on stderr."""
    typer.echo(sentence, err=True)


def told_problems(faults: "Faults") -> None:
    """List the first problems of files, one a line, and count all."""
    typer.echo("\n".join([*map(str, faults.shown()), faults.summary()]), err=True)


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Show what is being done while it takes time, if somebody is watching."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - rich is slow to import

    with Console(stderr=True).status(f"{doing} …"):
        yield


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what goes wrong in a command into one clear sentence and an exit status."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            result = command(*args, **kwargs)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _nobody_reads()
            raise typer.Exit(0) from None
        except Exception as error:
            if os.environ.get("VUNGXANH_DEBUG"):
                raise
            told(_sentence(error))
            raise typer.Exit(1) from None
        return result

    return wrapped


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}" if error.filename else error.strerror
    expected = isinstance(error, OSError | ValueError | LookupError)
    if type(error).__name__ == "CommandError":  # the web's, and Django's: not imported here
        return str(error)
    if expected and not isinstance(error, KeyError | IndexError):
        return str(error)
    return f"{type(error).__name__}: {error}. {REPORT}"


def _nobody_reads() -> None:
    """Point stdout to nowhere, so that the interpreter does not complain again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
