"""MERS in Korea, 2015, as a user brings it in: a line list and links by `vungxanh import`."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.urls import reverse

from tests.web.conftest import ClientAs, SetClock
from tests.web.factories import UnitTree, make_outbreak, make_user
from vungxanh.linelist import Faulty
from vungxanh.terms import Classification
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.commands import CommandError, import_files
from vungxanh.web.registry.models import Case, Link, Outbreak, Person
from vungxanh.web.tracing.models import Level, Tree

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[1] / "data" / "mers_korea_2015"
NAME = "MERS Korea 2015"
LINKED = {"SK_14": 38, "SK_1": 26, "SK_16": 21}
"""Superspreaders and the cases that the links lead them to, as published."""

CASES = {"person_id": "id", "onset_date": "dt_onset", "specimen_date": "dt_diag"}
LINKS = {"from_person": "from", "to_person": "to", "kind": "exposure"}
Rows = list[dict[str, str]]


def published(name: str) -> Rows:
    return list(csv.DictReader((DATA / f"{name}.csv").read_text("utf-8").splitlines()))


def written(path: Path, columns: dict[str, str], rows: Rows) -> Path:
    """Write rows under the column names that an import reads, and nothing else changed."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows([row[old] for old in columns.values()] for row in rows)
    return path


@pytest.fixture(autouse=True)
def _now(set_clock: SetClock) -> None:
    """Imports happen at NOW."""


@pytest.fixture
def links(tmp_path: Path) -> Path:
    return written(tmp_path / "links.csv", LINKS, published("links"))


def take(kind: str, file: Path, **options: object) -> None:
    import_files(kind=kind, files=[file], outbreak=NAME, **options)  # type: ignore[arg-type]


def test_line_list_and_links_come_in_and_are_shown(
    tmp_path: Path, links: Path, units: UnitTree, client_as: ClientAs
) -> None:
    take("cases", written(tmp_path / "cases.csv", CASES, published("linelist")), disease="mers")
    take("links", links)
    outbreak = Outbreak.objects.get()
    assert (outbreak.name, outbreak.code, outbreak.disease) == (NAME, "mers-korea-2015", "mers")
    assert str(outbreak.started_on) == "2015-05-11", "the first onset of the line list"
    assert Case.objects.filter(outbreak=outbreak).count() == Tree.objects.count() == 162
    assert Person.objects.count() == 162, "the links name nobody else"
    assert set(Level.objects.values_list("level", flat=True)) == {0}, "links change no level"
    by_person = Counter(Link.objects.values_list("infector__code", flat=True))
    assert by_person.most_common(3) == list(LINKED.items())

    client = client_as(make_user("command", units.country))
    address = reverse("tracing:transmission", args=[outbreak.pk])
    context = client.get(address).context
    assert [(row["person"].code, row["infectees"]) for row in context["rows"]][:3] == list(
        LINKED.items()
    )
    assert context["summary"] == {
        "persons": 97,
        "links": 98,
        "chain": 3,
        "clusters": 2,
        "superspreaders": 3,
        "threshold": 5,
    }
    assert context["unlinked"] == 162 - 97
    assert context["rings"] == []
    answer = client.get(reverse("tracing:transmission_data", args=[outbreak.pk])).json()
    assert (len(answer["nodes"]), len(answer["edges"]), answer["left"]) == (97, 98, 0)
    marked = {node["label"] for node in answer["nodes"] if node["superspreader"]}
    assert marked == LINKED.keys()
    infectors = Counter(edge["target"] for edge in answer["edges"])
    assert sorted(infectors.values())[-2:] == [2, 3], "SK_107 and SK_39 name several infectors"


def test_the_same_links_again_change_nothing(links: Path) -> None:
    take("links", links, disease="mers")
    known = set(Link.objects.values_list("pk", "source_key"))
    take("links", links)
    take("links", links, disease="mers")
    assert set(Link.objects.values_list("pk", "source_key")) == known
    assert len(known) == 98
    assert Outbreak.objects.count() == 1
    assert AuditEvent.objects.filter(verb="links_imported").count() == 1
    assert AuditEvent.objects.filter(verb="outbreak_added").count() == 1


