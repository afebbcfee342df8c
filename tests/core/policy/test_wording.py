import string
import unicodedata

import pytest

from vungxanh.policy.facts import FACTS
from vungxanh.policy.rendering import day_words, headline, render
from vungxanh.policy.rules.conditions import CONDITIONS
from vungxanh.policy.wording import (
    CONDITION_WORDS,
    FACT_WORDS,
    HEADLINES,
    LANGUAGES,
    MEASURE_WORDS,
    MESSAGES,
)
from vungxanh.terms import Measure


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("message", MESSAGES)
def test_both_languages_of_a_message_use_the_same_arguments(message):
    official_en, official_vi, citizen_en, citizen_vi = MESSAGES[message]
    assert placeholders(official_en) == placeholders(official_vi)
    assert placeholders(citizen_en) == placeholders(citizen_vi)
    assert placeholders(citizen_en) - {"questions"} <= placeholders(official_en)


@pytest.mark.parametrize("message", MESSAGES)
def test_vietnamese_is_composed_and_has_its_diacritics(message):
    for text in MESSAGES[message][1::2]:
        assert text == unicodedata.normalize("NFC", text)
        assert any(ord(letter) > 127 for letter in text)


def test_every_measure_condition_and_fact_has_words_in_both_languages():
    for language in LANGUAGES:
        assert set(MEASURE_WORDS[language]) == set(HEADLINES[language]) == set(Measure)
        assert set(CONDITION_WORDS[language]) == set(CONDITIONS)
    assert set(FACT_WORDS) >= set(FACTS)
    assert {name for condition in CONDITIONS.values() for name in condition.facts} <= set(FACTS)


@pytest.mark.parametrize("measure", Measure)
def test_a_citizen_is_addressed_with_respect_and_without_jargon(measure):
    english = headline(measure, audience="citizen")
    vietnamese = headline(measure, language="vi", audience="citizen")
    assert "lease" in english or "Thank you" in english
    assert "ông/bà" in vietnamese.lower()
    for text in (english, vietnamese):
        assert not {"F0", "F1", "F2", "F3"} & set(text.replace(".", " ").split())


def test_a_document_without_a_number_is_named_by_its_title():
    named = {
        "reference": "5599/BYT-MT",
        "issued_on": "2021-07-14",
        "title_en": "A",
        "title_vi": "Ă",
    }
    told = {"level": 4, "document": named}
    assert "5599/BYT-MT of 14 July 2021" in render("not_named", told)
    told["document"] = named | {"reference": ""}
    assert "“A” of 14 July 2021" in render("not_named", told)
    assert "“Ă” ngày 14/07/2021" in render("not_named", told, language="vi")


def test_dates_are_written_as_each_language_writes_them():
    assert day_words("2020-03-08", "en") == "8 March 2020"
    assert day_words("2020-03-08", "vi") == "08/03/2020"


def test_a_provisional_measure_says_so():
    assert headline(Measure.HOME, provisional=True) == (
        "Provisional, facts are missing: quarantine at home under supervision."
    )
