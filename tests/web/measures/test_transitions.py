"""The life of an order: one table, one page that shows it, and no step beside it."""

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.utils import translation

from tests.web.factories import NOW
from vungxanh.web.measures import reference
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.measures.transitions import (
    CHANGEABLE,
    STAMP,
    TRANSITIONS,
    WrongStepError,
    WrongTimeError,
    refuse_wrong_time,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / reference.PAGE
HOUR = timedelta(hours=1)


def test_every_status_stands_in_the_table_and_leads_to_statuses_only():
    assert set(TRANSITIONS) == set(OrderStatus)
    assert all(after in TRANSITIONS for targets in TRANSITIONS.values() for after in targets)


def test_what_is_over_stays_over():
    over = {status for status, targets in TRANSITIONS.items() if not targets}
    assert over == {"ended", "rejected", "withdrawn"}
    assert over.isdisjoint(CHANGEABLE)


def test_nothing_returns():
    """The life of an order has an end: from no status one comes back to it."""

    def after(status: str) -> set[str]:
        return {far for near in TRANSITIONS[status] for far in {near} | after(near)}

    assert all(status not in after(status) for status in TRANSITIONS)


def test_a_running_order_can_only_go_on_or_end():
    for before, after in product(RUNNING, TRANSITIONS):
        if after in TRANSITIONS[before]:
            assert after in (*RUNNING, "ended")


def test_every_running_status_and_the_end_keep_their_time():
    columns = {field.name for field in Order._meta.fields}
    assert set(STAMP) == {*RUNNING, "ended"}
    assert set(STAMP.values()) <= columns


def test_the_reference_page_is_current():
    written = PAGE.read_text(encoding="utf-8")
    assert written == reference.order_states_page(), (
        "the table of transitions changed: run"
        " `python -m vungxanh.web.measures.reference docs/reference`"
    )


def test_the_page_draws_every_step():
    page = reference.order_states_page()
    for before, targets in TRANSITIONS.items():
        assert f"| {before} |" in page
        for after in TRANSITIONS:
            assert (f"    {before} --> {after}\n" in page) == (after in targets)


def order(**stamps) -> Order:
    return Order(status="told", confirmed_at=NOW, **stamps)


def test_a_step_may_be_written_down_later_than_it_happened():
    refuse_wrong_time(order(), NOW, now=NOW + HOUR)
    refuse_wrong_time(order(told_at=NOW + HOUR), NOW + HOUR, now=NOW + 2 * HOUR)


def test_a_step_cannot_lie_ahead():
    with translation.override("en"), pytest.raises(WrongTimeError, match="not happened yet"):
        refuse_wrong_time(order(), NOW + 2 * HOUR, now=NOW + HOUR)


def test_a_step_cannot_lie_before_the_confirmation_and_the_message_says_when_that_was():
    with translation.override("en"), pytest.raises(WrongTimeError) as refusal:
        refuse_wrong_time(order(), NOW - HOUR, now=NOW + HOUR)
    assert "confirmed at" in str(refusal.value)
    assert "07:00" in str(refusal.value)  # in the city's time, not in UTC


def test_a_beginning_cannot_lie_before_the_telling():
    with translation.override("en"), pytest.raises(WrongTimeError, match="told at"):
        refuse_wrong_time(order(told_at=NOW + 2 * HOUR), NOW + HOUR, now=NOW + 3 * HOUR)


def test_a_wrong_step_says_what_to_do():
    with translation.override("en"):
        message = str(WrongStepError("ended", "told"))
    assert "ended" in message
    assert "told" in message
    assert "load the page again" in message
