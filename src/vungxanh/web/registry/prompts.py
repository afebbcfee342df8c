"""What an interview asks: the occasions that people forget, as data.

The list follows what investigators of the first wave went through with each case: where one
lived, worked, ate, travelled, was treated, prayed and celebrated, and the short meetings in
between that nobody remembers unasked. Then each day of the infectious period, hour by hour.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question; `key` is what its answer is kept under."""

    key: str
    question: Words
    hint: Words = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together; those of a day have no list of their own."""

    key: str
    title: Words
    prompts: tuple[Prompt, ...]


OCCASIONS = (
    Section(
        "home",
        _("Home"),
        (
            Prompt(
                "home-household",
                _("Who lives in the same home, who sleeps in the same room?"),
                _("Also tenants, domestic helpers, grandchildren who come every day."),
            ),
            Prompt(
                "home-visitors",
                _("Who came to the home?"),
                _("Relatives, neighbours, tradespeople, the nurse, whoever reads the meter."),
            ),
            Prompt(
                "home-deliveries",
                _("Who brought parcels, meals or water, and did they come in?"),
                _("Name the company or the app, the day and the hour."),
            ),
            Prompt(
                "home-lift",
                _("Which lift, stairwell or car park is shared?"),
                _("With whom was it shared for longer than a greeting?"),
            ),
        ),
    ),
    Section(
        "work",
        _("Work and school"),
        (
            Prompt(
                "work-room",
                _("Who works or studies in the same room?"),
                _("Shifts, meetings, training days, the neighbours of the desk."),
            ),
            Prompt(
                "work-customers",
                _("Which customers, pupils or patients were met?"),
                _("Is there a register, an appointment book, a camera?"),
            ),
            Prompt(
                "work-break",
                _("Who shared the canteen, the break, the cigarette?"),
            ),
            Prompt(
                "work-school",
                _("Which classes, extra lessons and clubs did the children go to?"),
                _("Who took them there and fetched them?"),
            ),
        ),
    ),
    Section(
        "meals",
        _("Meals and drinks"),
        (
            Prompt(
                "meals-out",
                _("Which restaurants, street stalls, coffee and beer places?"),
                _("Inside or outside, which table, who sat there, who paid?"),
            ),
            Prompt("meals-together", _("Who ate from the same tray at home or elsewhere?")),
            Prompt(
                "meals-karaoke",
                _("Karaoke, bars, billiards, games?"),
                _("Ask without judging: the answer stays with the tracers."),
            ),
        ),
    ),
    Section(
        "travel",
        _("Travel"),
        (
            Prompt(
                "travel-ride",
                _("Which taxis and ride-hailing motorbikes or cars?"),
                _("The app keeps the driver and the time; a taxi has a number on its door."),
            ),
            Prompt(
                "travel-bus",
                _("Which buses, coaches, trains, ferries?"),
                _("Line or number plate, seat, from where to where, stops on the way."),
            ),
            Prompt(
                "travel-flight",
                _("Which flights?"),
                _("Number, date, seat; also the queue, the lounge and the shuttle bus."),
            ),
            Prompt(
                "travel-away",
                _("Who was visited outside the city, and where was the night spent?"),
                _("Hotels, guest houses, the home village."),
            ),
        ),
    ),
    Section(
        "care",
        _("Health care"),
        (
            Prompt(
                "care-treated",
                _("Which hospitals, clinics, health stations, traditional healers?"),
                _("Department, waiting room, the beds beside, who came along."),
            ),
            Prompt(
                "care-pharmacy",
                _("Which pharmacies, and was anything bought against cough or fever?"),
            ),
            Prompt(
                "care-others",
                _("Who was visited or accompanied in hospital or in a care home?"),
            ),
            Prompt("care-dentist", _("Dentist, physiotherapy, vaccination, blood donation?")),
        ),
    ),
    Section(
        "errands",
        _("Markets, shops and errands"),
        (
            Prompt(
                "errands-market",
                _("Which markets and supermarkets, which stalls?"),
                _("Where does one always stop to talk?"),
            ),
            Prompt(
                "errands-cash",
                _("Where was paid in cash or waited in a queue?"),
                _("Bank, post office, petrol station, ward office, notary."),
            ),
            Prompt(
                "errands-hair",
                _("Hairdresser, barber, nails, massage, spa?"),
                _("Half an hour face to face, and easily forgotten."),
            ),
            Prompt(
                "errands-repair", _("Motorbike washed or repaired, clothes fitted, flat viewed?")
            ),
        ),
    ),
    Section(
        "together",
        _("Worship, family and leisure"),
        (
            Prompt(
                "together-worship",
                _("Which pagodas, churches, communal houses, ceremonies?"),
                _("Also a death anniversary or prayers at home."),
            ),
            Prompt(
                "together-wedding",
                _("Which weddings, engagements, funerals, housewarmings?"),
                _("Who keeps the guest list? Which table?"),
            ),
            Prompt(
                "together-sport",
                _("Which sports, gym, dancing in the park, morning exercise?"),
                _("The group has a leader and a telephone list."),
            ),
            Prompt(
                "together-groups",
                _("Which meetings of the neighbourhood, the party cell, the class of old?"),
            ),
            Prompt("together-friends", _("Which friends, partners and close acquaintances?")),
        ),
    ),
    Section(
        "traces",
        _("What helps to remember"),
        (
            Prompt(
                "traces-phone",
                _("What do the telephone, its photos, calls and map history say?"),
                _("Look through them together, with consent."),
            ),
            Prompt(
                "traces-payments",
                _("What do receipts, card payments and the calendar say?"),
            ),
            Prompt("traces-ill", _("Who around the case has been ill lately, and since when?")),
        ),
    ),
)
"""Questions about the whole time."""

DAY = (
    Prompt("night", _("Where was the night before spent, and with whom?")),
    Prompt("morning", _("Morning, until noon: where, with whom, how did one get there?")),
    Prompt("afternoon", _("Afternoon: where, with whom, how did one get there?")),
    Prompt("evening", _("Evening: where, with whom, how did one get home?")),
)
"""Questions about each day."""

MOST_DAYS = 31
"""Days asked for one by one: nobody remembers more."""


def sections(days: Iterable[date]) -> Iterator[Section]:
    """Give the sections of an interview: the occasions, then a section a day."""
    yield from OCCASIONS
    for day in days:
        key = f"day-{day.isoformat()}"
        asked = tuple(Prompt(f"{key}-{p.key}", p.question, p.hint) for p in DAY)
        yield Section(key, date_format(day, "D j/n"), asked)


def days_from(start: date, last: date) -> list[date]:
    """Give the days from one to another, at most MOST_DAYS of them; none if it is over before."""
    count = min((last - start).days + 1, MOST_DAYS)
    return [start + timedelta(days=number) for number in range(max(count, 0))]
