"""A package is opened by its recipient alone, and nothing that was changed is taken."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.exchange import (
    Handover,
    HandoverError,
    Wrong,
    digest_of,
    key_text,
    new_key,
    open_package,
    public_key,
    read_receipt,
    seal,
    secret_key,
    write_receipt,
)

NOON = datetime(2020, 3, 8, 5, 0, tzinfo=UTC)
OURS, THEIRS, OTHERS = new_key("CDC A"), new_key("CDC B"), new_key("CDC C")
PASSENGER = Handover(
    "contact VN54-12",
    "lives in province B",
    NOON,
    {
        "persons": [{"code": "P1", "name": "Nguyễn Thị Hòa", "birth_year": 1975, "phone": None}],
        "visits": [{"person": "P1", "place": "VN54", "seat": "12A", "start": 26390000}],
    },
)
PACKAGE = seal(PASSENGER, sender=OURS, recipient=THEIRS.public)


def wrong(data: bytes, key=THEIRS, senders=(OURS.public,)) -> Wrong:
    with pytest.raises(HandoverError) as error:
        open_package(data, recipient=key, senders=senders)
    assert str(error.value).endswith(".")
    return error.value.wrong


def test_a_package_comes_out_as_it_went_in_and_its_receipt_goes_back() -> None:
    opened = open_package(PACKAGE, recipient=THEIRS, senders=[OTHERS.public, OURS.public])
    assert (opened.handover, opened.sender) == (PASSENGER, OURS.public)
    receipt = write_receipt(opened, recipient=THEIRS, received_at=NOON, accepted=True, note="ok")
    back = read_receipt(receipt, package=digest_of(PACKAGE), recipient=THEIRS.public)
    assert (back.digest, back.accepted, back.note, back.received_at) == (
        digest_of(PACKAGE),
        True,
        "ok",
        NOON,
    )


def test_nothing_personal_can_be_read_from_the_package() -> None:
    for told in ("Hòa", "Hoa", "1975", "VN54", "12A", "province B"):
        assert told.encode() not in PACKAGE


def test_what_cannot_be_taken_says_why() -> None:
    told = json.loads(PACKAGE)
    assert wrong(PACKAGE, key=OTHERS) == Wrong.NOT_FOR_US
    assert wrong(PACKAGE, senders=[OTHERS.public]) == Wrong.UNKNOWN_SENDER
    assert wrong(PACKAGE[:-20]) == Wrong.BROKEN
    assert wrong(b"") == wrong(b"\xff\x00") == wrong(b"[" * 99_999) == Wrong.BROKEN
    assert wrong(json.dumps(told | {"version": 2}).encode()) == Wrong.OTHER_VERSION
    assert wrong(json.dumps(told | {"sender_office": "CDC X"}).encode()) == Wrong.TAMPERED
    assert wrong(json.dumps(told | {"content": told["once"]}).encode()) == Wrong.TAMPERED


def test_a_package_signed_anew_by_somebody_else_is_not_taken() -> None:
    forged = seal(PASSENGER, sender=OTHERS, recipient=THEIRS.public)
    told = json.loads(forged) | {"sender": OURS.public.id}
    assert wrong(json.dumps(told).encode()) == Wrong.TAMPERED


def test_a_receipt_of_another_package_or_office_is_not_taken() -> None:
    opened = open_package(PACKAGE, recipient=THEIRS, senders=[OURS.public])
    receipt = write_receipt(opened, recipient=THEIRS, received_at=NOON, accepted=False)
    for key, package, why in (
        (OTHERS.public, digest_of(PACKAGE), Wrong.UNKNOWN_SENDER),
        (THEIRS.public, "0" * 64, Wrong.OTHER_PACKAGE),
    ):
        with pytest.raises(HandoverError) as error:
            read_receipt(receipt, package=package, recipient=key)
        assert error.value.wrong == why
    changed = receipt.replace(b"false", b"true")
    with pytest.raises(HandoverError) as error:
        read_receipt(changed, package=digest_of(PACKAGE), recipient=THEIRS.public)
    assert error.value.wrong == Wrong.TAMPERED


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PACKAGE) - 2), st.binary(min_size=1, max_size=4))
def test_no_change_of_any_byte_is_taken(where: int, junk: bytes) -> None:
    changed = PACKAGE[:where] + junk + PACKAGE[where + len(junk) :]
    if json.loads(PACKAGE) != _loaded(changed):
        wrong(changed)


def _loaded(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return None


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_anything_else_is_broken_and_nothing_worse(data: bytes | str) -> None:
    raw = data if isinstance(data, bytes) else data.encode()
    assert wrong(raw) == Wrong.BROKEN
    with pytest.raises(HandoverError):
        read_receipt(raw, package="", recipient=OURS.public)


cells = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=5), cells, max_size=3), max_size=3))
def test_every_row_comes_out_as_it_went_in(rows: list) -> None:
    sent = replace(PASSENGER, tables={"facts": rows})
    package = seal(sent, sender=OURS, recipient=THEIRS.public)
    assert open_package(package, recipient=THEIRS, senders=[OURS.public]).handover == sent


def test_keys_are_lines_of_text() -> None:
    assert public_key(key_text(OURS.public)) == OURS.public
    assert secret_key(key_text(OURS)).public.id == OURS.public.id
    assert "secret" not in repr(OURS.public)
    assert str(OURS.opens) not in repr(OURS)
    for text in ("", "hello", key_text(OURS), key_text(OURS.public)[:40], "a b c\nd"):
        with pytest.raises(ValueError, match="key"):
            public_key(text)


def test_a_table_that_no_hand_over_has_is_refused() -> None:
    with pytest.raises(ValueError, match="shoes"):
        seal(replace(PASSENGER, tables={"shoes": []}), sender=OURS, recipient=THEIRS.public)
