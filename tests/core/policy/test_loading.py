import json
import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vungxanh.policy.loading import (
    DirectiveError,
    load_directives,
    read_document,
    shipped_directives,
)
from vungxanh.policy.rules import READERS

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
GOOD = """
id = "city-rule"
title_en = "A rule"
title_vi = "Một quy định"
reference = "1/UBND"
issued_by = "The city"
issued_on = 2020-03-01
effective_from = 2020-03-02
scope = ["01"]
[[sources]]
title = "Invented for a test"
tells = "Nothing."
[rules.planning]
certainty = "seen"
levels_above = 2
"""


def problems_of(text: str) -> str:
    with pytest.raises(DirectiveError) as caught:
        read_document(tomllib.loads(text), name="file.toml")
    return str(caught.value)


def test_the_shipped_directives_load_and_use_every_rule():
    directives = shipped_directives()
    assert {version.rule for version in directives} == set(READERS)
    assert len({version.id for version in directives}) == 10


def test_every_shipped_statement_names_its_certainty_and_a_source():
    for version in shipped_directives():
        assert version.sources
        assert all(source.tells for source in version.sources)
        assert version.title_vi
        assert version.certainty in ("seen", "from memory, check before quoting")
        seen_online = any(source.url for source in version.sources)
        assert version.certainty != "seen" or seen_online, version.id


def test_a_date_is_midnight_in_the_city_and_an_instant_keeps_its_offset():
    def start(text: str) -> datetime:
        document = tomllib.loads(GOOD.replace("2020-03-02", text))
        return read_document(document, name="file.toml")[0].effective_from

    assert start("2020-03-02") == datetime(2020, 3, 2, tzinfo=ZONE)
    assert start("2020-03-02T18:00:00") == datetime(2020, 3, 2, 18, tzinfo=ZONE)
    assert start("2020-03-02T18:00:00Z") == datetime(2020, 3, 2, 18, tzinfo=UTC)


def test_a_document_from_json_is_read_like_one_from_toml():
    folder = files("vungxanh.policy") / "directives"
    for item in folder.iterdir():
        if item.name.endswith(".toml"):
            document = tomllib.loads(item.read_text(encoding="utf-8"))
            from_json = json.loads(json.dumps(document, default=lambda day: day.isoformat()))
            assert read_document(from_json, name=item.name) == read_document(
                document, name=item.name
            )


def test_a_folder_adds_to_the_shipped_directives_or_replaces_them(tmp_path: Path):
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    assert len(load_directives(tmp_path).versions) == len(shipped_directives().versions) + 1
    alone = load_directives(tmp_path, shipped=False)
    assert [version.id for version in alone] == ["city-rule"]


def test_several_scopes_give_a_version_each():
    text = GOOD.replace('["01"]', '["001", "002"]')
    versions = read_document(tomllib.loads(text), name="file.toml")
    assert [version.scope for version in versions] == ["001", "002"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "city-rule"', "", "file.toml: id is missing: a text is expected"),
        ("2020-03-01", '"March"', "issued_on is 'March': a date such as 2020-03-08"),
        ("2020-03-01", "2020-03-01T10:00:00", "issued_on: a date without a time is expected"),
        ('["01"]', "[]", "scope is empty"),
        ('["01"]', '"01"', "scope is '01': a list of texts is expected"),
        ("scope =", "ends_on = 2020-03-01\nscope =", "ends_on is before effective_from"),
        ("issued_by", "isued_by", "isued_by is not a name used here: correct or remove it"),
        ("rules.planning", "rules.plans", "no rule is named: use one of cases, contacts"),
        ('"seen"', '"sure"', "certainty is 'sure': one of seen, from memory"),
        ("levels_above = 2", "levels_above = -2", "levels_above is -2: a whole number, 0 or more"),
        ("levels_above = 2", "levels_above = true", "levels_above is True: a whole number"),
        ('tells = "Nothing."', "", "sources 1: tells is missing"),
    ],
)
def test_each_mistake_gets_a_sentence_with_file_and_place(old, new, message):
    assert old in GOOD
    assert message in problems_of(GOOD.replace(old, new))


CONTACTS = """
[rules.contacts]
certainty = "seen"
lines = [
    { levels = [1], measure = "facility" },
    { levels = [2], measure = "home" },
    { levels = [3], if = ["cough_or_fever"], measure = "facility" },
    { levels = [3], measure = "advice" },
]
[rules.quarantine]
certainty = "seen"
lines = [{ levels = [1, 2, 3], days = 14, tests = [1, 7] }]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "    { levels = [3], measure",
            "    # { levels = [3], measure",
            "F3 has no line without `if` as its last one",
        ),
        ('{ levels = [2], measure = "home" },', "", "F2 has no line without `if`"),
        (
            "{ levels = [1], measure",
            "{ levels = [1, 3], measure",
            "F3 has a line after the one without `if`: nobody reaches it",
        ),
        ('["cough_or_fever"]', '["sneezes"]', "if 'sneezes' is no condition: use cough_or_fever"),
        ('"home"', '"house"', "measure is 'house': one of hospital"),
        ('"home"', '"home", otherwise = "home"', "otherwise is home: name where to go"),
        ("tests = [1, 7]", "tests = [0, 7]", "tests [0, 7]: the first day is day 1"),
        ("days = 14,", 'days = 14, if = ["protected"],', "F1 has no line without `if`"),
        ("days = 14,", 'days = 14, measures = ["camp"],', "measures 'camp': use hospital"),
        (
            "lines = [{ levels = [1, 2, 3], days",
            'lines = [{ levels = [1, 2], if = ["protected"], '
            "days = 7 }, { levels = [1, 2, 3], days",
            "`protected` needs a table `protection`",
        ),
    ],
)
def test_each_mistake_in_a_rule_gets_a_sentence(old, new, message):
    assert old in CONTACTS
    assert message in problems_of(GOOD + CONTACTS.replace(old, new))


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path):
    (tmp_path / "a.toml").write_text(GOOD.replace("levels_above = 2", ""), encoding="utf-8")
    (tmp_path / "b.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "c.toml").write_bytes(b"id = '\xff'")
    with pytest.raises(DirectiveError) as caught:
        load_directives(tmp_path, tmp_path / "nowhere")
    text = "\n".join(caught.value.problems)
    for part in (
        "a.toml",
        "levels_above is missing",
        "b.toml: this is not TOML",
        "c.toml: cannot be read as UTF-8",
        "nowhere: no directive files",
    ):
        assert part in text


def test_a_document_loaded_twice_is_an_error(tmp_path: Path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(DirectiveError, match="has the rule planning twice for 01"):
        load_directives(tmp_path)


def test_the_dates_of_the_known_documents():
    dated = {version.reference: version.issued_on for version in shipped_directives()}
    assert dated["879/QĐ-BYT"] == date(2020, 3, 12)
    assert dated["600/CĐ-BCĐ"] == date(2021, 5, 5)
    assert dated["5599/BYT-MT"] == date(2021, 7, 14)
    assert dated["10696/BYT-MT"] == date(2021, 12, 16)
    assert dated["762/BYT-DP"] == date(2022, 2, 21)
    assert dated["1909/BYT-DP"] == date(2022, 4, 15)
