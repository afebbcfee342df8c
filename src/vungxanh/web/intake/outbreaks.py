"""An outbreak for files that are about to come in; its code is made of its name."""

from datetime import date, datetime

from django.utils.text import slugify
from django.utils.timezone import localdate

from vungxanh.diseases import profile
from vungxanh.identity.names import plain
from vungxanh.web.audit.actions import Actor
from vungxanh.web.registry.actions import add_outbreak
from vungxanh.web.registry.models import Outbreak


def open_outbreak(
    name: str, disease: str, begun: date | None, *, actor: Actor, now: datetime
) -> Outbreak:
    """Make an outbreak that began on a day, else today.

    Raises ValueError on an unknown disease and on a name that makes no code.
    """
    known = profile(disease)
    code = slugify(plain(name))
    if not 0 < len(code) <= 50:
        raise ValueError(f"An outbreak cannot be called {name!r}: use 1 to 50 letters and digits.")
    return add_outbreak(
        actor=actor,
        now=now,
        code=code,
        name=name,
        disease=known.name,
        started_on=begun or localdate(now),
    )
