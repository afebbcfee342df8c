"""Words for what a merge moves, and for the columns of a person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, str | Promise] = {
    "name": _("Name"),
    "sex": _("Sex"),
    "birth_date": _("Date of birth"),
    "birth_year": _("Year of birth"),
    "phone": _("Phone"),
    "identity_number": _("Identity number"),
    "nationality": _("Nationality"),
    "residence": _("Address"),
    "home": _("Home"),
    "unit": _("Commune or ward where they live"),
    "staying_unit": _("Commune or ward where they stay now"),
    "occupation": _("Occupation"),
}
"""Columns of a person among which somebody chooses when two records are merged."""

ROWS: dict[str, str | Promise] = {
    "registry.visit": _("stays at places"),
    "registry.contactevent": _("meetings"),
    "registry.isolation": _("isolations"),
    "registry.fact": _("facts"),
    "registry.testresult": _("test results"),
    "registry.case": _("cases"),
    "registry.link": _("links of infection"),
    "measures.order": _("orders"),
    "response.proposal": _("proposals"),
    "laboratory.labmessage": _("messages of laboratories"),
}
"""Kinds of rows that go with a person."""


def name_of(field: str) -> str:
    """Name a column of a person."""
    return str(FIELDS[field])


def rows_of(label: str) -> str:
    """Name a kind of rows, by its model."""
    return str(ROWS[label])
