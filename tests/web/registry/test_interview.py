"""The interview: what is asked, for which days, and that nothing typed is lost."""

from datetime import date

import pytest
from django.test import Client

from tests.web.factories import NOW, SYSTEM
from tests.web.registry.conftest import DAY, Story
from vungxanh.records import minute_of
from vungxanh.web.audit.models import AuditEvent, Value
from vungxanh.web.registry.actions import save_answer
from vungxanh.web.registry.models import InterviewAnswer, Isolation
from vungxanh.web.registry.prompts import MOST_DAYS, OCCASIONS, days_from, sections

HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(story: Story) -> str:
    return f"/cases/{story.case.pk}/interview/"


def days(client: Client, address: str) -> list[str]:
    keys = [section["key"] for section in client.get(address).context["sections"]]
    return [key.removeprefix("day-") for key in keys if key.startswith("day-")]


def test_the_occasions_that_people_forget_are_all_asked() -> None:
    keys = {prompt.key for section in OCCASIONS for prompt in section.prompts}
    wanted = {
        "home-household", "home-visitors", "home-deliveries", "home-lift", "work-room",
        "work-school", "meals-out", "travel-ride", "travel-flight", "care-treated",
        "errands-market", "errands-cash", "errands-hair", "together-worship",
        "together-wedding", "together-sport",
    }  # fmt: skip
    assert wanted <= keys


def test_every_question_has_one_key_that_fits_the_table_and_an_address_on_the_page() -> None:
    asked = [
        p.key for s in sections(days_from(date(2020, 3, 1), date(2020, 3, 9))) for p in s.prompts
    ]
    limit = InterviewAnswer._meta.get_field("prompt").max_length
    assert len(asked) == len(set(asked))
    assert max(len(key) for key in asked) <= limit
    assert all(key.replace("-", "").isalnum() for key in asked)


def test_each_day_of_the_window_is_asked_until_today(page: Client, address: str) -> None:
    assert days(page, address) == [f"2020-03-0{day}" for day in range(1, 9)]


def test_the_days_end_when_the_case_was_kept_apart(
    page: Client, address: str, story: Story
) -> None:
    short = Isolation(start=minute_of(NOW - 6 * DAY), end=minute_of(NOW - 5 * DAY))
    rest = Isolation(start=minute_of(NOW - 3 * DAY), end=None)
    for isolation in (short, rest):
        isolation.person, isolation.recorded_at = story.index, NOW - DAY
        isolation.save()
    assert days(page, address)[-1] == "2020-03-05"


def test_no_more_days_are_asked_than_anybody_remembers() -> None:
    assert len(days_from(date(2020, 1, 1), date(2020, 12, 1))) == MOST_DAYS
    assert days_from(date(2020, 3, 2), date(2020, 3, 1)) == []


def test_without_a_window_the_occasions_are_asked_alone(
    page: Client, address: str, story: Story
) -> None:
    story.case.onset_date = None
    story.case.save()
    assert days(page, address) == []
    assert page.get(address).context["answered"]["prompts"] > 20


def test_an_answer_is_saved_as_it_is_typed_and_comes_back(
    page: Client, address: str, story: Story
) -> None:
    for text in ("her par", "her parents,\n and the cook "):
        response = page.post(address, {"prompt": "home-household", "text": text}, headers=HTMX)
        assert response.status_code == 200
        assert "lan" in response.content.decode()
        assert "<html" not in response.content.decode()
    answer = InterviewAnswer.objects.get()
    assert (answer.text, answer.changed_at, answer.changed_by) == (text, NOW, "lan")
    context = page.get(address).context
    row = next(p for s in context["sections"] for p in s["prompts"] if p["key"] == "home-household")
    assert (row["text"], row["changed_by"]) == (text, "lan")
    assert context["answered"]["done"] == 1


def test_without_scripts_the_page_comes_back(page: Client, address: str) -> None:
    response = page.post(address, {"prompt": "day-2020-03-02-evening", "text": "at home"})
    assert (response.status_code, response.headers["Location"]) == (302, address)


def test_an_answer_can_be_taken_back(page: Client, address: str) -> None:
    for text in ("a taxi", ""):
        page.post(address, {"prompt": "travel-ride", "text": text}, headers=HTMX)
    assert InterviewAnswer.objects.get().text == ""
    assert page.get(address).context["answered"]["done"] == 0


def test_what_is_typed_stands_in_no_log(page: Client, address: str, story: Story) -> None:
    page.post(address, {"prompt": "together-friends", "text": "a secret"}, headers=HTMX)
    event = AuditEvent.objects.get(verb="answer_saved")
    assert (event.person_id, event.fields) == (story.index.pk, [])
    assert not Value.objects.filter(event_id=event.pk).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"prompt": "nobody-asks", "text": "x"},
        {"prompt": "day-2020-02-01-evening", "text": "before the window"},
        {"text": "no prompt"},
        {"prompt": "home-lift", "text": "x" * 10_001},
    ],
)
def test_what_nobody_asked_is_refused(page: Client, address: str, wrong: dict[str, str]) -> None:
    assert page.post(address, wrong, headers=HTMX).status_code == 400
    assert not InterviewAnswer.objects.exists()


def test_an_answer_to_a_day_that_is_asked_no_more_can_still_be_changed(
    page: Client, address: str, story: Story
) -> None:
    key = "day-2020-02-27-evening"
    save_answer(story.case, key, "at the cinema", actor=SYSTEM, now=NOW)
    page.post(address, {"prompt": key, "text": "at the theatre"}, headers=HTMX)
    assert InterviewAnswer.objects.get(prompt=key).text == "at the theatre"
