"""The life of an import: the one table of what may follow what."""

from django.utils.translation import gettext as _

from vungxanh.web.intake.models import ImportStatus as S

TRANSITIONS: dict[str, frozenset[str]] = {
    S.DRAFTED: frozenset({S.CHECKING}),
    S.CHECKING: frozenset({S.CHECKED, S.DRAFTED, S.FAILED}),
    S.CHECKED: frozenset({S.DRAFTED, S.CHECKING, S.RUNNING}),
    S.RUNNING: frozenset({S.STOPPED, S.DONE, S.FAILED}),
    S.STOPPED: frozenset({S.RUNNING, S.UNDONE}),
    S.FAILED: frozenset({S.DRAFTED, S.CHECKING, S.RUNNING, S.UNDONE}),
    S.DONE: frozenset({S.UNDONE}),
    S.UNDONE: frozenset(),
}
"""What was taken when an import was stopped or failed stays, and can be gone on with or undone."""

WORKING = frozenset({S.CHECKING, S.RUNNING})
"""States in which the worker is at it and the page asks again."""
UNDOABLE = frozenset(status for status, after in TRANSITIONS.items() if S.UNDONE in after)
STARTABLE = frozenset(status for status, after in TRANSITIONS.items() if S.RUNNING in after)
MAPPABLE = frozenset({S.DRAFTED, S.CHECKED})
"""States in which columns and values can still be told otherwise: nothing is written yet."""


class WrongImportStepError(ValueError):
    """An import cannot go from where it is to where somebody wants it, or somebody was quicker."""

    def __init__(self, before: str, after: str) -> None:
        words = {"before": S(before).label, "after": S(after).label}
        super().__init__(
            _(
                "An import that is %(before)s cannot become %(after)s. Somebody else may have"
                " changed it: load the page again."
            )
            % words
        )
