"""What stands in a printed order, as plain JSON: the form in `order.typ` only arranges it."""

from datetime import datetime, timedelta

from django.utils import timezone

from vungxanh.policy.decision import Decision
from vungxanh.policy.rendering import day_words, headline
from vungxanh.policy.wording import MEASURE_WORDS
from vungxanh.terms import Measure, degree
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.deciding import unit_of
from vungxanh.web.measures.models import Order
from vungxanh.web.measures.printing.typesetting import Document
from vungxanh.web.measures.printing.wording import PLACES, SEXES, STANDING, WORDS, Words
from vungxanh.web.registry.models import Person
from vungxanh.web.tracing.rules import directives

MEASURE_ITSELF = ("placement", "home", "condition", "missing", "not_named", "tests")
TIME = ("ends", "monitoring", "over", "tests", "sources")
"""First parts of the messages that speak of what is ordered, and of until when."""


def document(order: Order, *, language: str) -> Document:
    """Give all that the form of an order says; `person` and units of the order should be selected.

    Raises KeyError for an unknown language.
    """
    words, kind, unit = WORDS[language], _kind(order), order.unit or unit_of(order.person)
    name = _in_a_sentence(unit.full_name, language) if unit else ""
    articles = _articles(order, kind, name, words, language)
    return {
        "language": language,
        "head": _head(order, kind, unit, words, language),
        "title": words.titles[kind],
        "subject": words.subjects[order.measure],
        "basis": _basis(order, words, language),
        "enacts": words.enacts[kind],
        "articles": articles,
        "why": {"name": words.articles[len(articles)], "text": words.why},
        "whom": _whom(order, words, language),
        "reasons": citizen_sentences(order, language=language),
        "recipients": {
            "title": words.recipients_title,
            "lines": [line.format(unit=name) for line in words.recipients],
        },
        "signature": [words.signatory, words.sign_here],
        "marks": _marks(order, words, language),
    }


def _in_a_sentence(unit: str, language: str) -> str:
    """Write the kind of a unit small, as Vietnamese does within a sentence."""
    return unit[:1].lower() + unit[1:] if language == "vi" else unit


def _kind(order: Order) -> str:
    return {Measure.NONE: "release", Measure.ADVICE: "advice"}.get(Measure(order.measure), "order")


def _head(order: Order, kind: str, unit: AdminUnit | None, words: Words, language: str) -> Document:
    above = unit.parent if unit and unit.parent and unit.parent.depth else None
    place, issued = unit.name if unit else "", order.confirmed_at
    number = {"number": order.pk if issued else "…", "kind": "TB" if kind == "advice" else "QĐ"}
    return {
        "state": words.state,
        "motto": words.motto,
        "superior": _office(above, words, language) if above else [],
        "office": _office(unit, words, language),
        "number": words.number.format(**number),
        "dated": _dated(place, issued, words, language),
    }


def _office(unit: AdminUnit | None, words: Words, language: str) -> list[str]:
    """Name an office in two lines, as a letterhead does."""
    if unit is None:
        return [words.committee]
    return [words.committee, f"of {unit.full_name}" if language == "en" else unit.full_name]


def _dated(place: str, issued: datetime | None, words: Words, language: str) -> str:
    if issued is None:
        return words.undated.format(place=place)
    day = timezone.localtime(issued).date()
    if language == "en":
        number, month, year = day_words(day.isoformat(), "en").split()
        return words.dated.format(place=place, day=number, month=month, year=year)
    # Numbers that could be written over have a zero before them, as the decree on forms asks.
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return words.dated.format(place=place, day=f"{day.day:02}", month=month, year=day.year)


