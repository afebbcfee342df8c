"""What every page's frame shows: the clock and whether it is an exercise, the area, the rooms."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from vungxanh.web.accounts.models import Grant
from vungxanh.web.config import clock, navigation


def frame(request: HttpRequest) -> dict[str, object]:
    """Give the values of the page frame; the database is asked only if the page shows them."""
    grants = SimpleLazyObject(lambda: _grants(request))
    return {
        "now": getattr(request, "now", None),
        "is_exercise": clock.is_exercise(),
        "grants": grants,
        "rooms": SimpleLazyObject(lambda: navigation.rooms(request, {g.role for g in grants})),
    }


def _grants(request: HttpRequest) -> list[Grant]:
    user, now = getattr(request, "user", None), getattr(request, "now", None)
    return user.grants_at(now) if now and user and user.is_authenticated else []
