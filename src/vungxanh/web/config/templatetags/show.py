"""How values look on every page: levels, minutes since 1970, times together, shares, ages."""

from datetime import date, datetime, timedelta
from typing import Protocol

from django import template
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vungxanh.records import FOREVER, Minute, instant_of
from vungxanh.terms import degree
from vungxanh.web.config.templatetags.words import WORDS

register = template.Library()
register.filter("degree", degree)

HOUR = 60
DAY = 24 * HOUR


class Born(Protocol):
    """Somebody whose age can be told."""

    birth_date: date | None
    birth_year: int | None


@register.filter
def instant(minute: Minute | None) -> datetime | None:
    """Turn a minute of the core into an instant of the city; None for None and for an open end."""
    if minute is None or minute >= FOREVER:
        return None
    return instant_of(int(minute), timezone.get_default_timezone())


@register.filter
def word(value: str) -> str | Promise:
    """Give the words for a stored value; one without words is shown readably, never hidden."""
    return WORDS.get(value) or str(value).replace("_", " ")


@register.filter
def duration(minutes: int | float | None) -> str:
    """Say a length of time: 45 min, 2 h, 2 h 05 min, 3 d 4 h."""
    if minutes is None:
        return "–"
    whole = round(minutes)
    if whole < HOUR:
        return _("%(minutes)d min") % {"minutes": whole}
    if whole < 2 * DAY:
        return _hours(*divmod(whole, HOUR))
    return _days(*divmod(round(whole / HOUR), 24))


def _hours(hours: int, minutes: int) -> str:
    if minutes == 0:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}


def _days(days: int, hours: int) -> str:
    if hours == 0:
        return _("%(days)d d") % {"days": days}
    return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}


@register.filter
def minutes_to(start: Minute, end: Minute | None) -> int | None:
    """Count the minutes from one minute to another; None where the end is open."""
    return None if end is None or end >= FOREVER else end - start


@register.filter
def percent(share: float | None) -> str:
    """Show a share as a whole percentage; below ten per cent with one digit more."""
    if share is None:
        return "–"
    digits = 0 if share == 0 or share >= 0.0995 else 1
    rounded = round(share * 100, digits)  # number_format itself cuts off
    return _("%(number)s %%") % {"number": formats.number_format(rounded, digits)}


@register.filter
def count(number: int | None) -> str:
    """Show a whole number with the separator of thousands."""
    return "–" if number is None else formats.number_format(number, 0, force_grouping=True)


@register.filter
def change(now: int, before: int | None) -> str:
    """Show the difference from before with its sign; nothing where before is not known."""
    if before is None:
        return ""
    difference = now - before
    if difference == 0:
        return "±0"
    return ("+" if difference > 0 else "−") + count(abs(difference))


@register.filter
def span(start: Minute, end: Minute | None) -> str:
    """Show a stay: its day once where it is one day; midnight at its end is 24:00."""
    first, last = instant(start), instant(end)
    if first is None:
        return ""
    if last is None:
        return _("from %(start)s") % {"start": _moment(first)}
    whole_days = _is_midnight(first) and _is_midnight(last) and first < last
    closing = last - timedelta(days=1) if _is_midnight(last) and first < last else last
    if whole_days:
        days = [_day(first), _day(closing)]
        return days[0] if days[0] == days[1] else " – ".join(days)
    if first.date() == closing.date():
        clock_end = "24:00" if closing != last else _clock(last)
        return _("%(day)s, %(start)s–%(end)s") % {
            "day": _day(first),
            "start": _clock(first),
            "end": clock_end,
        }
    return f"{_moment(first)} – {_moment(last)}"


@register.filter
def last_moment(end: datetime) -> str:
    """Show an end as people say it: 00:00 of a day is 24:00 of the day before."""
    local = timezone.localtime(end)
    if not _is_midnight(local):
        return _moment(local)
    return _("24:00 on %(day)s") % {"day": _day(local - timedelta(days=1))}


@register.filter
def age(person: Born, now: datetime | None) -> int | None:
    """Give the age in whole years at an instant; None where no birth is known."""
    if now is None:
        return None
    today = timezone.localtime(now).date()
    if born := person.birth_date:
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return today.year - person.birth_year if person.birth_year else None


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute) == (0, 0)


def _day(local: datetime) -> str:
    return formats.date_format(local, "SHORT_DATE_FORMAT")


def _clock(local: datetime) -> str:
    return formats.date_format(local, "TIME_FORMAT")


def _moment(local: datetime) -> str:
    return formats.date_format(local, "SHORT_DATETIME_FORMAT")
