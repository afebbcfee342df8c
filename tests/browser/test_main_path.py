"""The way of an officer, click by click: a positive contact, the cascade, orders, undoing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import PASSWORD, Desk
from vungxanh.web.measures.models import Order

pytestmark = pytest.mark.browser


def levels(page: Page) -> list[str]:
    """Give the level that each row of the visible table shows first."""
    marks = page.locator("#tree-list tbody tr td:nth-child(2) .level")
    return [mark.strip() for mark in marks.all_inner_texts()]


def write_result(page: Page, outcome: str) -> None:
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("Specimen taken").fill("2020-03-07T20:00")
    page.get_by_label("Result known").fill("2020-03-08T06:30")
    page.get_by_label("Laboratory").fill("CDC Hà Nội")


def test_from_one_positive_test_to_orders_and_back(desk: Desk, live_server) -> None:
    page, world = desk.page, desk.world
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    desk.go("/")
    page.get_by_label("Username").fill("lan")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    from_the_situation_to_the_tree(desk)
    a_positive_contact_moves_their_contacts(desk)
    orders_are_confirmed_together(desk)
    # why?
    desk.go(f"/tracing/persons/{world.f2.pk}/why/")
    expect(page.locator("main")).to_contain_text("Người Thử Hai")
    expect(page.locator("main")).to_contain_text(world.flat.name)
    the_samples_were_swapped(desk)
    assert world.levels() == {"index": 0, "f1": 1, "f2": 2, "f3": 3}
    assert not Order.objects.running().filter(person=world.f2, measure="facility").exists()


def from_the_situation_to_the_tree(desk: Desk) -> None:
    page, world = desk.page, desk.world
    expect(page.get_by_role("heading", level=1)).to_have_text("Hà Nội")
    expect(page.locator(".figures li").last).to_contain_text("3")
    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_role("link", name=world.case.code, exact=True).click()
    expect(page.locator("[data-status]")).to_contain_text("4 persons in the drawing.")
    assert page.locator("[data-canvas] canvas").count() > 0


def a_positive_contact_moves_their_contacts(desk: Desk) -> None:
    page = desk.page
    page.get_by_text("The same as a list").click()
    page.locator("#tree-list").get_by_role("link", name="Người Thử Hai").first.click()
    page.get_by_role("link", name="Record a result").click()
    write_result(page, "positive")
    page.get_by_role("button", name="Save the result").click()
    # whom it would move, through whom and where
    expect(page.locator("#window")).to_contain_text("their first exposure")
    moves = page.locator("#moves details")
    expect(moves).to_have_count(3)
    flatmate = moves.filter(has_text="Người Thử Ba").first
    expect(flatmate.locator("tbody tr")).to_contain_text(["Người Thử Hai"])
    page.get_by_role("button", name="Confirm the case and apply all of this").click()
    expect(page.locator(".messages")).to_contain_text("3 persons moved")
    # the F2 is F1 now
    page.get_by_text("The same as a list").click()
    expect(page.locator("#tree-list")).to_contain_text("Người Thử Ba")
    assert levels(page) == ["F1", "F1"]


def orders_are_confirmed_together(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("link", name="All orders of this tree").click()
    row = page.get_by_role("row").filter(has_text="Người Thử Ba")
    expect(row).to_contain_text("quarantine site")
    expect(row).to_contain_text("proposed")
    page.get_by_label("Mark all on this page").check()
    page.get_by_role("button", name="Confirm the marked orders").click()
    expect(page.locator(".messages")).to_be_visible()
    order = Order.objects.running().get(person=desk.world.f2)
    assert (order.measure, order.status) == ("facility", "confirmed")


def the_samples_were_swapped(desk: Desk) -> None:
    page = desk.page
    desk.go(f"/persons/{desk.world.f1.pk}/")
    page.get_by_role("link", name="Correct it").click()
    write_result(page, "negative")
    page.get_by_label("Reason").fill("samples swapped")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator("#moves summary")).to_have_count(3)
    page.get_by_label(re.compile("Reason")).fill("samples swapped")
    page.get_by_role("button", name="Discard the case and apply all of this").click()
    expect(page.locator(".messages")).to_contain_text("3 persons moved")


def test_ten_contacts_with_the_keyboard_alone(desk: Desk) -> None:
    page, world = desk.page, desk.world
    desk.go(f"/cases/{world.case.pk}/contacts/new/")
    page.locator("#id_common-start").focus()
    page.keyboard.type("1830")
    page.keyboard.press("Tab")
    page.keyboard.type("19h")
    page.locator("[data-name]").first.focus()

    # the first row: somebody who is known, found without diacritics
    page.keyboard.type("tran thi la")
    offer = page.locator(".pick-list button").first
    expect(offer).to_contain_text("Trần Thị Lạ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-picked]").first).to_contain_text("stranger")

    # nine more by name and telephone
    for number in range(2, 11):
        expect(page.locator(":focus")).to_have_attribute("id", f"id_contacts-{number - 1}-name")
        page.keyboard.type(f"Người Gặp {number}")
        page.keyboard.press("Tab")
        page.keyboard.type(f"09120001{number:02d}")
        page.keyboard.press("Enter")
    page.locator("#id_common-day").fill("2020-03-06")
    page.keyboard.press("Control+s")
    expect(page.locator(".messages")).to_contain_text("10 contacts are saved.")
    assert world.levels()["stranger"] == 1
    assert sum(level == 1 for level in world.levels().values()) == 11
    assert page.locator("[data-name]").first.input_value() == "", "what is saved is not kept"


def test_what_is_wrong_in_the_grid_keeps_the_grid(desk: Desk) -> None:
    page = desk.page
    desk.go(f"/cases/{desk.world.case.pk}/contacts/new/")
    page.locator("#id_contacts-0-name").fill("Người Gặp Một")
    page.locator("#id_contacts-1-phone").fill("0912000102")
    page.get_by_role("button", name="Save the contacts").click()
    expect(page.locator("tbody")).to_contain_text("Name the person, or clear the row.")
    assert page.locator("#id_contacts-0-name").input_value() == "Người Gặp Một"
    assert page.locator("#id_contacts-1-phone").input_value() == "0912000102"


def test_the_language_is_one_click_away_and_stays(desk: Desk) -> None:
    page = desk.page
    desk.go("/cases/")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator(".clock time")).to_contain_text("8 Mar 2020")
    page.locator("button[name=language][value=vi]").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator(".clock time")).to_contain_text("08/03/2020")
    expect(page).to_have_url(re.compile("/cases/$"))
    desk.go("/")
    assert page.locator("html").get_attribute("lang") == "vi"
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_an_answer_typed_without_a_network_is_saved_when_it_is_back(desk: Desk) -> None:
    page, world = desk.page, desk.world
    desk.go(f"/cases/{world.case.pk}/interview/")
    answer = page.locator("textarea").first
    page.context.set_offline(True)
    answer.fill("Ăn trưa với hai đồng nghiệp")
    expect(page.locator("#network")).to_contain_text("nothing you typed is lost")
    assert not world.case.answers.exists()
    page.context.set_offline(False)
    expect(page.locator("#network")).to_be_hidden()
    expect(page.locator(".saved time, .saved").first).to_contain_text("lan")
    assert world.case.answers.get().text == "Ăn trưa với hai đồng nghiệp"


def test_a_grid_that_could_not_be_sent_is_filled_in_again(desk: Desk) -> None:
    page = desk.page
    address = f"/cases/{desk.world.case.pk}/contacts/new/"
    desk.go(address)
    page.locator("#id_common-start").fill("18:30")
    page.locator("#id_contacts-0-name").fill("Người Gặp Một")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save the contacts").click()
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    desk.go(address)
    expect(page.locator("[data-restored]")).to_be_visible()
    assert page.locator("#id_contacts-0-name").input_value() == "Người Gặp Một"
    assert page.locator("#id_common-start").input_value() == "18:30"
