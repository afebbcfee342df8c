"""Where a contact goes: the day before, the day of and the day after each change of the rules."""

import pytest

from vungxanh.terms import Answer

TRUC_BACH = "Trúc Bạch, Ba Đình, Hà Nội"
HA_DONG = "Hà Đông, Hà Nội"
SAIGON = "Thành phố Hồ Chí Minh"
YES, NO = Answer.YES, Answer.NO
HOME_IS_FINE = {"home_qualifies": YES}
HOME_IS_NOT = {"home_qualifies": NO}
WELL = {"cough": NO, "fever": NO}

# Everyone was last exposed the day before, so every time limit is still running.
SITUATIONS = """
F | where     | day        | facts             | measure  | by
--|-----------|------------|-------------------|----------|-----------------
0 | TRUC_BACH | 2020-03-07 |                   | hospital | vn-2020-02-07
0 | TRUC_BACH | 2020-03-08 |                   | hospital | hanoi-2020-03-08
0 | TRUC_BACH | 2020-03-09 |                   | hospital | hanoi-2020-03-08
1 | TRUC_BACH | 2020-03-06 |                   | facility | vn-2020-02-07
1 | TRUC_BACH | 2020-03-07 |                   | facility | vn-2020-02-07
1 | TRUC_BACH | 2020-03-08 |                   | facility | hanoi-2020-03-08
1 | TRUC_BACH | 2020-03-09 |                   | facility | hanoi-2020-03-08
2 | TRUC_BACH | 2020-03-07 | HOME_IS_FINE      | home     | vn-2020-02-07
2 | TRUC_BACH | 2020-03-08 | HOME_IS_FINE      | home     | hanoi-2020-03-08
2 | TRUC_BACH | 2020-03-08 | HOME_IS_NOT       | station  | hanoi-2020-03-08
3 | TRUC_BACH | 2020-03-07 | COUGHS            | advice   | vn-2020-02-07
3 | TRUC_BACH | 2020-03-08 | COUGHS            | facility | hanoi-2020-03-08
3 | TRUC_BACH | 2020-03-09 | COUGHS            | facility | hanoi-2020-03-08
3 | TRUC_BACH | 2020-03-08 | FEVER             | facility | hanoi-2020-03-08
3 | TRUC_BACH | 2020-03-08 | WELL              | advice   | hanoi-2020-03-08
3 | SAIGON    | 2020-03-08 | COUGHS            | advice   | vn-2020-02-07
1 | SAIGON    | 2021-07-13 | HOME_IS_FINE      | facility | vn-2020-02-07
1 | SAIGON    | 2021-07-14 | HOME_IS_FINE      | home     | vn-2021-07-14
1 | SAIGON    | 2021-07-15 | HOME_IS_FINE      | home     | vn-2021-07-14
1 | SAIGON    | 2021-07-14 | HOME_IS_NOT       | facility | vn-2021-07-14
1 | HA_DONG   | 2021-07-14 | HOME_IS_FINE      | facility | hanoi-2020-03-08
1 | HA_DONG   | 2021-11-16 | HOME_IS_FINE      | facility | hanoi-2020-03-08
1 | HA_DONG   | 2021-11-17 | HOME_IS_FINE      | home     | hanoi-2021-11-17
1 | HA_DONG   | 2021-11-18 | HOME_IS_FINE      | home     | hanoi-2021-11-17
1 | HA_DONG   | 2021-11-17 | HOME_IS_NOT       | facility | hanoi-2021-11-17
1 | TRUC_BACH | 2021-11-18 | HOME_IS_FINE      | home     | hanoi-2021-11-17
1 | TRUC_BACH | 2021-11-19 | HOME_IS_FINE      | facility | hanoi-2021-11-19
1 | TRUC_BACH | 2021-11-20 | HOME_IS_FINE      | facility | hanoi-2021-11-19
1 | HA_DONG   | 2021-11-20 | HOME_IS_FINE      | home     | hanoi-2021-11-17
1 | TRUC_BACH | 2022-04-14 | HOME_IS_FINE      | facility | hanoi-2021-11-19
1 | TRUC_BACH | 2022-04-15 | HOME_IS_FINE      | advice   | vn-2022-04-15
1 | TRUC_BACH | 2022-04-16 | HOME_IS_FINE      | advice   | vn-2022-04-15
2 | TRUC_BACH | 2022-04-15 | HOME_IS_FINE      | none     | vn-2022-04-15
4 | TRUC_BACH | 2020-03-08 |                   | none     | hanoi-2020-03-08
"""
NAMED = {
    "": {},
    "HOME_IS_FINE": HOME_IS_FINE,
    "HOME_IS_NOT": HOME_IS_NOT,
    "COUGHS": {"cough": YES},
    "FEVER": {"cough": NO, "fever": YES},
    "WELL": WELL,
}
PLACE = {"TRUC_BACH": TRUC_BACH, "HA_DONG": HA_DONG, "SAIGON": SAIGON}
ROWS = [
    tuple(cell.strip() for cell in line.split("|")) for line in SITUATIONS.strip().splitlines()[2:]
]


