"""What the directives in force say about tracing, and the window of a case under them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils import timezone

from vungxanh.diseases import Disease, infectious_window, profile
from vungxanh.policy.decide import tracing_parameters
from vungxanh.policy.directives import DirectiveSet
from vungxanh.policy.loading import load_directives
from vungxanh.policy.rules.windows import TracingParameters
from vungxanh.records import FOREVER, Minute, Rules, Window, minute_of
from vungxanh.terms import Classification
from vungxanh.web.registry.models import Case

DAY = 24 * 60


@cache
def directives() -> DirectiveSet:
    """Load the directives once a process."""
    return load_directives(zone=timezone.get_default_timezone())


@dataclass(frozen=True)
class TracingRules:
    """How contacts are counted, and the parameters of the directive in force."""

    counting: Rules
    parameters: TracingParameters

    @property
    def follow_up(self) -> Minute:
        """Minutes after its last window at which a tree ends."""
        return self.parameters.follow_up_days * DAY


def tracing_rules(unit_path: Sequence[str], *, now: datetime) -> TracingRules:
    """Ask the directives in force for a unit (codes, nearest first) at an instant."""
    parameters = tracing_parameters(directives(), unit_path=unit_path, now=now)
    return TracingRules(Rules(latent=parameters.latent_hours * 60), parameters)


def unit_path(case: Case) -> tuple[str, ...]:
    """Give the codes of the units above a case's person, nearest first; the country at the end."""
    unit = case.person.staying_unit or case.person.unit
    path = tuple(above.code for above in unit.ancestors()) if unit else ()
    return path if path and path[-1] == settings.COUNTRY else (*path, settings.COUNTRY)


def seeds_tree(case: Case, parameters: TracingParameters) -> bool:
    """Tell whether a case has a tree: confirmed ones do, probable ones if the directive says so."""
    if case.retracted_at is not None:
        return False
    if case.classification == Classification.PROBABLE:
        return parameters.probable_cases_seed
    return case.classification == Classification.CONFIRMED


def window_of(case: Case, parameters: TracingParameters) -> Window | None:
    """Give the time in which a case passes it on; None while no date of it is known.

    The days before and after are the directive's, else those of the disease's profile. Explicit
    columns win.
    """
    start, end = _by_dates(case, parameters)
    if case.infectious_from:
        start, end = minute_of(case.infectious_from), end or FOREVER
    if case.infectious_until:
        end = minute_of(case.infectious_until)
    if start is None or end is None:
        return None
    return Window(str(case.person_id), start, end)


def _by_dates(
    case: Case, parameters: TracingParameters
) -> tuple[Minute, Minute] | tuple[None, None]:
    if not (case.onset_date or case.specimen_date):
        return None, None
    return infectious_window(
        _adapted(profile(case.outbreak.disease), parameters),
        onset=case.onset_date,
        specimen=case.specimen_date,
        zone=timezone.get_default_timezone(),
    )


def _adapted(disease: Disease, parameters: TracingParameters) -> Disease:
    """Let the directive's numbers replace those of the profile."""
    names = ("days_before_onset", "days_before_specimen", "days_after")
    said = {name: getattr(parameters, name) for name in names}
    return replace(disease, **{name: days for name, days in said.items() if days is not None})
