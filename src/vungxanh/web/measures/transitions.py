"""The life of an order: the one table of what may follow what, and when it may have happened."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from vungxanh.web.measures.models import Order
from vungxanh.web.measures.models import OrderStatus as S

TRANSITIONS: dict[str, frozenset[str]] = {
    S.PROPOSED: frozenset({S.CONFIRMED, S.REJECTED, S.WITHDRAWN}),
    S.CONFIRMED: frozenset({S.TOLD, S.BEGUN, S.ENDED}),
    S.TOLD: frozenset({S.BEGUN, S.ENDED}),
    S.BEGUN: frozenset({S.ENDED}),
    S.ENDED: frozenset(),
    S.REJECTED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""A proposal is withdrawn when its ground is gone; a running order can only end."""

STAMP: dict[str, str] = {
    S.CONFIRMED: "confirmed_at",
    S.TOLD: "told_at",
    S.BEGUN: "begun_at",
    S.ENDED: "ended_at",
}
"""The column that keeps when it happened."""

CHANGEABLE = frozenset({S.PROPOSED, S.CONFIRMED, S.TOLD, S.BEGUN})
"""States in which an officer may order something else than the directive asks."""


class WrongStepError(ValueError):
    """An order cannot go from where it is to where somebody wants it."""

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after
        words = {"before": S(before).label, "after": S(after).label}
        super().__init__(
            _(
                "An order that is %(before)s cannot become %(after)s. Somebody else may have"
                " changed it: load the page again."
            )
            % words
        )


class OvertakenError(ValueError):
    """Somebody else was quicker: the order is not as it was shown."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has changed this order. Look at it again, then decide."))


class WrongTimeError(ValueError):
    """A step cannot have happened at the time that somebody gives."""


def refuse_wrong_time(order: Order, happened_at: datetime, *, now: datetime) -> None:
    """Raise WrongTimeError for what lies ahead, and for what lies before the order's last step."""
    if happened_at > now:
        raise WrongTimeError(_("This has not happened yet: give a time up to now."))
    for status, column in STAMP.items():
        stamp = getattr(order, column)
        if stamp and happened_at < stamp:
            at = date_format(localtime(stamp), "SHORT_DATETIME_FORMAT")
            raise WrongTimeError(
                _("The order was %(status)s at %(at)s: this cannot have happened before that.")
                % {"status": S(status).label, "at": at}
            )
