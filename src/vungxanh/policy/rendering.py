"""Put the messages of `wording` into sentences."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from vungxanh.policy.wording import (
    CONDITION_WORDS,
    FACT_WORDS,
    HEADLINES,
    MEASURE_WORDS,
    MESSAGES,
    PROVISIONAL,
)
from vungxanh.terms import Measure

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_words(iso_day: str, language: str) -> str:
    """Write a date: 2 March 2020, or 02/03/2020.

    >>> day_words("2020-03-02", "en"), day_words("2020-03-02", "vi")
    ('2 March 2020', '02/03/2020')
    """
    day = date.fromisoformat(iso_day)
    if language == "vi":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def render(
    message: str, arguments: Mapping[str, Any], *, language: str = "en", audience: str = "official"
) -> str:
    """Put a message into words. Raises KeyError for an unknown id, language or audience."""
    column = {
        ("official", "en"): 0,
        ("official", "vi"): 1,
        ("citizen", "en"): 2,
        ("citizen", "vi"): 3,
    }[audience, language]
    words = {name: _words(name, value, language) for name, value in arguments.items()}
    if "facts" in arguments:
        words |= {
            "facts": _labels(arguments["facts"], language),
            "questions": _questions(arguments["facts"], language),
        }
    return MESSAGES[message][column].format_map(words)


def headline(
    measure: Measure,
    *,
    provisional: bool = False,
    language: str = "en",
    audience: str = "official",
) -> str:
    """Say the measure itself: its name for an official, what to do for a citizen."""
    if audience == "citizen":
        sentence = HEADLINES[language][measure.value]
    else:
        sentence = f"{MEASURE_WORDS[language][measure.value]}."
    if not provisional:
        return sentence[0].upper() + sentence[1:]
    return PROVISIONAL[audience, language] + sentence[0].lower() + sentence[1:]


def _words(name: str, value: Any, language: str) -> str:
    """Write an argument; its name tells what it is."""
    if name == "day" or name.endswith(("_day", "_end")):
        return day_words(value, language)
    if name == "document":
        return _document(value, language)
    if name == "days_due":
        return ", ".join(day_words(day, language) for day in value)
    if name in ("measure", "measures"):
        listed = [value] if name == "measure" else value
        return "; ".join(MEASURE_WORDS[language][item] for item in listed)
    if name == "condition":
        return CONDITION_WORDS[language][value]
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


def _document(value: Mapping[str, str], language: str) -> str:
    """Name a document by its number, or by its title where the number is not known."""
    name = value["reference"] or f"“{value[f'title_{language}']}”"
    issued = day_words(value["issued_on"], language)
    return f"{name} ngày {issued}" if language == "vi" else f"{name} of {issued}"


def _questions(names: list[str], language: str) -> str:
    column = 2 if language == "vi" else 1
    return " ".join(FACT_WORDS[name][column] for name in names)


def _labels(names: list[str], language: str) -> str:
    if language == "vi":
        return ", ".join(FACT_WORDS[name][0] for name in names)
    return ", ".join(name.replace("_", " ") for name in names)
