"""Quick entry: ten contacts at once, all or nothing, and what is typed is never lost."""

from datetime import datetime

import pytest
from django.test import Client

from tests.web.factories import NOW, make_person
from tests.web.response.worlds import DAY, World
from vungxanh.records import minute_of
from vungxanh.web.registry.models import ContactEvent, Person
from vungxanh.web.response.contact_forms import ClockField

pytestmark = pytest.mark.django_db

NAMES = [f"Người Gặp {number}" for number in range(1, 11)]


def grid(*rows: dict[str, object], **common: object) -> dict[str, object]:
    said = {"day": "2020-03-06", "start": "12:00", "end": "12:30", "setting": "social"} | common
    filled = {
        "contacts-TOTAL_FORMS": "10",
        "contacts-INITIAL_FORMS": "0",
        "contacts-MIN_NUM_FORMS": "0",
        "contacts-MAX_NUM_FORMS": "200",
    }
    filled |= {f"common-{name}": str(value) for name, value in said.items() if value != ""}
    for number, row in enumerate(rows):
        filled |= {f"contacts-{number}-{name}": str(value) for name, value in row.items()}
    return filled


def minute(text: str) -> int:
    return minute_of(datetime.fromisoformat(text + "+07:00"))


@pytest.fixture
def address(chain: World) -> str:
    chain.confirm(NOW - DAY)
    return f"/cases/{chain.case.pk}/contacts/new/"


def test_ten_contacts_in_one_go(chain: World, page: Client, address: str) -> None:
    rows = [{"name": name, "phone": f"0912 000 1{n:02d}"} for n, name in enumerate(NAMES)]
    response = page.post(address, grid(*rows, close="on"), follow=True)
    assert "10 contacts are saved." in response.content.decode()
    events = ContactEvent.objects.all()
    assert {event.person_b.name for event in events} == set(NAMES)
    assert {(e.person_a, e.start, e.end, e.close, e.setting) for e in events} == {
        (chain.index, minute("2020-03-06T12:00"), minute("2020-03-06T12:30"), True, "social")
    }
    new = Person.objects.filter(name__in=NAMES)
    assert {person.phone for person in new} == {f"09120001{n:02d}" for n in range(10)}
    levels = chain.levels()
    assert [levels[person.code] for person in new] == [1] * 10
    assert all(person.orders.proposed().exists() for person in new)


def test_new_contacts_are_seen_by_who_typed_them(chain: World, page: Client, address: str) -> None:
    page.post(address, grid({"name": NAMES[0]}))
    person = Person.objects.get(name=NAMES[0])
    assert page.get(f"/persons/{person.pk}/").status_code == 200
    assert person.unit == chain.units.truc_bach
    assert page.get(address).context["recent"][0]["person"] == person


def test_blank_rows_are_skipped(chain: World, page: Client, address: str) -> None:
    page.post(address, grid({"name": NAMES[0]}, {}, {"name": "  "}, {"name": NAMES[1]}))
    assert ContactEvent.objects.count() == 2


def test_a_grid_without_any_contact_says_so(page: Client, address: str) -> None:
    response = page.post(address, grid())
    assert response.status_code == 422
    assert "No contact is typed yet" in response.content.decode()


def test_one_bad_row_saves_nothing_and_loses_nothing(page: Client, address: str) -> None:
    rows = [{"name": name, "residence": f"Số {n} phố Trúc Bạch"} for n, name in enumerate(NAMES)]
    rows[4] = {"phone": "0912000999", "residence": "Số 4 phố Trúc Bạch", "note": "áo xanh"}
    before = Person.objects.count()
    response = page.post(address, grid(*rows, close="on"))
    assert response.status_code == 422
    html = response.content.decode()
    for typed in ("Số 0 phố Trúc Bạch", "Số 9 phố Trúc Bạch", "0912000999", "áo xanh", "12:30"):
        assert typed in html
    assert all(name in html for n, name in enumerate(NAMES) if n != 4)
    assert "Name the person, or clear the row." in html
    assert (ContactEvent.objects.count(), Person.objects.count()) == (0, before)


