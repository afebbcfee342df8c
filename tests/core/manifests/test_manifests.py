"""Passenger lists: seats, lists as they are sent, and who is F1, against tracing and bulletins."""

import csv
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.manifests import (
    Journey,
    Mode,
    Passenger,
    Rule,
    Seat,
    Standing,
    abreast,
    findings,
    read_cells,
    read_seat,
    read_text,
    stays,
)
from vungxanh.manifests.reading import BAD_BIRTH, BAD_SEAT, DIGITS, NO_NAME, TOO_MANY, TWICE, UNSURE
from vungxanh.records import Log, Rules, Window
from vungxanh.tracing.trace import trace

SEATS = Path(__file__).parents[2] / "data" / "flight_seats_2020.csv"
"""Seats published in notices of the Ministry of Health, spring 2020; their number stands beside."""

letters = st.sampled_from("ABCDEFGHJK")
seats = st.builds(Seat, st.just(""), st.integers(1, 8), letters) | st.builds(
    Seat, st.sampled_from(["1", "2"]), st.integers(1, 30)
)
passengers = st.lists(
    st.builds(
        Passenger,
        line=st.just(0),
        name=st.just("An"),
        seat=st.none() | seats,
        boarded=st.sampled_from([None, True, False]),
        role=st.sampled_from(["", "", "", "steward"]),
        cabin=st.sampled_from(["", "Business", "business", "economy"]),
    ),
    min_size=1,
    max_size=8,
).map(lambda rows: [_on_line(one, line) for line, one in enumerate(rows, 1)])
rules = st.builds(
    Rule, st.sampled_from(Mode), st.integers(0, 3), st.just(value=False), st.none() | st.just(4)
)


def _on_line(one, line):
    return Passenger(line, one.name, one.seat, boarded=one.boarded, role=one.role, cabin=one.cabin)


@pytest.mark.parametrize(
    ("told", "seat"),
    [
        ("12A", Seat("", 12, "A")),
        ("022 k", Seat("", 22, "K")),
        ("số ghế 5A", Seat("", 5, "A")),
        ("1-04", Seat("1", 4)),
        ("toa 3 giường 12", Seat("3", 12)),
        ("Toa số 10, ghế 7", Seat("10", 7)),
        ("coach 2 seat 15B", Seat("2", 15, "B")),
        ("B7", Seat("B", 7)),
        ("ghế 15", Seat("", 15)),
    ],
)
def test_seats_as_lists_write_them(told, seat):
    assert read_seat(told) == seat


@pytest.mark.parametrize("told", ["", "0A", "12I", "12L", "near the door", "1234", "A", "-"])
def test_what_is_no_seat(told):
    assert read_seat(told) is None


def test_the_aisles_are_guessed_from_the_letters_that_were_sold():
    assert abreast([Seat("", 3, "C")]) == ("AB", "CD")
    assert abreast([Seat("", 3, "E"), Seat("", 9, "H")]) == ("ABC", "DEFG", "HJK")
    assert abreast([Seat("1", 4)]) == ()


SAME_LIST = {
    "tabs": "STT\tHọ và tên\tSố ghế\tSĐT\n1\tLê An\t12A\t0912 000 111\n2\tTrần Bình\t14C\t",
    "bars": "| Name | Seat | Phone |\n|---|---|---|\n| Lê An | 12A | 0912000111 |\n"
    "| Trần Bình | 14C | |",
    "semicolons": "Lê An; 12A; +84 912 000 111\nTrần Bình; 14C",
    "blanks": "1. Lê An    12A   0912000111\n\n2) Trần Bình   14C",
}


@pytest.mark.parametrize("way", SAME_LIST)
def test_one_list_pasted_in_several_ways_is_one_list(way):
    manifest = read_text(SAME_LIST[way])
    read = [(one.name, str(one.seat), one.phone) for one in manifest.passengers]
    assert read == [("Lê An", "12A", "0912000111"), ("Trần Bình", "14C", "")]
    assert not manifest.unread


def test_every_column_of_a_sheet_is_read():
    rows = [
        ["Họ tên", "Toa", "Ghế", "CCCD/Hộ chiếu", "Quốc tịch", "Ngày sinh", "Tình trạng"],
        ["Lê An", "3", "12", "001 185 000123", "Việt Nam", "02/03/1985", "Vắng"],
        ["Ann Lee", "3", "7", "b 123 4567", "UK", "1990-12-31", "Boarded"],
    ]
    one, other = read_cells(rows).passengers
    assert (one.seat, one.identity, one.boarded) == (Seat("3", 12), "001185000123", False)
    assert (one.birth, other.birth) == (date(1985, 3, 2), date(1990, 12, 31))
    assert (other.identity, other.nationality, other.boarded) == ("B1234567", "UK", True)


