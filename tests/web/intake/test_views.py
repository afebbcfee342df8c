"""The pages of the desk: a file is dropped, checked, mapped, taken, undone; by whom it may."""

from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.conftest import ClientAs
from tests.web.factories import UnitTree, make_user
from tests.web.intake.desks import checked, standing
from vungxanh.web.intake.models import Import, SavedMapping
from vungxanh.web.registry.models import Case, Outbreak

pytestmark = pytest.mark.django_db

TEXT = (
    "Mã BN,Họ tên,Giới tính,Ngày khởi phát\nCA1,Nguyễn Thị Thử,đàn bà,04/03/2020\nCA2,Trần,Nam,xx\n"
)


@pytest.fixture(autouse=True)
def at_once(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def test_a_file_goes_the_whole_way(
    units: UnitTree, outbreak: Outbreak, client_as: ClientAs
) -> None:
    client = client_as(make_user("tracer", units.city))
    before = standing()
    posted = {
        "outbreak": outbreak.pk,
        "kind": "linelist",
        "file": SimpleUploadedFile("ca.csv", TEXT.encode()),
    }
    response = client.post("/imports/new/", posted)
    imported = Import.objects.get()
    assert urlsplit(response.headers["Location"]).path == imported.get_absolute_url()
    page = client.get(imported.get_absolute_url()).content.decode()
    assert "checked" in page
    assert "đàn bà" in page  # an error, with row and column
    columns = client.get(f"{imported.get_absolute_url()}columns/")
    form = columns.context["form"]
    values = {name: form[name].initial or "" for name in form.fields}
    word = next(name for name in values if name.startswith("value-sex"))
    told = values | {word: "female", "name": "district lists"}
    client.post(f"{imported.get_absolute_url()}columns/", told)
    assert SavedMapping.objects.get().name == "district lists"
    bad = client.get(f"{imported.get_absolute_url()}bad-rows/").content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in bad.splitlines()] == ["Mã BN", "CA2"]
    assert "what is wrong" in bad.splitlines()[0]
    client.post(f"{imported.get_absolute_url()}start/")
    assert Case.objects.get().person.sex == "female"
    assert "done" in client.get("/imports/").content.decode()
    client.post(f"{imported.get_absolute_url()}undo/", {"reason": "wrong file"})
    assert standing() == before


def test_what_is_no_table_is_refused_in_words(
    units: UnitTree, outbreak: Outbreak, client_as: ClientAs
) -> None:
    client = client_as(make_user("tracer", units.city))
    for name, content in (("a.xlsx", b"PK\x03\x04broken"), ("a.pdf", b"%PDF"), ("a.csv", b"")):
        posted = {
            "outbreak": outbreak.pk,
            "kind": "linelist",
            "file": SimpleUploadedFile(name, content),
        }
        assert client.post("/imports/new/", posted).status_code == 422
    assert not Import.objects.exists()


def test_an_import_is_shown_to_its_area_alone(
    units: UnitTree, outbreak: Outbreak, client_as: ClientAs
) -> None:
    officer = make_user("district_officer", units.ba_dinh)
    imported = checked("linelist", TEXT, outbreak, actor=officer)
    neighbour = client_as(make_user("district_officer", units.dong_da))
    nobody = client_as(make_user())
    for path in ("", "columns/", "bad-rows/", "mapping/"):
        address = f"{imported.get_absolute_url()}{path}"
        assert neighbour.get(address).status_code == 404
        assert nobody.get(address).status_code == 403
        assert client_as(officer).get(address).status_code == 200
    for path in ("start/", "stop/", "undo/"):
        assert neighbour.post(f"{imported.get_absolute_url()}{path}").status_code == 404
