"""Contacts, visits, places, isolations, facts, rules: each kind of error and its exact words."""

import unicodedata

import polars as pl
import pytest

from tests.core.linelist.conftest import Reader, Teller
from vungxanh.linelist import CONTACTS, ISOLATIONS, LINKS, PLACES, VISITS, Faulty
from vungxanh.linelist.formats import RULES, facts_format
from vungxanh.linelist.rules import read_rules, shipped_rules, shipped_rules_text
from vungxanh.linelist.tables import read_table
from vungxanh.records import KindRule

EXAMPLES = "2020-03-08T07:30 or 08/03/2020 07:30 (day first), or a date alone"


def test_contacts_errors(wrong: Teller) -> None:
    rows = [
        "A,B,2020-03-01T10:00,2020-03-01T11:00,maybe",
        "A,A,2020-03-01T10:00,2020-03-01T11:00,",
        "A,,2020-03-01T10:00,2020-03-01T11:00,",
        "A,B,,,",
        "A,B,2020-03-01T10:00:10,2020-03-01T10:00:05,",
        "A,B,10:00,2020-03-01,",
    ]
    assert wrong(CONTACTS, "person_a,person_b,start,end,close\n" + "\n".join(rows)) == [
        'contacts.csv, row 2, column close: "maybe"; expected yes or no'
        " (also true, false, 1, 0, có, không)",
        'contacts.csv, row 3, column person_b: "A"; expected somebody other than person_a:'
        " nobody is a contact of themselves",
        "contacts.csv, row 4, column person_b: blank; expected the id of a person",
        "contacts.csv, row 5, column start: blank; expected the time at which it started",
        "contacts.csv, row 5, column end: blank; expected the time at which it ended"
        " (unknown? estimate it, a blank end cannot be traced)",
        'contacts.csv, row 6, column end: "2020-03-01T10:00:05"; expected a time not before start',
        f'contacts.csv, row 7, column start: "10:00"; expected a time such as {EXAMPLES}',
    ]


@pytest.mark.parametrize(
    ("start", "end", "fine"),
    [
        ("2020-03-02", "2020-03-02", True),
        ("2020-03-02", "2020-03-01", False),  # its next midnight is the start: still too early
        ("2020-03-02T00:00", "2020-03-01", False),
        ("2020-03-02T10:00", "2020-03-02", True),
        ("2020-03-02", "2020-03-02T00:00", True),
        ("2020-03-01T10:00:50", "2020-03-01T10:00:10", False),  # equal once floored
        ("2020-03-01T10:00+07:00", "2020-03-01T04:00Z", True),
    ],
)
def test_end_before_start_is_judged_by_what_was_written(
    read: Reader, start: str, end: str, fine: bool
) -> None:
    table = read(VISITS, f"person_id,place_id,start,end\nA,P,{start},{end}\n")
    assert table.rows.height == fine


def test_a_contact_that_ends_as_it_starts_is_fine(read: Reader) -> None:
    table = read(CONTACTS, "person_a,person_b,start,end\nA,B,2020-03-01T10:00,2020-03-01T10:00\n")
    assert table.rows.height == 1


@pytest.mark.parametrize(
    ("cell", "close"),
    [("yes", True), ("YES", True), ("true", True), ("1", True), ("có", True), ("Có", True),
     ("no", False), ("False", False), ("0", False), ("không", False), ("KHÔNG", False), ("", None)],
)  # fmt: skip
def test_close_in_all_its_spellings(read: Reader, cell: str, close: bool | None) -> None:
    for spelling in {unicodedata.normalize("NFC", cell), unicodedata.normalize("NFD", cell)}:
        row = f"A,B,2020-03-01,2020-03-01,{spelling}"
        table = read(CONTACTS, f"person_a,person_b,start,end,close\n{row}\n")
        assert table.rows["close"].item() is close


def test_visits_errors(wrong: Teller) -> None:
    rows = [
        "A,,2020-03-01,2020-03-02,12A",
        "A,P,2020-03-02,2020-03-01T23:59,12A",
        "A,P,2020-03-01,2020-03-02,K5",
        "A,P,2020-02-30,2020-03-02,7",
    ]
    assert wrong(VISITS, "person_id,place_id,start,end,seat\n" + "\n".join(rows)) == [
        "visits.csv, row 2, column place_id: blank; expected the id of a place",
        'visits.csv, row 3, column end: "2020-03-01T23:59"; expected a time not before start',
        'visits.csv, row 4, column seat: "K5"; expected a seat that begins with the number of its'
        " row, such as 12A",
        'visits.csv, row 5, column start: "2020-02-30"; expected a day and time that exist,'
        f" such as {EXAMPLES}",
    ]


