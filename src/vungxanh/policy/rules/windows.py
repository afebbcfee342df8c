"""The rule `windows`: what a directive says about the window of a case and about the cascade."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vungxanh.policy.reading import Table

FOLLOW_UP_DAYS = 14


class Cascade(StrEnum):
    """What happens to the contacts of a contact who is confirmed.

    `all`: every F2 becomes F1, so the new case counts as infectious from their first exposure.
    `recompute`: the new case gets the window of its onset or specimen like any other.
    """

    ALL = "all"
    RECOMPUTE = "recompute"


@dataclass(frozen=True, slots=True)
class TracingParameters:
    """What tracing asks of the directives; None leaves a number to the disease's profile."""

    days_before_onset: int | None = None
    days_before_specimen: int | None = None
    days_after: int | None = None
    follow_up_days: int = FOLLOW_UP_DAYS
    cascade: Cascade = Cascade.RECOMPUTE
    probable_cases_seed: bool = False
    latent_hours: int = 0

    def proposed_infectious_from(self, first_exposure: datetime | None) -> datetime | None:
        """Propose from when a newly confirmed contact counts as infectious.

        Under cascade `all` it is their first exposure, to be stored as an explicit date; None
        leaves it to onset or specimen.
        """
        return first_exposure if self.cascade is Cascade.ALL else None


def read_windows(table: Table) -> TracingParameters:
    """Read the rule."""
    parameters = TracingParameters(
        days_before_onset=table.optional_whole("days_before_onset"),
        days_before_specimen=table.optional_whole("days_before_specimen"),
        days_after=table.optional_whole("days_after"),
        follow_up_days=table.whole("follow_up_days", FOLLOW_UP_DAYS),
        cascade=Cascade(
            table.choice("cascade", tuple(mode.value for mode in Cascade), Cascade.RECOMPUTE.value)
        ),
        probable_cases_seed=table.flag("probable_cases_seed", False),
        latent_hours=table.whole("latent_hours", 0),
    )
    table.finish()
    return parameters