def _basis(order: Order, words: Words, language: str) -> list[str]:
    """Name the directives that the order stands on, and what it is for."""
    cited = Decision.from_dict(order.decision).directives
    known = {version.id: version for version in directives()}
    found = []
    for citation in dict.fromkeys((c.id, c.reference, c.issued_on) for c in cited):
        pk, reference, issued_on = citation
        title = getattr(known.get(pk), f"title_{language}", "") or pk
        day = day_words(issued_on.isoformat(), language)
        link = f"ngày {day}" if language == "vi" else f"of {day}"
        named = f"{reference} {link} ({title})" if reference else f"“{title}” {link}"
        found.append(words.basis.format(document=named))
    return [*found, words.request.format(outbreak=order.outbreak.name)]


def _articles(
    order: Order, kind: str, unit: str, words: Words, language: str
) -> list[dict[str, str]]:
    measure = MEASURE_WORDS[language][order.measure]
    texts = [words.what[kind].format(measure=measure)]
    if kind != "release":
        texts.append(_time(order, words, language))
    site = order.site or PLACES[language].get(order.measure, words.site_unknown).format(unit=unit)
    texts.append(words.report[order.measure].format(site=site, unit=unit))
    return [{"name": name, "text": text} for name, text in zip(words.articles, texts, strict=False)]


def _time(order: Order, words: Words, language: str) -> str:
    start = _moment(order.begun_at or order.starts_at, words, language)
    if order.ends_at is None:
        return words.open_end.format(start=start)
    return words.from_to.format(start=start, end=_moment(order.ends_at, words, language, last=True))


def _moment(instant: datetime, words: Words, language: str, *, last: bool = False) -> str:
    local = timezone.localtime(instant)
    if last and (local.hour, local.minute) == (0, 0):
        day = local.date() - timedelta(days=1)
        return words.last_moment.format(date=day_words(day.isoformat(), language))
    return words.moment.format(
        hour=f"{local.hour:02}" if language == "en" else local.hour,
        minute=f"{local.minute:02}",
        date=day_words(local.date().isoformat(), language),
    )


def _whom(order: Order, words: Words, language: str) -> list[list[str]]:
    person = order.person
    said = {
        "name": person.name,
        "code": person.code,
        "sex": SEXES[language].get(person.sex, ""),
        "born": _born(person, language),
        "identity": person.identity_number,
        "phone": person.phone,
        "residence": person.residence or (person.unit.full_name if person.unit else ""),
        "level": STANDING[language][order.level] if order.level < 4 else degree(order.level),
    }
    return [[words.whom[name], value] for name, value in said.items() if value]


def _born(person: Person, language: str) -> str:
    if person.birth_date:
        return day_words(person.birth_date.isoformat(), language)
    return str(person.birth_year or "")


def _marks(order: Order, words: Words, language: str) -> list[str]:
    """Say what must not be overlooked: that it binds nobody, or that the person is invented."""
    ended = _moment(order.ended_at, words, language) if order.ended_at else "…"
    status = words.marks.get(order.status, "").format(moment=ended)
    if order.measure == Measure.NONE and order.status == "ended":
        status = ""  # a release ends what ran before; itself it stays as it is
    invented = words.marks["fictional"] if order.person.fictional else ""
    return [mark for mark in (status, invented) if mark]


def citizen_sentences(order: Order, *, language: str) -> list[str]:
    """Say to the person what applies and why. What an officer changed, the officer's words tell."""
    decision, words = Decision.from_dict(order.decision), WORDS[language]
    moved = order.measure != decision.measure
    later = order.ends_at != decision.until
    silent = (MEASURE_ITSELF if moved else ()) + (TIME if moved or later else ())
    told = [headline(Measure(order.measure), language=language, audience="citizen")]
    if not moved:
        told = decision.sentences(language=language, audience="citizen")[:1]
    told += [
        reason.text(language=language, audience="citizen")
        for reason in decision.reasons
        if not (silent and reason.message.startswith(silent))
    ]
    if order.changed_reason:
        told.append(words.changed.format(reason=order.changed_reason))
    if order.measure == Measure.NONE and not decision.reasons:
        told.append(words.no_ground)
    return told