def test_places_errors(wrong: Teller) -> None:
    rows = [
        "P1,-5,,,,",
        "P2,1.5,x,,,",
        "P3,,,-1,,",
        "P4,,,,105.8,21.0",
        "P5,,,,21.0,",
        "P1,,,,,",
        ",,,,,",
        "P6,,,,21.0,181",
    ]
    header = "place_id,min_overlap,max_level,seat_rows,latitude,longitude\n"
    assert wrong(PLACES, header + "\n".join(rows)) == [
        'places.csv, row 2, column min_overlap: "-5"; expected a whole number of minutes,'
        " 0 or more",
        'places.csv, row 3, column min_overlap: "1.5"; expected a whole number of minutes,'
        " 0 or more",
        'places.csv, row 3, column max_level: "x"; expected a whole number (the last level that'
        " this place makes), 0 or more",
        'places.csv, row 4, column seat_rows: "-1"; expected a whole number of rows, 0 or more',
        'places.csv, row 5, column latitude: "105.8"; expected a latitude in degrees from -90 to'
        " 90 (are latitude and longitude swapped?)",
        "places.csv, row 6, column longitude: blank; expected a longitude beside the latitude",
        'places.csv, row 7, column place_id: "P1"; expected a place_id that stands in no other'
        " row; row 2 has it too",
        'places.csv, row 9, column longitude: "181"; expected a longitude in degrees from -180'
        " to 180",
    ]


def test_places_values(read: Reader) -> None:
    text = "place_id;min_overlap;max_level;seat_rows;latitude;longitude\nP;15;0;2.0;21,03;105.85\n"
    row = read(PLACES, text).rows.row(0, named=True)
    assert (row["min_overlap"], row["max_level"], row["seat_rows"]) == (15, 0, 2)
    assert (row["latitude"], row["longitude"]) == (21.03, 105.85)
    assert row["kind"] is None


def test_isolations_errors(wrong: Teller) -> None:
    text = "person_id,isolated_at,released_at\nA,,\n,2020-03-01,\nB,2020-03-05,2020-03-01\n"
    assert wrong(ISOLATIONS, text) == [
        "isolations.csv, row 2, column isolated_at: blank; expected the time at which the"
        " isolation began",
        "isolations.csv, row 3, column person_id: blank; expected the id of a person",
        'isolations.csv, row 4, column released_at: "2020-03-01"; expected a time not before'
        " isolated_at",
    ]


LINKED = "from_person,to_person,from_place,kind,certainty,source\n"


def test_links_errors(wrong: Teller) -> None:
    rows = [
        "A,,,,,",
        ",B,,,,",
        "A,A,,,,",
        "A,B,,,perhaps,",
        f"A,B,,{'k' * 41},,{'s' * 301}",
        ",,,,,x",
    ]
    assert wrong(LINKS, LINKED + "\n".join(rows)) == [
        "links.csv, row 2, column to_person: blank; expected the id of the person who was infected",
        "links.csv, row 3, column from_person: blank; expected the id of the infector, or a"
        " from_place where nobody is named",
        'links.csv, row 4, column to_person: "A"; expected somebody other than from_person:'
        " nobody is linked to themselves",
        'links.csv, row 5, column certainty: "perhaps"; expected reported, probable or possible'
        " (blank is reported)",
        f'links.csv, row 6, column kind: "{"k" * 41}"; expected 40 letters at most',
        f'links.csv, row 6, column source: "{"s" * 301}"; expected 300 letters at most',
        "links.csv, row 7, column from_person: blank; expected the id of the infector, or a"
        " from_place where nobody is named",
        "links.csv, row 7, column to_person: blank; expected the id of the person who was infected",
    ]


def test_links_name_a_person_or_a_place_and_need_no_more(read: Reader) -> None:
    table = read(
        LINKS, LINKED + "A,B,,,,\n,C,market,place_cluster,possible,a newspaper\nA,D,bus,,,\n"
    )
    assert table.rows.select("from_person", "to_person", "from_place", "certainty").rows() == [
        ("A", "B", None, None),
        (None, "C", "market", "possible"),
        ("A", "D", "bus", None),
    ]
    assert read(LINKS, "from_person,to_person\nA,B\n").rows.height == 1


