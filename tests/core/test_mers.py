"""MERS in Korea, 2015: a real line list in, its links as a tree, its gaps named."""

import csv
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import polars as pl
import pytest

import vungxanh
from vungxanh.linelist import Faulty

DATA = Path(__file__).parents[1] / "data" / "mers_korea_2015"
LINKED = {"SK_14": 38, "SK_1": 26, "SK_16": 21}
OPTIONS = {"disease": "mers", "time_zone": "Asia/Seoul"}


def read(name):
    return list(csv.DictReader((DATA / f"{name}.csv").read_text("utf-8").splitlines()))


def cases(rows, *, with_diagnosis=True):
    columns = {"person_id": "id", "onset_date": "dt_onset"}
    if with_diagnosis:
        columns["specimen_date"] = "dt_diag"
    return pl.DataFrame({new: [row[old] for row in rows] for new, old in columns.items()})


def contacts(infector):
    """The links of one infector as contacts, at the time at which the infected was exposed."""
    exposed = {row["id"]: (row["dt_start_exp"], row["dt_end_exp"]) for row in read("linelist")}
    rows = [
        (link["from"], link["to"], *exposed[link["to"]], "yes", link["exposure"])
        for link in read("links")
        if link["from"] == infector
    ]
    columns = ["person_a", "person_b", "start", "end", "close", "setting"]
    return pl.DataFrame(rows, columns, orient="row")


def infector(person):
    return cases([row for row in read("linelist") if row["id"] == person])


def test_the_superspreaders_links_are_the_published_ones():
    assert Counter(link["from"] for link in read("links")).most_common(3) == list(LINKED.items())


def test_the_links_run_in_no_ring_and_name_only_cases_of_the_list():
    infectors = {}
    for link in read("links"):
        infectors.setdefault(link["to"], set()).add(link["from"])
    order = list(TopologicalSorter(infectors).static_order())  # raises CycleError on a ring
    assert set(order) <= {row["id"] for row in read("linelist")}
    assert {person: len(found) for person, found in infectors.items() if len(found) > 1} == {
        "SK_39": 3,
        "SK_107": 2,
    }, "the source names several infectors for two cases"


def test_the_line_list_comes_in_whole():
    traced = vungxanh.trace(cases(read("linelist")), **OPTIONS)
    assert len(traced.levels) == 162
    assert set(traced.levels["level"]) == {0}


def test_every_case_without_a_day_is_named_and_none_is_swallowed():
    rows = read("linelist")
    with pytest.raises(Faulty) as error:
        vungxanh.trace(cases(rows, with_diagnosis=False), **OPTIONS)
    named = {problem.row for problem in error.value.faults.shown()}
    undated = {number for number, row in enumerate(rows, start=2) if not row["dt_onset"]}
    assert error.value.faults.count == len(undated) == 27
    assert {number - min(named) for number in named} == {n - min(undated) for n in undated}


@pytest.mark.parametrize("person", ["SK_14", "SK_1"])
def test_tracing_one_case_finds_exactly_those_it_is_linked_to(person):
    traced = vungxanh.trace(infector(person), contacts(person), **OPTIONS)
    assert Counter(traced.levels["level"]) == {0: 1, 1: LINKED[person]}
    assert set(traced.levels["index_case"]) == {person}


def test_an_exposure_without_days_is_named_by_row_and_the_rest_is_traced():
    table = contacts("SK_16")
    with pytest.raises(Faulty) as error:
        vungxanh.trace(infector("SK_16"), table, **OPTIONS)
    faults = error.value.faults
    assert {problem.column for problem in faults.shown()} == {"start", "end"}
    assert len({problem.row for problem in faults.shown()}) == 1
    dated = table.filter(pl.col("start") != "")
    traced = vungxanh.trace(infector("SK_16"), dated, **OPTIONS)
    assert Counter(traced.levels["level"]) == {0: 1, 1: LINKED["SK_16"] - 1}


@pytest.mark.parametrize("dirty", ["2015-13-05", "31/06/2015", "0215-05-11", "unknown", "05-2015"])
def test_a_dirty_day_is_reported_with_its_value(dirty):
    rows = read("linelist")
    rows[7]["dt_onset"] = dirty
    with pytest.raises(Faulty) as error:
        vungxanh.trace(cases(rows), **OPTIONS)
    (problem,) = error.value.faults.shown()
    assert (problem.column, problem.value) == ("onset_date", dirty)
    assert dirty in str(problem)
