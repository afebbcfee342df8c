"""Rows written past the ORM read back through it as they were given."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from tests.web.factories import NOW, make_case, make_person
from vungxanh.web.config.among import Among
from vungxanh.web.config.rows import adapter, insert, json_value
from vungxanh.web.measures.models import TreeAdvice
from vungxanh.web.registry.models import Fact, Person

pytestmark = pytest.mark.django_db

HARD = 'Tab\t, newline\n, back\\slash, \\N, "quoted", 50 %, %s, Nguyễn 🦠'


def test_texts_instants_and_nothing_are_kept() -> None:
    person = make_person()
    columns = ("person", "name", "value", "observed_at", "recorded_at", "retracted_at")
    rest = ("recorded_by", "source")
    instant = adapter()
    row = (person.pk, "cough", HARD, instant(NOW), instant(NOW), instant(None), HARD, "")
    insert(Fact, (*columns, *rest), [row])
    fact = Fact.objects.get()
    assert (fact.person, fact.value, fact.recorded_by) == (person, HARD, HARD)
    assert (fact.observed_at, fact.retracted_at, fact.source) == (NOW, None, "")


def test_an_instant_of_any_zone_is_the_same_instant() -> None:
    instant = adapter()
    utc = datetime.fromisoformat("2020-03-08T00:00:00.000001+00:00")
    assert instant(NOW.astimezone(utc.tzinfo)) == instant(NOW)
    assert instant(utc + timedelta(microseconds=1)) != instant(utc)


def test_json_is_kept_and_may_be_shared() -> None:
    case = make_case()
    content = {"words": [HARD, None, 1.5], "nested": {"yes": True}}
    shared, instant = json_value(content), adapter()(NOW)
    insert(
        TreeAdvice,
        ("case", "people", "decision", "given_at"),
        [(case.pk, number, shared, instant) for number in range(3)],
    )
    assert [advice.decision for advice in TreeAdvice.objects.all()] == [content] * 3


def test_no_rows_write_nothing() -> None:
    insert(Person, ("code",), [])
    assert not Person.objects.exists()


def test_a_row_that_breaks_a_rule_writes_none() -> None:
    person = make_person()
    columns = ("code", "name", "recorded_at")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Person, columns, [("new", "", adapter()(NOW)), (person.code, "", adapter()(NOW))])
    assert list(Person.objects.all()) == [person]


def test_many_ids_are_one_parameter(django_assert_num_queries) -> None:
    people = [make_person().pk for _ in range(3)]
    some = np.array([people[0], people[2], 10**12])
    with django_assert_num_queries(1):
        found = Person.objects.filter(Among("pk", [*some, *range(10**9, 10**9 + 40_000)]))
        assert set(found.values_list("pk", flat=True)) == {people[0], people[2]}
    assert not Person.objects.filter(Among("pk", [])).exists()
