"""How names are compared. The rules stand in the core, in one place; the web asks there."""

from vungxanh.identity.names import TONES, normal, plain

__all__ = ["TONES", "normal", "plain"]
