"""The printed order: what it says in both languages, and the file of a whole tree."""

import re
import stat
import zlib
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.web.factories import NOW, SYSTEM, UnitTree, make_user
from tests.web.measures.worlds import HOUR, Tree, clear, make_tree
from vungxanh.policy.wording import MEASURE_WORDS
from vungxanh.terms import Measure
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.measures import actions
from vungxanh.web.measures.models import MeasureChoice, Order, OrderPrint, OrderStatus
from vungxanh.web.measures.printing import actions as printing
from vungxanh.web.measures.printing.documents import document
from vungxanh.web.measures.printing.files import file_of
from vungxanh.web.measures.printing.typesetting import pdf, pdf_apart
from vungxanh.web.measures.printing.wording import ENGLISH, LANGUAGES, VIETNAMESE, WORDS
from vungxanh.web.measures.tasks import forget_outdated, print_tree

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tree(units: UnitTree) -> Tree:
    found = make_tree(units)
    near = found.near
    near.name, near.sex, near.birth_date = "Nguyễn Thị Hư Cấu", "female", date(1990, 1, 2)
    near.residence, near.phone = "Số 1 phố Không Có Thật", "0900000000"
    near.save()
    return found


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def pages(content: bytes) -> int:
    """Count the pages of a PDF, in its plain and in its packed objects."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    texts = [content]
    for part in packed:
        try:
            texts.append(zlib.decompress(part))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page\b", text)) for text in texts)


def confirmed(tree: Tree, person) -> Order:
    order = tree.order(person)
    actions.confirm([order], actor=SYSTEM, now=NOW)
    return Order.objects.get(pk=order.pk)


# words


@pytest.mark.parametrize("words", [VIETNAMESE, ENGLISH])
def test_the_form_has_words_for_every_measure(words):
    assert set(words.subjects) == set(words.report) == {choice.value for choice in MeasureChoice}
    assert set(MEASURE_WORDS["vi"]) == set(words.subjects)


def test_both_languages_fill_in_the_same_names():
    def names(value) -> set[str]:
        parts = value.values() if isinstance(value, dict) else value
        texts = [value] if isinstance(value, str) else parts
        return {name for text in texts for name in re.findall(r"\{(\w+)\}", text)}

    for field in VIETNAMESE.__dataclass_fields__:
        assert names(getattr(VIETNAMESE, field)) == names(getattr(ENGLISH, field)), field


# what it says


def test_the_vietnamese_document_has_the_official_form(tree):
    order = confirmed(tree, tree.near)
    said = document(order, language="vi")
    assert said["head"] == {
        "state": "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "motto": "Độc lập - Tự do - Hạnh phúc",
        "superior": ["Ủy ban nhân dân", "Quận Ba Đình"],
        "office": ["Ủy ban nhân dân", "Phường Trúc Bạch"],
        "number": f"Số: {order.pk}/QĐ-UBND",
        "dated": "Phường Trúc Bạch, ngày 08 tháng 3 năm 2020",
    }
    assert (
        said["basis"][0] == "Căn cứ “Hà Nội: biện pháp đối với F0, F1, F2 và F3” ngày 08/03/2020;"
    )
    assert said["articles"][1]["text"] == (
        "Thời gian: từ 7 giờ 00 ngày 08/03/2020 đến 24 giờ ngày 19/03/2020."
    )
    assert ["Họ và tên", "Nguyễn Thị Hư Cấu"] in said["whom"]
    assert ["Năm sinh", "02/01/1990"] in said["whom"]
    assert said["reasons"][0].startswith("Mời ông/bà ở khu cách ly")
    assert said["signature"][1] == "(Ký, đóng dấu, ghi rõ họ tên)"


def test_the_english_document_says_the_same(tree):
    said = document(confirmed(tree, tree.near), language="en")
    assert said["head"]["dated"] == "Phường Trúc Bạch, 8 March 2020"
    assert said["articles"][1]["text"] == (
        "Time: from 07:00 on 8 March 2020 to 24:00 of 19 March 2020."
    )
    assert said["title"] == "Decision"
    assert "You were near a person who has the virus." in said["reasons"]


def test_the_number_of_a_document_is_cited_where_it_is_known(tree):
    said = document(confirmed(tree, tree.near), language="vi")
    assert said["basis"][1].startswith("Căn cứ 344/QĐ-BYT, 345/QĐ-BYT ngày 07/02/2020")


def test_it_names_nobody_else(tree):
    """What another person told, or who they are, stands in no document."""
    said = str(document(confirmed(tree, tree.far), language="vi"))
    for person in (tree.index, tree.near, tree.other):
        assert person.name not in said
        assert f"'{person.code}'" not in said


def test_a_proposal_is_a_draft_without_number_and_date(tree):
    said = document(tree.order(tree.near), language="vi")
    assert said["marks"][0] == "DỰ THẢO – chưa có hiệu lực"
    assert said["head"]["number"] == "Số: …/QĐ-UBND"
    assert "ngày … tháng … năm …" in said["head"]["dated"]


def test_an_order_that_is_over_says_since_when(tree):
    order = confirmed(tree, tree.near)
    actions.end([order], actor=SYSTEM, now=NOW + HOUR, reason="died")
    assert document(order, language="en")["marks"][0] == (
        "No longer in force since 08:00 on 8 March 2020"
    )


def test_an_invented_person_is_marked_and_a_real_one_is_not(tree):
    order = confirmed(tree, tree.near)
    assert document(order, language="vi")["marks"] == [
        "Người trong văn bản này là nhân vật hư cấu (dữ liệu minh họa)."
    ]
    order.person.fictional = False
    assert document(order, language="vi")["marks"] == []


def test_what_an_officer_changed_is_told_and_nothing_that_contradicts_it(tree):
    order = tree.order(tree.near)
    actions.confirm_changed(
        order,
        actor=SYSTEM,
        now=NOW,
        reason="needs dialysis",
        measure=Measure.HOME,
        ends_at=order.ends_at - DAY,
    )
    said = document(order, language="en")
    assert said["reasons"][0].startswith("Please stay at home")
    assert said["reasons"][-1] == "The officer in charge looked at your own case: needs dialysis"
    assert not any("19 March" in reason for reason in said["reasons"])
    assert "24:00 of 18 March 2020" in said["articles"][1]["text"]


def test_a_release_ends_the_measure_and_is_not_marked_as_over(tree):
    confirmed(tree, tree.near)
    clear(tree.near, NOW + DAY)
    release = tree.order(tree.near)
    actions.confirm([release], actor=SYSTEM, now=NOW + DAY)
    release.person.fictional = False
    said = document(release, language="en")
    assert said["articles"][0]["text"] == "The measure in force ends for:"
    assert said["marks"] == []
    assert [article["name"] for article in said["articles"]] == ["Article 1.", "Article 2."]
    assert said["why"]["name"] == "Article 3."


def test_who_is_in_no_tree_any_more_reads_why(tree):
    confirmed(tree, tree.near)
    tree.near.levels.all().delete()
    (release,) = actions.propose(tree.outbreak, [tree.near.pk], actor=SYSTEM, now=NOW).orders
    assert document(release, language="en")["reasons"][-1] == ENGLISH.no_ground


def test_treatment_in_hospital_has_no_fixed_end(tree):
    said = document(confirmed(tree, tree.index), language="en")
    assert said["articles"][1]["text"].endswith("until clearance.")


def test_a_person_without_a_unit_gets_a_document_too(tree):
    order = confirmed(tree, tree.near)
    order.unit = order.person.unit = None
    assert document(order, language="vi")["head"]["office"] == ["Ủy ban nhân dân"]


# the PDF


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_and_status_becomes_a_page(tree, language):
    order = confirmed(tree, tree.near)
    documents = []
    for measure in MeasureChoice:
        for status in OrderStatus:
            order.measure, order.status = measure.value, status.value
            documents.append(document(order, language=language))
    content = pdf(documents)
    assert content.startswith(b"%PDF-")
    assert pages(content) == len(documents)


def test_what_is_written_about_a_person_never_becomes_part_of_the_form(tree):
    """Names, addresses and reasons are data: neither code, nor markup, nor a file to read."""
    order = confirmed(tree, tree.near)
    for hostile in (
        '#read("/etc/passwd")',
        '"); #panic("x")',
        "*bold* $x$ @ref <label> #let a = 1",
        "\\ \" ' { } [ ]",
        "\u0000\u202e",
    ):
        order.person.name = order.person.residence = order.changed_reason = hostile
        assert pages(pdf([document(order, language="vi")])) == 1


def test_a_long_story_runs_over_to_a_second_page(tree):
    order = confirmed(tree, tree.near)
    order.changed_reason = "Rất dài. " * 600
    assert pages(pdf([document(order, language="vi")])) > 1


def test_a_process_of_its_own_sets_the_same(tree):
    said = [document(confirmed(tree, tree.near), language="vi")]
    assert pages(pdf_apart(said * 2)) == 2


def test_a_failure_of_that_process_tells_nothing_about_anybody():
    with pytest.raises(RuntimeError) as failure:
        pdf_apart([{"title": "Nguyễn Thị Hư Cấu"}])
    assert "Nguyễn" not in str(failure.value)


@pytest.mark.parametrize("setter", [pdf, pdf_apart])
def test_nothing_cannot_be_printed(setter):
    with pytest.raises(ValueError, match="nothing to print"):
        setter([])


def test_the_pdf_of_an_order_is_given_and_audited_and_kept_nowhere(tree, units, client_as):
    browser = client_as(make_user("ward_officer", units.truc_bach))
    address = reverse("measures:order_pdf", args=[tree.order(tree.near).pk])
    for language in LANGUAGES:
        response = browser.get(address, {"language": language})
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert tree.near.name not in response.headers["Content-Disposition"]
        assert pages(response.content) == 1
    assert AuditEvent.objects.filter(verb="order_printed", person_id=tree.near.pk).count() == 2


# a whole tree


@pytest.fixture
def officer(units):
    return make_user("ward_officer", units.truc_bach)


def ask(browser, tree: Tree, **said):
    return browser.post(reverse("measures:print_many"), {"case": tree.case.pk} | said)


def work() -> None:
    """Let a worker do what waits for one."""
    call_command("db_worker", "--batch", verbosity=0)


def test_a_tree_is_printed_in_the_background(tree, officer, client_as, home):
    actions.confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)
    browser = client_as(officer)
    response = ask(browser, tree, language="vi")
    printed = OrderPrint.objects.get()
    page = reverse("measures:prints", args=[printed.pk])
    assert response.headers["Location"] == page
    assert 'hx-trigger="every 2s"' in browser.get(page).content.decode()
    fragment = browser.get(page, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "0 of 5" in fragment

    print_tree.call(printed.pk)
    done = browser.get(page).content.decode()
    assert "5 documents are ready" in done
    assert "hx-trigger" not in done
    file = browser.get(reverse("measures:printed_file", args=[printed.pk]))
    assert file.headers["Cache-Control"] == "private, no-store"
    assert pages(file.content) == 5
    assert stat.S_IMODE(file_of(printed).stat().st_mode) == 0o600
    assert stat.S_IMODE(file_of(printed).parent.stat().st_mode) == 0o700
    assert file_of(printed).is_relative_to(home / "files")


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_it_from_the_queue(tree, officer, client_as, home):
    actions.confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)
    ask(client_as(officer), tree)
    work()
    printed = OrderPrint.objects.get()
    assert (printed.state, printed.done, printed.total) == ("done", 5, 5)
    assert file_of(printed).exists()


def test_only_who_asked_may_open_it(tree, units, officer, client_as, home):
    actions.confirm([tree.order(tree.near)], actor=SYSTEM, now=NOW)
    printed = printing.ask_for_print(tree.case, "vi", actor=officer, now=NOW)
    printing.write_print(printed, actor=SYSTEM, now=NOW)
    colleague = make_user("ward_officer", units.truc_bach)
    for name in ("measures:prints", "measures:printed_file"):
        address = reverse(name, args=[printed.pk])
        assert client_as(officer).get(address).status_code == 200
        for other in (colleague, make_user("command", units.city)):
            assert client_as(other).get(address).status_code == 404
        assert client_as(None).get(address).headers["Location"].startswith("/accounts/login/")


def test_it_holds_nobody_outside_the_area_of_who_asked(tree, units, client_as):
    actions.confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)
    stranger = make_user("ward_officer", units.cat_linh)
    assert not printing.printable(tree.case.pk, stranger, now=NOW).exists()
    assert ask(client_as(stranger), tree).status_code == 404
    assert ask(client_as(make_user("auditor", units.city)), tree).status_code == 403
    assert not OrderPrint.objects.exists()


def test_only_orders_in_force_are_printed(tree, officer, client_as):
    response = ask(client_as(officer), tree)
    assert response.headers["Location"] == f"/orders/?case={tree.case.pk}"
    assert not OrderPrint.objects.exists()


def test_a_file_is_gone_after_a_day(tree, officer, client_as, home, set_clock):
    actions.confirm([tree.order(tree.near)], actor=SYSTEM, now=NOW)
    printed = printing.ask_for_print(tree.case, "vi", actor=officer, now=NOW)
    printing.write_print(printed, actor=SYSTEM, now=NOW)
    browser, path = client_as(officer), file_of(printed)
    address = reverse("measures:printed_file", args=[printed.pk])
    set_clock(NOW + DAY - HOUR)
    forget_outdated.call()
    assert browser.get(address).status_code == 200
    set_clock(NOW + DAY)
    assert browser.get(address).status_code == 404  # even before the worker has come by
    forget_outdated.call()
    assert not path.exists()
    assert not OrderPrint.objects.exists()


def test_its_end_is_put_in_the_queue_with_it(tree, officer, home, set_clock):
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - the queue itself

    set_clock(NOW)
    actions.confirm([tree.order(tree.near)], actor=SYSTEM, now=NOW)
    print_tree.call(printing.ask_for_print(tree.case, "vi", actor=officer, now=NOW).pk)
    (waiting,) = DBTaskResult.objects.all()
    assert waiting.task_path.endswith("forget_outdated")
    assert waiting.run_after == NOW + DAY


def test_a_failure_is_told_and_leaves_no_file(tree, officer, client_as, home, monkeypatch):
    actions.confirm([tree.order(tree.near)], actor=SYSTEM, now=NOW)
    printed = printing.ask_for_print(tree.case, "vi", actor=officer, now=NOW)
    monkeypatch.setattr(printing, "pdf_apart", lambda _documents: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        printing.write_print(printed, actor=SYSTEM, now=NOW)
    page = client_as(officer).get(reverse("measures:prints", args=[printed.pk]))
    assert "could not be made" in page.content.decode()
    assert not file_of(printed).exists()
    address = reverse("measures:printed_file", args=[printed.pk])
    assert client_as(officer).get(address).status_code == 404


def test_the_words_are_there_in_both_languages():
    assert set(WORDS) == set(LANGUAGES) == {"vi", "en"}