@pytest.mark.parametrize(("level", "place", "day", "facts", "measure", "by"), ROWS)
def test_who_goes_where(level, place, day, facts, measure, by, ask):
    answer = ask(
        F=int(level),
        where=PLACE[place],
        when=f"{day} 12:00",
        last_exposure=f"{day} 09:00",
        **{"vaccinated_full": NO, **NAMED[facts]},
    )
    assert (answer.measure, answer.directive_id) == (measure, by)
    assert answer.determined


def test_a_change_takes_effect_at_midnight_in_the_city(ask):
    before = ask(
        F=3, where=TRUC_BACH, when="2020-03-07 23:59", last_exposure="2020-03-07 09:00", cough=YES
    )
    after = ask(
        F=3, where=TRUC_BACH, when="2020-03-08 00:00", last_exposure="2020-03-07 09:00", cough=YES
    )
    assert (before.measure, after.measure) == ("advice", "facility")


def test_an_f3_who_tests_negative_after_symptoms_isolates_at_home(ask, at):
    facts = {"cough": YES, "onset_on": at("2020-03-09").date(), "test_result": "negative"}
    asked = {"F": 3, "where": TRUC_BACH, "when": "2020-03-11 12:00"}
    tested = facts | {"specimen_on": at("2020-03-10").date(), "last_exposure": "2020-03-07 09:00"}
    assert ask(**asked, **tested, home_qualifies=YES).measure == "home"
    assert ask(**asked, **tested, home_qualifies=NO).measure == "station"


def test_a_negative_test_from_before_the_symptoms_does_not_count(ask, at):
    answer = ask(
        F=3,
        where=TRUC_BACH,
        when="2020-03-11 12:00",
        last_exposure="2020-03-07 09:00",
        cough=YES,
        onset_on=at("2020-03-09").date(),
        test_result="negative",
        specimen_on=at("2020-03-08").date(),
        home_qualifies=YES,
    )
    assert answer.measure == "facility"


def test_a_positive_contact_goes_to_hospital_before_the_case_is_confirmed(ask):
    answer = ask(
        F=1,
        where=TRUC_BACH,
        when="2020-03-08 12:00",
        last_exposure="2020-03-07 09:00",
        test_result="positive",
    )
    assert (answer.measure, answer.until) == ("hospital", None)


def test_before_any_directive_the_office_is_asked_for_one(ask):
    answer = ask(F=1, where=TRUC_BACH, when="2020-02-06 12:00", last_exposure="2020-02-05 09:00")
    assert (answer.measure, answer.missing, answer.directives) == ("none", ("directive",), ())
    assert "issue one or load it" in answer.sentences()[-1]
