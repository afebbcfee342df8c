"""What a cell should have held is told in the reader's language."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from vungxanh.linelist import Mapping, read_grid, read_mapped
from vungxanh.web.intake.expectations import told

BAD = (
    "person_id,name,sex,birth_year,onset_date,outcome,phone\n"
    ",,x,85,31/02/2020,DT?,\n"
    "P1,A,male,3000,yesterday,positive,1\n"
)


def faults() -> list[str]:
    grid = read_grid(BAD.encode(), "a.csv")
    columns = {name: name for name in grid.header}
    table = read_mapped(Mapping("m", "linelist", columns), grid, ZoneInfo(settings.TIME_ZONE))
    return table.faults.table["expected"].to_list()


def test_faults_of_a_line_list_are_told_in_vietnamese() -> None:
    found = faults()
    assert len(found) >= 5
    with translation.override("vi"):
        english = [text for text in found if told(text) == text]
    assert not english


def test_in_english_each_says_what_the_core_said() -> None:
    for text in faults():
        assert told(text).split()[:2] == text.split()[:2]


def test_values_and_numbers_stay() -> None:
    with translation.override("vi"):
        assert "nam, nữ" in told("one of nam, nữ")
        assert "17" in told("a case_id that stands in no other row; row 17 has it too")
    assert told("100% of something nobody translated") == "100% of something nobody translated"