def test_a_line_that_cannot_be_read_is_kept_with_its_number_and_why():
    text = "Name;Seat;Birth\nAn;near door;\n;12A;\nBình;1A;31/02/1990\nChi;2A;\nDũng;2A;"
    manifest = read_text(text)
    assert [one.name for one in manifest.passengers] == ["Chi"]
    told = [(each.line, each.why) for each in manifest.unread]
    assert told == [(2, BAD_SEAT), (3, NO_NAME), (4, BAD_BIRTH), (6, TWICE)]
    assert "near door" in manifest.unread[0].text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Lê An, 12A, 0912000111", DIGITS),
        ("Lê An 12A", DIGITS),
        ("Lê An; 12A; Việt Nam", UNSURE),
        ("Lê An; 12A; ???", UNSURE),
        ("Name;Seat\nLê An;12A;0912000111", TOO_MANY),
    ],
)
def test_no_cell_is_dropped_silently(text, why):
    assert [each.why for each in read_text(text).unread] == [why]
    assert not read_text(text).passengers


@pytest.mark.parametrize(
    ("cell", "identity", "phone"),
    [
        ("001185000123", "001185000123", ""),
        ("012345678", "012345678", ""),
        ("0084 912 000 111", "", "0912000111"),
        ("+44 7700 900123", "", "+447700900123"),
    ],
)
def test_numbers_and_telephones_are_told_apart_without_headings(cell, identity, phone):
    (one,) = read_text(f"Lê An;12A;{cell}").passengers
    assert (one.identity, one.phone) == (identity, phone)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_line_is_lost_whatever_is_pasted(text):
    manifest = read_text(text)
    lines = [each.line for each in (*manifest.passengers, *manifest.unread)]
    assert len(lines) == len(set(lines))
    told = {line for line, row in enumerate(text.splitlines(), 1) if any(map(str.isalpha, row))}
    assert len(told - set(lines)) <= 1  # a line of headings


@settings(max_examples=60, deadline=None)
@given(passengers, rules, st.integers(1, 8))
def test_tracing_finds_the_f1_that_the_rule_names(listed, rule, case):
    places, visits = stays(listed, Journey("VN1", "plane", 1_000, 1_600), rule)
    log = Log.of(windows=[Window(str(case), 0)], visits=visits, places=places)
    levels = trace(log, Rules()).levels
    traced = set(levels.filter(levels["level"] == 1)["person_id"])
    found = findings(listed, {case}, rule)
    assert traced == {
        str(each.passenger.line) for each in found if each.standing is Standing.CONTACT
    }


def test_crew_count_for_the_section_they_served():
    listed = [
        Passenger(1, "case", Seat("", 5, "K")),
        Passenger(2, "front", role="steward", cabin="1-9"),
        Passenger(3, "back", role="steward", cabin="20-40"),
        Passenger(4, "anywhere", role="steward"),
    ]
    by_section = findings(listed, {1}, Rule(Mode.ROWS, crew_by_section=True))
    assert [each.standing.value for each in by_section[1:]] == ["contact", "cleared", "contact"]
    whole = findings(listed, {1}, Rule(Mode.ROWS))
    assert all(each.standing is Standing.CONTACT for each in whole[1:])


def test_every_finding_says_why_and_through_whom():
    listed = read_text("Name;Seat\nAn;5K\nBình;7A\nChi;9A").passengers
    _, near, far = findings(listed, {2}, Rule(Mode.ROWS, rows=2))
    assert (str(near.reason), near.through) == ("2 rows apart; up to 2 count.", 2)
    assert (far.standing, far.through) == (Standing.CLEARED, None)


def _caught(flight, arrived, rule):
    """Count the pairs (a case, another case of its flight), and those that the rule names F1."""
    with SEATS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["flight"] == flight]
    listed = [
        Passenger(line, row["patient"], read_seat(row["seat"]))
        for line, row in enumerate((row for row in rows if row["arrived"] == arrived), 1)
    ]
    pairs = list(permutations(listed, 2))
    named = sum(
        findings(pair, {pair[0].line}, rule)[1].standing is Standing.CONTACT for pair in pairs
    )
    return named, len(pairs)


@pytest.mark.parametrize(
    ("flight", "arrived", "named", "pairs"),
    [("SU290", "2020-03-18", 6, 6), ("VN0054", "2020-03-23", 0, 2), ("SU290", "2020-03-25", 0, 12)],
)
def test_how_many_published_cases_two_rows_would_have_named(flight, arrived, named, pairs):
    assert _caught(flight, arrived, Rule(Mode.ROWS, rows=2)) == (named, pairs)
    assert _caught(flight, arrived, Rule(Mode.WHOLE)) == (pairs, pairs)