def test_links_without_the_infected_cannot_be_read(wrong: Teller) -> None:
    (told,) = wrong(LINKS, "from_person,infected\nA,B\n")
    assert told.startswith("links.csv")
    assert "to_person" in told


def _judge(fact: str, value: str) -> str | None:
    return None if (fact, value) != ("cough", "loud") else "yes, no or unknown"


def test_facts_errors(wrong: Teller) -> None:
    rows = ["A,cough,yes,2020-03-05", "A,coff,yes,2020-03-05", "A,cough,loud,2020-03-05",
            "A,cough,,", "A,,yes,2020-03-05", "B,cough,loud,2020-03-05"]  # fmt: skip
    form = facts_format(("cough", "fever"), _judge)
    assert wrong(form, "person_id,fact,value,observed_at\n" + "\n".join(rows)) == [
        'facts.csv, row 3, column fact: "coff"; expected one of cough, fever',
        'facts.csv, row 4, column value: "loud"; expected yes, no or unknown',
        'facts.csv, row 5, column value: blank; expected a value ("unknown" is one)',
        "facts.csv, row 5, column observed_at: blank; expected the time at which it was observed",
        "facts.csv, row 6, column fact: blank; expected the name of a fact: one of cough, fever",
        'facts.csv, row 7, column value: "loud"; expected yes, no or unknown',
    ]


def test_each_pair_of_fact_and_value_is_judged_once(read: Reader) -> None:
    asked = []

    def judge(fact: str, value: str) -> str | None:
        asked.append((fact, value))
        return None

    rows = "A,cough,yes,2020-03-05\n" * 50 + "B,cough,no,2020-03-05\n" * 50
    read(facts_format(("cough",), judge), "person_id,fact,value,observed_at\n" + rows)
    assert len(asked) < 10  # once for each distinct pair, a few passes over them at most


def test_rules_errors(wrong: Teller) -> None:
    assert wrong(RULES, "kind,min_overlap\nbus,x\nbus,5\n") == [
        'rules.csv, row 2, column min_overlap: "x"; expected a whole number of minutes, 0 or more',
        'rules.csv, row 3, column kind: "bus"; expected a kind that stands in no other row; row 2'
        " has it too",
    ]


def test_rules_with_a_fault_are_no_rules() -> None:
    with pytest.raises(Faulty, match="1 error in 1 row"):
        read_rules(pl.DataFrame({"kind": ["bus"], "min_overlap": [-1]}))


def test_shipped_rules_can_be_saved_and_read_back_and_give_a_reason_each() -> None:
    table = pl.read_csv(shipped_rules_text().encode(), infer_schema=False)
    assert read_rules(table) == shipped_rules()
    assert table["reason"].null_count() == 0
    assert shipped_rules()["flight"] == KindRule(15, None, 2)
    assert shipped_rules()["stadium"].max_level == 1
    expected = {"home", "household", "workplace", "school", "hospital_ward", "flight", "bus",
                "train", "restaurant", "market", "station", "stadium", "supermarket",
                "event"}  # fmt: skip
    assert expected <= set(shipped_rules())


def test_ids_lose_outer_blanks_and_are_composed(read: Reader) -> None:
    decomposed = unicodedata.normalize("NFD", "Hà")
    table = read(
        ISOLATIONS, f"person_id,isolated_at\n\u00a0BN17 ,2020-03-01\n{decomposed},2020-03-01\n"
    )
    assert table.rows["person_id"].to_list() == ["BN17", "Hà"]


def test_values_of_frames_are_read_as_they_are(hanoi) -> None:
    frame = pl.DataFrame(
        {
            "person_a": [1.0, 2.0],
            "person_b": [2, 3],
            "start": ["2020-03-01"] * 2,
            "end": ["2020-03-01"] * 2,
            "close": [True, None],
        }
    )
    rows = read_table(CONTACTS, frame, hanoi).rows
    assert rows.select("person_a", "person_b", "close").rows() == [
        ("1", "2", True),
        ("2", "3", None),
    ]


def test_the_line_of_a_frame_is_put_together(hanoi) -> None:
    frame = pl.DataFrame({"person_id": ["A", None], "isolated_at": [None, "2020-03-01"]})
    first, second = read_table(ISOLATIONS, frame, hanoi).faults.shown()
    assert (first.file, first.row, first.line) == ("isolations", 2, "A,")
    assert (second.row, second.line) == (3, ",2020-03-01")
