"""What files can be taken in, and what each of them would write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh import linelist
from vungxanh.linelist.formats import Format
from vungxanh.linelist.lists import LISTS
from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.kinds import cases, exposures, links, lists, places
from vungxanh.web.intake.plans import Plan, Row

Planner = Callable[[Sequence[Row], Desk], list[Plan]]


@dataclass(frozen=True)
class Kind:
    """One kind of file: its columns, how its rows are planned, and how many are taken at once."""

    form: Format
    label: str | Promise
    plan: Planner
    chunk: int = 5_000
    persons: bool = False
    """Its rows describe persons, so that likely duplicates are looked for."""


KINDS: dict[str, Kind] = {
    kind.form.name: kind
    for kind in (
        Kind(LISTS["linelist"], _("Line list of cases"), lists.plan_linelist, persons=True),
        Kind(LISTS["contact_list"], _("Contact list"), lists.plan_contacts, persons=True),
        Kind(LISTS["results"], _("Test results"), lists.plan_results, persons=True),
        Kind(LISTS["vaccinations"], _("Vaccinations"), lists.plan_vaccinations, persons=True),
        Kind(LISTS["followups"], _("Daily follow-up"), lists.plan_followups, persons=True),
        Kind(linelist.CASES, _("Cases, by person id"), cases.plan),
        Kind(linelist.CONTACTS, _("Contacts, by person id"), exposures.plan_contacts, 20_000),
        Kind(linelist.VISITS, _("Visits to places"), exposures.plan_visits, 50_000),
        Kind(linelist.PLACES, _("Places"), places.plan),
        Kind(linelist.ISOLATIONS, _("Isolations"), exposures.plan_isolations, 20_000),
        Kind(linelist.LINKS, _("Who infected whom"), links.plan),
    )
}
"""By the name of the format."""
