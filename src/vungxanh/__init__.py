"""Vùng Xanh: from one positive test to everyone who was near, what applies to each, and why.

    import vungxanh
    traced = vungxanh.trace("cases.csv", visits="visits.csv")
    print(vungxanh.explain(traced, "BN19"))
    vungxanh.decide(traced, on=date(2020, 3, 8))

The functions take paths and pandas or polars frames; `vungxanh.library` tells more of each.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vungxanh.library import Chain, Traced, decide, explain, trace

__all__ = ["Chain", "Traced", "decide", "explain", "trace"]


def __getattr__(name: str) -> object:
    """Import the library when it is first used, so that the command's help is quick."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from vungxanh import library  # noqa: PLC0415 - see above

    return getattr(library, name)
