"""Files into the registry: the same again changes nothing, undone everything is as before."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.web.factories import NOW, SYSTEM, UnitTree, make_person, make_user
from tests.web.intake.desks import LATER, MINUTE, checked, clock_from, standing, taken
from vungxanh.web.intake import actions
from vungxanh.web.intake.models import Import, ImportStatus
from vungxanh.web.intake.running import run
from vungxanh.web.intake.undoing.actions import CannotUndoError
from vungxanh.web.registry.models import Case, Outbreak, Person, Visit
from vungxanh.web.response.actions import new_case
from vungxanh.web.tracing.models import Level

pytestmark = pytest.mark.django_db

FILES = {
    "places": "place_id,kind,name,unit_code,min_overlap\noffice,workplace,Văn phòng,00004,20\n",
    "visits": """person_id,place_id,start,end,seat
A,office,2020-03-05T08:00,2020-03-05T12:00,12A
B,office,2020-03-05T09:00,2020-03-05T10:00,
B,flat,2020-03-05T18:00,2020-03-06T06:00,
C,flat,2020-03-05T18:00,2020-03-06T06:00,
""",
    "contacts": """person_a,person_b,start,end,close,setting
A,D,2020-03-06T12:00,2020-03-06T12:30,yes,meal
""",
    "isolations": "person_id,isolated_at,released_at\nD,2020-03-06T13:00,\n",
    "cases": "person_id,case_id,onset_date,isolated_at\nA,CA1,2020-03-04,2020-03-07T08:00\n",
    "links": "from_person,to_person,kind\nA,B,infector_reported\n",
}


def levels() -> dict[str, int]:
    return dict(Level.objects.values_list("person__code", "level"))


@pytest.mark.parametrize("order", [list(FILES), list(reversed(FILES))])
def test_the_files_of_an_outbreak_grow_its_trees_in_any_order(
    order: list[str], units: UnitTree, outbreak: Outbreak
) -> None:
    for kind in order:
        taken(kind, FILES[kind], outbreak)
    assert levels() == {"A": 0, "B": 1, "C": 2, "D": 1}


def test_the_same_files_twice_change_nothing(units: UnitTree, outbreak: Outbreak) -> None:
    for kind, text in FILES.items():
        taken(kind, text, outbreak)
    before = standing()
    for kind, text in FILES.items():
        again = taken(kind, text, outbreak, now=LATER)
        assert (again.created, again.changed) == (0, 0), kind
        assert again.left == again.rows
    assert standing() == before


def test_undoing_all_files_backwards_leaves_everything_as_before_and_they_can_come_again(
    units: UnitTree, outbreak: Outbreak
) -> None:
    empty = standing()
    done = [taken(kind, text, outbreak) for kind, text in FILES.items()]
    full = standing()
    known = Case.objects.as_of(LATER).count()
    for number, imported in enumerate(reversed(done), 2):
        actions.undo(imported, actor=SYSTEM, now=NOW + number * timedelta(hours=1), reason="wrong")
    assert standing() == empty
    assert Case.objects.as_of(LATER).count() == known  # a report of that hour stays the same
    for kind, text in FILES.items():
        taken(kind, text, outbreak, now=NOW + timedelta(days=1))
    again = standing()
    assert {name: len(rows) for name, rows in again.items()} == {
        name: len(rows) for name, rows in full.items()
    }
    assert again["Person"] == full["Person"]


def test_a_case_with_other_dates_is_shown_corrected_and_restored(
    units: UnitTree, outbreak: Outbreak
) -> None:
    taken("cases", FILES["cases"], outbreak)
    before = standing()
    other = FILES["cases"].replace("2020-03-04", "2020-03-03")
    shown = checked("cases", other, outbreak, now=LATER)
    assert shown.preview["changes"] == [
        {
            "row": 2,
            "about": "CA1",
            "values": [{"field": "onset_date", "before": "2020-03-04", "after": "2020-03-03"}],
        }
    ]
    assert standing() == before
    done = taken("cases", other, outbreak, now=LATER)
    assert done.changed == 1
    assert str(Case.objects.get().onset_date) == "2020-03-03"
    actions.undo(done, actor=SYSTEM, now=LATER + timedelta(hours=1), reason="wrong file")
    assert standing() == before


def test_what_others_built_on_keeps_an_import_from_being_undone(
    units: UnitTree, outbreak: Outbreak
) -> None:
    done = taken("visits", FILES["visits"], outbreak)
    case = Case(
        person=Person.objects.get(code="A"),
        outbreak=outbreak,
        code="CA9",
        classification="confirmed",
        onset_date=NOW.date() - timedelta(days=4),
    )
    new_case(case, actor=SYSTEM, now=LATER)
    before = standing()
    with pytest.raises(CannotUndoError, match="1 cases hang on"):
        actions.undo(done, actor=SYSTEM, now=LATER + MINUTE, reason="wrong")
    assert standing() == before
    assert Import.objects.get().status == ImportStatus.DONE


def test_an_import_stops_and_goes_on_without_losing_or_doubling_a_row(
    units: UnitTree, outbreak: Outbreak, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vungxanh.web.intake.running.chunks_of", by_one)
    imported = checked("visits", FILES["visits"], outbreak)
    actions.begin(imported, actor=SYSTEM, now=NOW)
    clock = clock_from(NOW)

    def stopping_clock():
        if Visit.objects.count() == 2:
            actions.ask_to_stop(imported, actor=SYSTEM, now=NOW)
        return clock()

    run(imported, actor=SYSTEM, clock=stopping_clock)
    assert (imported.status, imported.done) == (ImportStatus.STOPPED, Visit.objects.count())
    assert 0 < imported.done < 4
    actions.begin(imported, actor=SYSTEM, now=LATER)
    run(imported, actor=SYSTEM, clock=clock_from(LATER))
    assert (imported.status, imported.done, Visit.objects.count()) == (ImportStatus.DONE, 4, 4)


def by_one(table, size, done=0):
    for first in range(done, table.rows.height):
        yield table.rows.slice(first, 1).to_dicts()


def test_rows_of_other_areas_are_refused_with_the_reason(
    units: UnitTree, outbreak: Outbreak
) -> None:
    make_person(unit=units.dong_da, code="A")
    officer = make_user("district_officer", units.ba_dinh)
    shown = checked("visits", FILES["visits"], outbreak, actor=officer)
    assert [problem["row"] for problem in shown.preview["problems"]] == [2]
    assert "another" in shown.preview["problems"][0]["expected"]
    elsewhere = FILES["places"].replace("00004", "00178")
    shown = checked("places", elsewhere, outbreak, actor=officer)
    assert "Phường Cát Linh" in shown.preview["problems"][0]["expected"]


PERSONS = "ABCD"
visits = st.lists(
    st.tuples(st.sampled_from(PERSONS), st.sampled_from("xy"), st.integers(0, 20)), max_size=6
)
cases = st.lists(
    st.tuples(st.sampled_from(PERSONS), st.integers(1, 6)), max_size=3, unique_by=lambda c: c[0]
)


def visits_file(rows) -> str:
    lines = [
        f"{p},{place},2020-03-05T{hour:02}:00,2020-03-05T{hour + 2:02}:00"
        for p, place, hour in rows
    ]
    return "\n".join(["person_id,place_id,start,end", *lines, ""])


def cases_file(rows) -> str:
    lines = [f"{p},CA-{p},2020-03-0{day}" for p, day in rows]
    return "\n".join(["person_id,case_id,onset_date", *lines, ""])


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],
)
@given(visits, cases, visits, cases)
def test_import_then_undo_leaves_every_live_row_and_tree_as_before(
    units: UnitTree, outbreak: Outbreak, stays, ill, more_stays, more_ill
) -> None:
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        for kind, text in (("visits", visits_file(stays)), ("cases", cases_file(ill))):
            if text.count("\n") > 1:
                taken(kind, text, outbreak)
        for kind, text in (("visits", visits_file(more_stays)), ("cases", cases_file(more_ill))):
            if text.count("\n") > 1:
                before = standing()
                done = taken(kind, text, outbreak, now=LATER)
                actions.undo(done, actor=SYSTEM, now=LATER + timedelta(hours=1), reason="test")
                assert standing() == before
        transaction.set_rollback(True)
