"""What changes for a person when one order takes the place of another."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from vungxanh.policy.decision import Decision, reassess
from vungxanh.terms import degree
from vungxanh.web.config.templatetags.show import last_moment
from vungxanh.web.measures.models import Order


def difference(before: Order, after: Order) -> dict[str, Any]:
    """Give the rows that differ, {label, before, after}, and the tendency.

    The tendency is "stricter", "milder" or "same", as policy weighs measures and ends.
    """
    found = reassess(_as_ordered(before), _as_ordered(after))
    rows = [
        {"label": label, "before": old, "after": new}
        for label, old, new in (
            (_("Level"), degree(before.level), degree(after.level)),
            (_("Measure"), before.get_measure_display(), after.get_measure_display()),
            (_("Until"), _end(before.ends_at), _end(after.ends_at)),
            (_("Where"), before.site or "–", after.site or "–"),
            (_("Directive"), before.directive, after.directive),
        )
        if old != new
    ]
    tendency = "stricter" if found.stricter else "milder" if found.milder else "same"
    return {"rows": rows, "tendency": tendency}


def _as_ordered(order: Order) -> Decision:
    """Give the decision with what an officer made of it."""
    ordered = {
        "measure": order.measure,
        "until": order.ends_at.isoformat() if order.ends_at else None,
    }
    return Decision.from_dict({**order.decision, **ordered})


def _end(end: datetime | None) -> str:
    return last_moment(end) if end else _("until it is ended")
