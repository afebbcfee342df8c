"""What a caller may choose, checked: how contacts count, the time zone, the unit, the instant."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vungxanh import linelist
from vungxanh.frames import Data, source_of
from vungxanh.geography import shipped_gazetteer
from vungxanh.records import DEFAULT_MIN_OVERLAP, KindRule, Rules

CITY_ZONE = "Asia/Ho_Chi_Minh"
CITY_UNIT = "01"
"""Hanoi, whose directives are asked unless told otherwise."""

RulesLike = Mapping[str, KindRule] | Data


def rules_of(
    min_overlap: int = DEFAULT_MIN_OVERLAP,
    latent: timedelta = timedelta(0),
    max_level: int = 3,
    rules: RulesLike | None = None,
) -> Rules:
    """Check the options of a trace. Raises ValueError, or Faulty for a bad table of kinds."""
    if min_overlap < 1:
        raise ValueError(f"min_overlap is {min_overlap}: give 1 minute or more")
    if max_level < 1:
        raise ValueError(f"max_level is {max_level}: give 1 (F1 only) or more")
    if latent < timedelta(0):
        raise ValueError(f"latent is {latent}: it cannot be negative")
    if rules is None:
        kinds = {}
    elif isinstance(rules, Mapping):
        kinds = dict(rules)
    else:
        kinds = linelist.read_rules(source_of(rules))
    return Rules(min_overlap, latent // timedelta(minutes=1), max_level, kinds)


def zone_of(name: str) -> ZoneInfo:
    """Give a time zone by its name. Raises ValueError where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f'no time zone is called "{name}": give a name such as Asia/Ho_Chi_Minh'
        ) from None


def unit_path(unit: str, on: date) -> tuple[str, ...]:
    """Give the codes from a unit up to the country. Raises ValueError if no unit has the code."""
    gazetteer = shipped_gazetteer()
    if gazetteer.at(unit, on) is None:
        raise ValueError(
            f'no administrative unit had the code "{unit}" on {on}: give a code such as 01 (Hanoi)'
            " or VN (the whole country)"
        )
    return (unit, *(above.code for above in gazetteer.ancestors(unit, on)))


def instant_on(on: date | datetime, zone: ZoneInfo) -> datetime:
    """Give the instant that is asked about: of a day its last minute, 23:59."""
    if isinstance(on, datetime):
        return on if on.tzinfo else on.replace(tzinfo=zone)
    return datetime.combine(on, time(23, 59), tzinfo=zone)
