"""The library in a notebook: pandas or polars in, the same out; the story of BN17 in small."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import polars as pl
import pytest

import vungxanh
from vungxanh.linelist import Faulty
from vungxanh.records import KindRule

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
CASES = {"person_id": ["BN17"], "onset_date": ["2020-03-01"], "isolated_at": ["2020-03-05T12:00"]}
VISITS = {
    "person_id": ["BN17", "BN19", "far", "late"],
    "place_id": ["VN0054"] * 4,
    "start": ["2020-03-01T18:00"] * 3 + ["2020-03-02T03:50"],
    "end": ["2020-03-02T04:00"] * 4,
    "seat": ["5K", "6A", "30A", "5A"],
}
PLACES = {"place_id": ["VN0054"], "kind": ["flight"], "name": ["flight VN0054"]}
CONTACTS = {
    "person_a": ["BN19", "friend"],
    "person_b": ["friend", "cousin"],
    "start": ["2020-03-03T10:00", "2020-03-04"],
    "end": ["2020-03-03T10:05", "2020-03-04"],
    "close": ["yes", ""],
}
FLIGHT = {"flight": KindRule(min_overlap=15, seat_rows=2)}


def traced(frame=pl.DataFrame, **options):
    tables = [frame(table) for table in (CASES, CONTACTS, VISITS, PLACES)]
    return vungxanh.trace(*tables, **options)


def levels_of(answer: vungxanh.Traced) -> dict[str, int]:
    rows = answer.tracing.levels.select("person_id", "level")
    return dict(rows.iter_rows())


def test_levels_with_and_without_rules_of_kinds() -> None:
    assert levels_of(traced(rules=FLIGHT)) == {"BN17": 0, "BN19": 1, "friend": 2, "cousin": 3}
    assert levels_of(traced()) == {"BN17": 0, "BN19": 1, "far": 1, "friend": 2, "cousin": 3}


def test_options_change_what_counts() -> None:
    assert "late" in levels_of(traced(min_overlap=10))
    assert "cousin" not in levels_of(traced(max_level=2))
    assert "friend" not in levels_of(traced(latent=timedelta(days=5)))


@pytest.mark.parametrize("frame", [pl.DataFrame, pd.DataFrame])
def test_the_answer_is_a_frame_of_the_same_library_with_aware_times(frame) -> None:
    answer = traced(frame)
    assert isinstance(answer.levels, frame)
    assert isinstance(answer.hops, frame)
    first = answer.levels["first_exposure"][1]
    assert first == datetime(2020, 3, 1, 18, tzinfo=HANOI)
    assert first.utcoffset() == timedelta(hours=7)
    assert isinstance(vungxanh.decide(answer, on=date(2020, 3, 8)), frame)


def test_all_ways_in_give_the_same_answer(tmp_path: Path) -> None:
    tables = {"cases": CASES, "contacts": CONTACTS, "visits": VISITS, "places": PLACES}
    paths = {}
    for name, table in tables.items():
        paths[name] = tmp_path / f"{name}.csv"
        pl.DataFrame(table).write_csv(paths[name])
    by_path = vungxanh.trace(**paths)
    by_text = vungxanh.trace(**{name: str(path) for name, path in paths.items()})
    lazily = vungxanh.trace(**{name: pl.LazyFrame(table) for name, table in tables.items()})
    for answer in (by_path, by_text, lazily, traced(), traced(pd.DataFrame)):
        assert answer.tracing.levels.equals(by_path.tracing.levels)
        assert answer.tracing.hops.equals(by_path.tracing.hops)
    assert isinstance(by_path.levels, pl.DataFrame)


def test_pandas_columns_of_mixed_kinds_are_read_as_text() -> None:
    cases = pd.DataFrame(
        {"person_id": ["BN17", 18], "onset_date": ["2020-03-01", date(2020, 3, 2)]}
    )
    answer = vungxanh.trace(cases)
    assert levels_of(answer) == {"18": 0, "BN17": 0}
    typed = pd.DataFrame({"person_id": [17.0], "onset_date": [pd.Timestamp("2020-03-01")],
                          "isolated_at": [pd.NaT], "case_id": [None]})  # fmt: skip
    assert levels_of(vungxanh.trace(typed)) == {"17": 0}


def test_explain_tells_the_chain_with_the_names_of_places() -> None:
    chain = vungxanh.explain(traced(rules=FLIGHT), "cousin", places=pl.DataFrame(PLACES))
    assert [step.person_id for step in chain.steps] == ["cousin", "friend", "BN19", "BN17"]
    assert "at flight VN0054 from 01/03/2020 18:00 to 02/03/2020 04:00" in str(chain)
    assert str(chain).count("\n") == 3


def test_explain_of_frames_and_files_is_the_same(tmp_path: Path) -> None:
    answer = traced()
    answer.write(tmp_path / "levels.parquet")
    told = str(vungxanh.explain(answer, "friend"))
    assert str(vungxanh.explain(tmp_path / "levels.parquet", "friend")) == told
    assert str(vungxanh.explain(answer.levels, "friend", hops=answer.hops)) == told
    with pytest.raises(ValueError, match="explain needs the hops beside the levels"):
        vungxanh.explain(answer.levels, "friend")


def test_explain_of_a_stranger_says_so() -> None:
    with pytest.raises(LookupError, match="freind is neither a case nor reached by one"):
        vungxanh.explain(traced(), "freind")


def decided(on: date | datetime = date(2020, 3, 8), **options) -> dict[str, dict]:
    table = vungxanh.decide(traced(rules=FLIGHT), on=on, **options)
    return {row["person_id"]: row for row in table.iter_rows(named=True)}


def fact(person: str, name: str, value: str, at: str = "2020-03-07") -> dict[str, list[str]]:
    return {"person_id": [person], "fact": [name], "value": [value], "observed_at": [at]}


def test_decide_follows_the_directive_of_8_march_2020() -> None:
    rows = decided()
    measures = {person: row["measure"] for person, row in rows.items()}
    assert measures["BN17"] == "hospital"
    assert measures["BN19"] == "facility"
    # 14 days from the last exposure, 2 March: until 24:00 of 16 March
    assert rows["BN19"]["until"] == datetime(2020, 3, 17, tzinfo=HANOI)
    assert rows["BN19"]["directive"] == "hanoi-2020-03-08"
    assert rows["friend"]["missing"] == "home_qualifies"
    assert rows["cousin"]["missing"] == "cough; fever"


def test_facts_decide_and_facts_of_later_do_not_count_yet() -> None:
    home = pl.DataFrame(fact("friend", "home_qualifies", "yes"))
    assert decided(facts=home)["friend"]["measure"] == "home"
    assert decided(facts=home)["friend"]["missing"] is None
    later = pl.DataFrame(fact("friend", "home_qualifies", "yes", "2020-03-09"))
    assert decided(facts=later)["friend"]["missing"] == "home_qualifies"


def test_a_day_is_taken_as_it_ends_and_an_instant_as_it_is() -> None:
    home = pl.DataFrame(fact("friend", "home_qualifies", "yes", "2020-03-08T14:00"))
    assert decided(facts=home)["friend"]["measure"] == "home"
    morning = datetime(2020, 3, 8, 7)  # noqa: DTZ001 - the city's clock
    assert decided(morning, facts=home)["friend"]["missing"] == "home_qualifies"
    assert decided(morning)["BN17"]["from"] == datetime(2020, 3, 8, 0, tzinfo=UTC)


def test_who_is_exposed_only_later_is_left_out() -> None:
    assert set(decided(date(2020, 3, 2))) == {"BN17", "BN19"}


def test_unknown_facts_and_values_are_named() -> None:
    wrong = pl.DataFrame(fact("friend", "cough", "loudly"))
    with pytest.raises(Faulty, match='row 2, column value: "loudly"; expected yes, no or unknown'):
        decided(facts=wrong)
    with pytest.raises(Faulty, match='row 2, column fact: "coff"; expected one of first_exposure'):
        decided(facts=pl.DataFrame(fact("friend", "coff", "yes")))


def test_faulty_tables_raise_with_all_problems() -> None:
    cases = pl.DataFrame({"person_id": ["A", None], "onset_date": ["x", "2020-03-01"]})
    with pytest.raises(Faulty) as error:
        vungxanh.trace(cases, visits=pl.DataFrame({"person_id": ["A"]}))
    assert error.value.count == 5
    assert 'cases, row 2, column onset_date: "x"' in str(error.value)
    assert "visits, row 1, column place_id" in str(error.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_overlap": 0}, "min_overlap is 0: give 1 minute or more"),
        ({"max_level": 0}, r"max_level is 0: give 1 \(F1 only\) or more"),
        ({"latent": timedelta(hours=-1)}, "it cannot be negative"),
        ({"disease": "flu"}, 'no disease is called "flu": choose one of covid-19'),
        ({"time_zone": "Hanoi"}, 'no time zone is called "Hanoi": give a name such as'),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        traced(**options)


def test_a_unit_that_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match='no administrative unit had the code "99x" on 2020-03-08'):
        decided(unit="99x")


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(TypeError, match="give a path or a pandas or polars frame, not int"):
        vungxanh.trace(7)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.csv"):
        vungxanh.trace("nowhere.csv")


def test_importing_the_package_is_quick_and_light() -> None:
    code = (
        "import sys, vungxanh; print([m for m in ('polars', 'numba', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="no attribute 'tracer'"):
        vungxanh.tracer  # noqa: B018
