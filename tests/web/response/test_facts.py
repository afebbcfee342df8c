"""Forms for one fact each: good and bad input, nothing lost, and who may."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, SYSTEM, make_case, make_person, make_place, make_user
from tests.web.response.worlds import DAY, World
from vungxanh.records import minute_of
from vungxanh.terms import Classification
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.registry.models import Case, Fact, Isolation, Place, TestResult, Visit
from vungxanh.web.response import actions
from vungxanh.web.response.forms import facts_asked
from vungxanh.web.response.models import Proposal

pytestmark = pytest.mark.django_db

ZONE = "+07:00"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text + ZONE)


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 422
    return {name: [str(e) for e in said] for name, said in response.context["form"].errors.items()}


# Results


@pytest.fixture
def result(chain: World) -> dict[str, object]:
    return {
        "outbreak": chain.outbreak.pk,
        "outcome": "positive",
        "method": "pcr",
        "specimen_at": "2020-03-07T18:00",
        "resulted_at": "2020-03-08T06:00",
        "laboratory": "CDC Hà Nội",
    }


def test_a_positive_result_leads_to_its_proposal(chain: World, page: Client, result) -> None:
    chain.confirm()
    response = page.post(f"/persons/{chain.f1.pk}/results/new/", result)
    proposal = Proposal.objects.get()
    assert response.headers["Location"] == f"/proposals/{proposal.pk}/"
    written = TestResult.objects.get()
    assert (written.person, written.laboratory) == (chain.f1, "CDC Hà Nội")
    assert written.specimen_at == local("2020-03-07T18:00")
    assert written.recorded_at == NOW


def test_a_negative_result_leads_back_to_the_person(chain: World, page: Client, result) -> None:
    chain.confirm()
    result["outcome"] = "negative"
    response = page.post(f"/persons/{chain.f1.pk}/results/new/", result)
    assert response.headers["Location"] == f"/persons/{chain.f1.pk}/"
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        (
            {"resulted_at": "2020-03-09T06:00"},
            "resulted_at",
            "This has not come yet: check the date.",
        ),
        (
            {"resulted_at": "2020-03-07T17:59"},
            "resulted_at",
            "The result cannot be known before the specimen.",
        ),
        (
            {"specimen_at": "1959-03-07T18:00"},
            "specimen_at",
            "The person was not born yet: check the date.",
        ),
        ({"specimen_at": "7 March"}, "specimen_at", "Enter a valid date/time."),
        ({"outcome": ""}, "outcome", "This field is required."),
    ],
)
def test_a_wrong_result_is_refused_and_nothing_typed_is_lost(
    chain: World, page: Client, result, wrong, field: str, message: str
) -> None:
    chain.f1.birth_year = 1960
    chain.f1.save()
    response = page.post(f"/persons/{chain.f1.pk}/results/new/", result | wrong)
    assert errors(response) == {field: [message]}
    assert "CDC Hà Nội" in response.content.decode()
    assert not TestResult.objects.exists()


def test_a_laboratory_writes_results_of_whom_it_may_not_open(
    chain: World, client_as: ClientAs, result
) -> None:
    laboratory = client_as(make_user("laboratory", chain.units.city))
    address = f"/persons/{chain.f1.pk}/results/new/"
    assert laboratory.get(address).status_code == 200
    response = laboratory.post(address, result, follow=True)
    assert response.redirect_chain == [("/persons/", 302)]
    assert "The officers in charge were told." in response.content.decode()
    assert Proposal.objects.count() == 1
    assert laboratory.get(f"/persons/{chain.f1.pk}/").status_code in {403, 404}


def test_correcting_replaces_the_result_and_proposes_the_undoing(
    chain: World, page: Client, result
) -> None:
    chain.confirm()
    page.post(f"/persons/{chain.f1.pk}/results/new/", result)
    page.post(f"/proposals/{Proposal.objects.get().pk}/", {"decision": "apply"})
    wrong = TestResult.objects.get()
    form = page.get(f"/results/{wrong.pk}/correct/").context["form"]
    assert form.initial["laboratory"] == "CDC Hà Nội"
    address = f"/results/{wrong.pk}/correct/"
    corrected = result | {"outcome": "negative"}
    assert errors(page.post(address, corrected)) == {"reason": ["This field is required."]}
    response = page.post(address, corrected | {"reason": "samples swapped"})
    undo = Proposal.objects.get(kind="discard")
    assert response.headers["Location"] == f"/proposals/{undo.pk}/"
    wrong.refresh_from_db()
    assert wrong.retracted_at == NOW
    assert wrong.replaced_by.outcome == "negative"
    assert page.get(address).status_code == 404, "it is corrected already"


# Cases


@pytest.fixture
def case(chain: World) -> dict[str, object]:
    return {
        "person": chain.stranger.pk,
        "outbreak": chain.outbreak.pk,
        "code": "BN99",
        "classification": "suspected",
        "onset_date": "2020-03-05",
    }


def test_a_suspected_case_is_opened_and_traces_nobody(chain: World, page: Client, case) -> None:
    response = page.post("/cases/new/", case)
    opened = Case.objects.get(code="BN99")
    assert response.headers["Location"] == f"/cases/{opened.pk}/"
    assert (opened.classification, opened.onset_date) == ("suspected", date(2020, 3, 5))
    assert not hasattr(opened, "tree")


def test_a_confirmed_case_is_traced_at_once(chain: World, page: Client, case) -> None:
    chain.stay(chain.stranger, chain.office, 0, 60)
    page.post("/cases/new/", case | {"classification": "confirmed"})
    opened = Case.objects.get(code="BN99")
    assert opened.tree.f1 == 2
    assert opened.confirmed_at == NOW


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"onset_date": "2020-03-09"}, "onset_date", "This has not come yet: check the date."),
        ({"code": "TAKEN"}, "code", "This number is taken in this outbreak."),
        (
            {"classification": "confirmed", "onset_date": ""},
            "__all__",
            "A confirmed case needs the day of onset or of specimen to be traced.",
        ),
    ],
)
def test_a_wrong_case_is_refused(
    chain: World, page: Client, case, wrong, field: str, message: str
) -> None:
    make_case(chain.f3, outbreak=chain.outbreak, code="TAKEN")
    response = page.post("/cases/new/", case | wrong)
    assert errors(response) == {field: [message]}
    assert not Case.objects.filter(code="BN99").exists()


def test_a_second_suspicion_waits_for_the_first(chain: World, page: Client, case) -> None:
    page.post("/cases/new/", case)
    response = page.post("/cases/new/", case | {"code": "BN100"})
    assert errors(response) == {
        "__all__": ["Case BN99 of this person is open: confirm or discard it first."]
    }


def test_a_ward_officer_suspects_and_is_told_who_confirms(
    chain: World, client_as: ClientAs, case
) -> None:
    ward = client_as(make_user("ward_officer", chain.units.truc_bach))
    html = ward.get(f"/cases/new/?person={chain.stranger.pk}").content.decode()
    assert "Others confirm it" in html
    assert 'value="confirmed"' not in html
    response = ward.post("/cases/new/", case | {"classification": "confirmed"})
    assert "classification" in errors(response)
    assert ward.post("/cases/new/", case).status_code == 302


@pytest.mark.parametrize("person", ["", "?person=", "?person=abc"])
def test_a_case_without_a_person_leads_to_the_search(page: Client, person: str) -> None:
    assert page.get(f"/cases/new/{person}").headers["Location"] == "/persons/"


def test_corrected_dates_move_the_tree(chain: World, page: Client) -> None:
    chain.confirm()
    address = f"/cases/{chain.case.pk}/dates/"
    assert page.get(address).context["form"].initial["onset_date"] == date(2020, 3, 3)
    said = {"onset_date": "2020-03-08", "reason": "asked again"}
    response = page.post(address, said, follow=True)
    assert "4 persons" not in response.content.decode()
    assert "3 persons changed their level" in response.content.decode()
    assert chain.levels() == {"index": 0}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"onset_date": "2020-03-09"}, "onset_date"),
        ({"specimen_date": "2020-03-09"}, "specimen_date"),
        (
            {"infectious_from": "2020-03-05T00:00", "infectious_until": "2020-03-04T00:00"},
            "infectious_until",
        ),
        ({"reason": ""}, "reason"),
    ],
)
def test_wrong_dates_are_refused_and_nothing_typed_is_lost(
    chain: World, page: Client, wrong, field: str
) -> None:
    chain.confirm()
    said = {"onset_date": "2020-03-04", "reason": "hỏi lại người nhà"}
    response = page.post(f"/cases/{chain.case.pk}/dates/", said | wrong)
    assert errors(response).keys() == {field}
    kept = "hỏi lại người nhà" if field != "reason" else "2020-03-04"
    assert kept in response.content.decode()
    assert chain.levels()["f1"] == 1


# Visits


@pytest.fixture
def visit(chain: World) -> dict[str, object]:
    return {"place": chain.office.pk, "start": "2020-03-05T07:00", "end": "2020-03-05T08:00"}


def test_a_visit_to_a_known_place_reaches_who_was_there(chain: World, page: Client, visit) -> None:
    chain.confirm()
    chain.stay(chain.stranger, chain.cafe, 500, 560)
    Visit.objects.create(
        person=chain.index,
        place=chain.cafe,
        start=minute_of(NOW - 9 * DAY),
        end=minute_of(NOW - 9 * DAY) + 60,
        recorded_at=NOW - DAY,
    )
    said = {"place": chain.cafe.pk, "start": "2020-03-05T15:20", "end": "2020-03-05T16:20"}
    response = page.post(f"/cases/{chain.case.pk}/visits/new/", said, follow=True)
    assert "1 persons changed" in response.content.decode() or chain.levels()["stranger"] == 1
    assert chain.levels()["stranger"] == 1


def test_a_place_that_is_known_by_name_is_not_made_again(chain: World, page: Client, visit) -> None:
    """Else nobody who was there would be found."""
    chain.confirm()
    chain.stay(chain.stranger, chain.cafe, 500, 560)
    said = {
        "place_name": chain.cafe.name.upper(),
        "start": "2020-03-05T15:20",
        "end": "2020-03-05T16:20",
    }
    page.post(f"/cases/{chain.case.pk}/visits/new/", said)
    assert chain.levels()["stranger"] == 1
    assert Place.objects.count() == 3


def test_a_new_place_is_added_with_its_kind(chain: World, page: Client) -> None:
    said = {
        "place_name": "Quán phở Thìn",
        "kind": "restaurant",
        "start": "2020-03-05T19:00",
        "end": "2020-03-05T20:00",
        "seat": "",
    }
    page.post(f"/cases/{chain.case.pk}/visits/new/", said)
    place = Place.objects.get(name="Quán phở Thìn")
    assert (place.kind, place.unit) == ("restaurant", chain.units.truc_bach)
    assert place.visits.get().person == chain.index


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"end": "2020-03-05T06:00"}, "end", "This ends before it starts."),
        ({"end": "2020-03-09T06:00"}, "end", "This has not come yet: check the date."),
        ({"place": ""}, "place_name", "Choose a known place, or name another one."),
        ({"place_name": "Chợ"}, "place_name", "Choose a known place, or name another one."),
    ],
)
def test_a_wrong_visit_is_refused(
    chain: World, page: Client, visit, wrong, field: str, message: str
) -> None:
    response = page.post(f"/cases/{chain.case.pk}/visits/new/", visit | wrong)
    assert errors(response) == {field: [message]}
    assert Place.objects.count() == 3


def test_another_s_places_are_not_offered(chain: World, page: Client) -> None:
    make_place(name="Nhà riêng của người khác")
    offered = page.get(f"/cases/{chain.case.pk}/visits/new/").context["form"].fields["place"]
    assert list(offered.queryset) == [chain.office]


# Isolation


def test_isolation_cuts_what_was_passed_on_after_it(chain: World, page: Client) -> None:
    chain.confirm()
    said = {"start": "2020-03-05T08:30", "end": ""}
    response = page.post(f"/persons/{chain.f1.pk}/isolate/", said)
    assert response.headers["Location"] == f"/persons/{chain.f1.pk}/"
    assert chain.levels() == {"index": 0, "f1": 1}
    assert Isolation.objects.get().end is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"start": "2020-03-09T08:30"}, "start"),
        ({"start": "2020-03-05T08:30", "end": "2020-03-04T08:30"}, "end"),
        ({"start": ""}, "start"),
    ],
)
def test_a_wrong_isolation_is_refused(chain: World, page: Client, said, field: str) -> None:
    assert errors(page.post(f"/persons/{chain.f1.pk}/isolate/", said)).keys() == {field}
    assert not Isolation.objects.exists()


# Facts


def test_without_a_name_the_question_is_chosen(chain: World, page: Client) -> None:
    response = page.get(f"/persons/{chain.f2.pk}/facts/new/")
    questions = [row["question"] for row in response.context["questions"]]
    assert "Do you have a cough?" in questions
    assert len(questions) == len(facts_asked("en"))


@pytest.mark.parametrize("name", sorted(facts_asked("en")))
def test_every_question_can_be_answered(chain: World, page: Client, name: str) -> None:
    """And what is stored is what policy reads."""
    from vungxanh.policy.facts import read_value  # noqa: PLC0415

    address = f"/persons/{chain.stranger.pk}/facts/new/?name={name}"
    widget = page.get(address).context["form"].fields["value"].widget
    kind = getattr(widget, "input_type", "")
    value = {"radio": "yes", "date": "2020-03-05", "datetime-local": "2020-03-05T10:00"}[kind]
    said = {"name": name, "value": value, "observed_at": "2020-03-08T06:30"}
    assert page.post(address, said).status_code == 302
    fact = Fact.objects.get()
    assert fact.name == name
    assert read_value(name, fact.value, NOW.tzinfo) is not None
    assert fact.value.startswith(value[:10])


def test_an_instant_is_stored_with_its_offset(chain: World, page: Client) -> None:
    said = {"name": "cleared", "value": "2020-03-07T10:00", "observed_at": "2020-03-08T06:30"}
    page.post(f"/persons/{chain.stranger.pk}/facts/new/", said)
    assert datetime.fromisoformat(Fact.objects.get().value) == local("2020-03-07T10:00")


def test_a_home_that_qualifies_changes_the_order(chain: World, page: Client) -> None:
    chain.confirm()
    said = {"name": "home_qualifies", "value": "yes", "observed_at": "2020-03-08T06:30"}
    response = page.post(f"/persons/{chain.f2.pk}/facts/new/", said, follow=True)
    assert "new orders are proposed" in response.content.decode()
    assert chain.order_of(chain.f2).measure == "home"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "cough", "value": "maybe"}, "value"),
        ({"name": "cough", "value": "yes", "observed_at": "2020-03-09T06:30"}, "observed_at"),
        ({"name": "onset_on", "value": "2020-03-09"}, "value"),
        ({"name": "cleared", "value": "2021-03-09T10:00"}, "value"),
        ({"name": "onset_on", "value": "lately"}, "value"),
    ],
)
def test_a_wrong_fact_is_refused(chain: World, page: Client, said, field: str) -> None:
    said = {"observed_at": "2020-03-08T06:30"} | said
    assert errors(page.post(f"/persons/{chain.f2.pk}/facts/new/", said)).keys() == {field}
    assert not Fact.objects.exists()


@pytest.mark.parametrize("name", ["test_result", "age", "nonsense"])
def test_what_the_registry_knows_otherwise_is_no_question(
    chain: World, page: Client, name: str
) -> None:
    """A result recorded as a fact would pass the proposal of a cascade by."""
    said = {"name": name, "value": "positive", "observed_at": "2020-03-08T06:30"}
    response = page.post(f"/persons/{chain.f2.pk}/facts/new/", said)
    assert "questions" in response.context
    assert not Fact.objects.exists()


# Who may


ADDRESSES = {
    "/persons/{f1}/results/new/": {"tracer", "district_officer", "ward_officer", "laboratory"},
    "/persons/{f1}/isolate/": {"tracer", "district_officer", "ward_officer"},
    "/persons/{f1}/facts/new/": {"tracer", "district_officer", "ward_officer"},
    "/cases/{case}/dates/": {"tracer", "district_officer"},
    "/cases/{case}/visits/new/": {"tracer", "district_officer", "ward_officer"},
    "/cases/{case}/contacts/new/": {"tracer", "district_officer", "ward_officer"},
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "role", ["tracer", "district_officer", "ward_officer", "laboratory", "auditor"]
)
def test_each_form_is_for_the_roles_that_may(
    chain: World, client_as: ClientAs, address: str, role: str
) -> None:
    chain.f1.unit = chain.units.truc_bach
    chain.f1.save()
    actions.registry.rescope_person(chain.f1, actor=SYSTEM, now=NOW)
    units = {"ward_officer": chain.units.truc_bach, "district_officer": chain.units.ba_dinh}
    client = client_as(make_user(role, units.get(role, chain.units.city)))
    path = address.format(f1=chain.f1.pk, case=chain.case.pk)
    status = client.get(path).status_code
    assert (status == 200) == (role in ADDRESSES[address])
    if status != 200:
        assert client.post(path, {}).status_code in {403, 404}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_finds_nothing(chain: World, client_as: ClientAs, address: str) -> None:
    stranger = client_as(make_user("district_officer", chain.units.dong_da))
    path = address.format(f1=chain.f1.pk, case=chain.case.pk)
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, {}).status_code == 404


def test_a_case_confirmed_by_hand_only_when_open(chain: World, page: Client) -> None:
    chain.confirm()
    assert page.get(f"/cases/{chain.case.pk}/confirm/").status_code == 302
    assert chain.case.classification == Classification.CONFIRMED


def test_every_change_is_in_the_audit_log_with_its_user(chain: World, page: Client, result) -> None:
    page.post(f"/persons/{chain.f1.pk}/results/new/", result)
    event = AuditEvent.objects.get(verb="result_recorded")
    assert (event.actor, event.person_id) == ("chỉ-huy", chain.f1.pk)
    assert event.at == NOW


def test_a_person_born_today_can_have_a_result_today(chain: World, page: Client, result) -> None:
    baby = make_person(unit=chain.units.truc_bach, birth_date=date(2020, 3, 7), birth_year=2020)
    assert page.post(f"/persons/{baby.pk}/results/new/", result).status_code == 302
    assert TestResult.objects.get().specimen_at - NOW < timedelta(0)