def test_dirty_dates_come_back_by_row_and_nothing_is_written(tmp_path: Path) -> None:
    rows = published("linelist")
    dirty = {4: "31/06/2015", 9: "2015-13-05", 20: "soon"}
    for index, value in dirty.items():
        rows[index]["dt_onset"] = value
    with pytest.raises(Faulty) as error:
        take("cases", written(tmp_path / "cases.csv", CASES, rows), disease="mers")
    found = {problem.row - 2: problem for problem in error.value.faults.shown()}
    assert {index: problem.value for index, problem in found.items()} == dirty
    assert {problem.column for problem in found.values()} == {"onset_date"}
    assert not Case.objects.exists()
    assert not Outbreak.objects.exists()


def test_rows_without_any_date_are_rejected_by_row_and_the_good_ones_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = published("linelist")[:40]
    undated = [number for number, row in enumerate(rows, start=2) if not row["dt_onset"]]
    assert undated, "these rows are what the test is about"
    columns = {name: old for name, old in CASES.items() if name != "specimen_date"}
    rejects = tmp_path / "bad.csv"
    file = written(tmp_path / "cases.csv", columns, rows)
    take("cases", file, disease="mers", rejects=rejects)
    told = list(csv.DictReader(rejects.read_text("utf-8-sig").splitlines()))
    assert [int(row["row"]) for row in told] == undated
    assert Case.objects.count() == len(rows) - len(undated)
    assert f"{len(undated)} bad rows" in capsys.readouterr().err


def test_links_to_oneself_are_refused_by_row(tmp_path: Path) -> None:
    rows = published("links")
    rows[2]["to"] = rows[2]["from"]
    with pytest.raises(Faulty, match="nobody is linked to themselves"):
        take("links", written(tmp_path / "links.csv", LINKS, rows), disease="mers")
    assert not Link.objects.exists()


def test_a_link_without_more_said_is_a_reported_one_and_a_place_is_added(tmp_path: Path) -> None:
    file = tmp_path / "links.csv"
    file.write_text(
        "from_person,to_person,from_place,certainty,source\n"
        "A,B,,,\n,C,ward 8,possible,a newspaper\n",
        encoding="utf-8",
    )
    take("links", file, disease="mers")
    told = ("infector__code", "infectee__code", "place__code", "kind", "certainty", "source")
    assert list(Link.objects.order_by("pk").values_list(*told)) == [
        ("A", "B", None, "infector_reported", "reported", ""),
        (None, "C", "ward 8", "place_cluster", "possible", "a newspaper"),
    ]


def test_an_unknown_outbreak_is_named_with_what_to_do(links: Path) -> None:
    make_outbreak("covid-19-2020")
    with pytest.raises(CommandError, match=r"choose one of covid-19-2020.*--disease covid-19 or"):
        take("links", links)
    assert not Link.objects.exists()


def test_an_outbreak_of_another_disease_is_refused(links: Path) -> None:
    make_outbreak("mers-korea-2015", name=NAME)
    with pytest.raises(CommandError, match="is one of covid-19, not of mers"):
        take("links", links, disease="mers")
    take("links", links, disease="covid-19")
    assert Link.objects.count() == 98


@pytest.mark.parametrize(
    ("name", "disease", "sentence"),
    [
        (NAME, "flu", "choose one of covid-19, mers, sars"),
        ("!!!", "mers", "use 1 to 50 letters and digits"),
        ("n" * 51, "mers", "use 1 to 50 letters and digits"),
    ],
)
def test_an_outbreak_that_cannot_be_made_is_refused(
    links: Path, name: str, disease: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        import_files(kind="links", files=[links], outbreak=name, disease=disease)
    assert not Outbreak.objects.exists()


def test_an_outbreak_with_vietnamese_letters_gets_a_code_of_plain_ones(links: Path) -> None:
    import_files(kind="links", files=[links], outbreak="Đợt dịch Hà Nội", disease="covid-19")
    assert Outbreak.objects.get().code == "dot-dich-ha-noi"
    import_files(kind="links", files=[links], outbreak="dot-dich-ha-noi")
    assert Link.objects.count() == 98


def test_imported_cases_are_confirmed(tmp_path: Path) -> None:
    file = written(tmp_path / "cases.csv", CASES, published("linelist")[:3])
    take("cases", file, disease="mers")
    assert set(Case.objects.values_list("classification", flat=True)) == {
        Classification.CONFIRMED.value
    }