def test_all_that_is_wrong_is_said_at_once(page: Client, address: str) -> None:
    rows = [{"name": NAMES[0], "start": "25:00"}, {"name": NAMES[1], "birth_year": "1801"}]
    response = page.post(address, grid(*rows, start="", day="soon"))
    html = response.content.decode()
    assert response.context["common"].errors.keys() == {"day", "start"}
    assert "Write a time such as 18:30 or 1830." in html
    assert "1900" in html


def test_a_known_person_is_taken_by_their_key(chain: World, page: Client, address: str) -> None:
    before = Person.objects.count()
    page.post(address, grid({"person": chain.stranger.pk, "name": chain.stranger.name}))
    assert ContactEvent.objects.get().person_b == chain.stranger
    assert Person.objects.count() == before
    assert chain.levels()["stranger"] == 1


@pytest.mark.parametrize("who", ["index", "nobody", "elsewhere"])
def test_who_cannot_be_chosen_is_refused_in_the_row(
    chain: World, page: Client, address: str, who: str
) -> None:
    """The case itself, a person who does not exist, and one outside the area."""
    foreigner = make_person()
    key = {"index": chain.index.pk, "nobody": 10**9, "elsewhere": foreigner.pk}[who]
    response = page.post(address, grid({"person": key, "name": "Ai Đó"}))
    assert response.status_code == 422
    assert "This person cannot be chosen: type the name again." in response.content.decode()
    assert not ContactEvent.objects.exists()


def test_a_row_may_have_times_of_its_own(page: Client, address: str) -> None:
    page.post(
        address,
        grid({"name": NAMES[0], "start": "1830", "end": "19h"}, {"name": NAMES[1], "end": "12:10"}),
    )
    one, two = ContactEvent.objects.order_by("pk")
    assert (one.start, one.end) == (minute("2020-03-06T18:30"), minute("2020-03-06T19:00"))
    assert (two.start, two.end) == (minute("2020-03-06T12:00"), minute("2020-03-06T12:10"))


def test_past_midnight_is_the_next_day(page: Client, address: str) -> None:
    page.post(address, grid({"name": NAMES[0]}, start="23:00", end="00:45"))
    event = ContactEvent.objects.get()
    assert (event.start, event.end) == (minute("2020-03-06T23:00"), minute("2020-03-07T00:45"))


def test_what_has_not_come_yet_is_refused(page: Client, address: str) -> None:
    """It is 7:00 on 8 March."""
    response = page.post(address, grid({"name": NAMES[0]}, day="2020-03-08"))
    assert response.status_code == 422
    assert "This has not come yet" in response.content.decode()
    assert page.post(address, grid({"name": NAMES[0]}, day="2020-03-09")).status_code == 422
    early = grid({"name": NAMES[0]}, day="2020-03-08", start="6:00", end="7:00")
    assert page.post(address, early).status_code == 302


def test_close_is_said_once_or_by_row(page: Client, address: str) -> None:
    page.post(address, grid({"name": NAMES[0], "close": "on"}, {"name": NAMES[1]}))
    assert [event.close for event in ContactEvent.objects.order_by("pk")] == [True, False]


def test_who_is_outside_the_area_stays_unnamed_among_the_known(
    chain: World, page: Client, address: str
) -> None:
    foreigner = make_person()
    ContactEvent.objects.create(
        person_a=foreigner,
        person_b=chain.index,
        start=minute("2020-03-06T12:00"),
        end=minute("2020-03-06T12:30"),
        recorded_at=NOW - DAY,
    )
    response = page.get(address)
    assert response.context["recent"][0]["person"] is None
    assert foreigner.name not in response.content.decode()


def test_a_broken_grid_is_no_crash(page: Client, address: str) -> None:
    assert page.post(address, {"common-day": "2020-03-06"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "read"),
    [("18:30", "18:30"), ("1830", "18:30"), ("18h30", "18:30"), ("7", "07:00"), ("730", "07:30"),
     ("7h", "07:00"), ("00:00", "00:00"), (" 7:05 ", "07:05")],
)  # fmt: skip
def test_times_are_read_as_people_type_them(typed: str, read: str) -> None:
    assert ClockField().clean(typed).strftime("%H:%M") == read


@pytest.mark.parametrize("typed", ["25:00", "18:75", "noon", "-1", "183045", "18:3:0:0"])
def test_what_is_no_time_gets_an_example(typed: str) -> None:
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    with pytest.raises(ValidationError, match="18:30 or 1830"):
        ClockField().clean(typed)
