"""The field's words as enumerations. Values are what files and databases hold."""

from enum import StrEnum


class Classification(StrEnum):
    """How sure we are that a person is a case. Only `confirmed` seeds a tree of contacts."""

    SUSPECTED = "suspected"
    PROBABLE = "probable"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


class Measure(StrEnum):
    """What a directive can ask of one person, from the strictest to the mildest."""

    HOSPITAL = "hospital"
    FACILITY = "facility"
    HOME = "home"
    STATION = "station"
    ADVICE = "advice"
    NONE = "none"


class Answer(StrEnum):
    """A fact that may be unknown: policy never takes unknown for no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class TestOutcome(StrEnum):
    """What the laboratory said."""

    __test__ = False

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INCONCLUSIVE = "inconclusive"


def degree(level: int) -> str:
    """Show a level as people say it: 0 is F0, 1 is F1.

    >>> degree(2)
    'F2'
    """
    return f"F{level}"
