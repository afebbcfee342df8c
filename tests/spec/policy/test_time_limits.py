"""How long: counted from the last exposure, ending at 24:00, with the test days on the way."""

from datetime import UTC, date, datetime, timedelta, timezone

from vungxanh.policy.decide import decide
from vungxanh.policy.facts import PersonFacts
from vungxanh.terms import Answer

TRUC_BACH = "Trúc Bạch, Ba Đình, Hà Nội"
HA_DONG = "Hà Đông, Hà Nội"
SAIGON = "Thành phố Hồ Chí Minh"
YES, NO = Answer.YES, Answer.NO


def test_fourteen_days_end_at_midnight_after_the_day_of_last_exposure_plus_fourteen(ask, at):
    answer = ask(F=1, where=TRUC_BACH, when="2020-03-08 07:00", last_exposure="2020-03-02 04:00")
    assert answer.until == at("2020-03-17 00:00")  # 24:00 of 16 March
    assert "24:00 of 16 March 2020" in " ".join(answer.sentences())


def test_an_exposure_that_ends_at_midnight_lies_on_the_day_before(ask, at):
    answer = ask(F=1, where=TRUC_BACH, when="2020-03-08 07:00", last_exposure="2020-03-03 00:00")
    assert answer.until == at("2020-03-17 00:00")


def test_the_last_minute_counts_and_the_next_does_not(ask):
    f1 = {"F": 1, "where": TRUC_BACH, "last_exposure": "2020-03-02 04:00"}
    assert ask(**f1, when="2020-03-16 23:59").measure == "facility"
    over = ask(**f1, when="2020-03-17 00:00")
    assert (over.measure, over.until) == ("none", None)
    assert "over at 24:00 of 16 March 2020" in " ".join(over.sentences())


def test_the_day_of_last_exposure_is_the_citys_day_whatever_the_offset(directives, at):
    # 18:30 on 2 March in London is 01:30 on 3 March in Hanoi
    london = datetime(2020, 3, 2, 18, 30, tzinfo=UTC)
    new_york = london.astimezone(timezone(timedelta(hours=-5)))
    answers = {
        decide(
            PersonFacts(level=1, last_exposure=instant),
            directives,
            unit_path=("01", "VN"),
            now=at("2020-03-08 07:00"),
        ).until
        for instant in (london, new_york)
    }
    assert answers == {at("2020-03-18 00:00")}


def test_21_days_in_facilities_from_5_may_2021_and_14_from_14_july(ask, at):
    f1 = {"F": 1, "where": HA_DONG}
    ends = {
        day: ask(**f1, when=f"2021-{day} 12:00", last_exposure=f"2021-{day} 09:00").until
        for day in ("05-04", "05-05", "05-06", "07-13", "07-14", "07-15")
    }
    assert ends == {
        "05-04": at("2021-05-19 00:00"),
        "05-05": at("2021-05-27 00:00"),
        "05-06": at("2021-05-28 00:00"),
        "07-13": at("2021-08-04 00:00"),
        "07-14": at("2021-07-29 00:00"),
        "07-15": at("2021-07-30 00:00"),
    }


def test_the_national_limit_binds_hanoi_although_hanoi_keeps_its_own_places(ask):
    answer = ask(F=1, where=HA_DONG, when="2021-07-14 12:00", last_exposure="2021-07-14 09:00")
    assert [citation.id for citation in answer.directives] == ["hanoi-2020-03-08", "vn-2021-07-14"]


def test_21_days_hold_in_facilities_only(ask, at):
    answer = ask(
        F=2,
        where=HA_DONG,
        when="2021-05-05 12:00",
        last_exposure="2021-05-05 09:00",
        home_qualifies=YES,
    )
    assert answer.until == at("2021-05-20 00:00")


def test_600_asks_for_tests_on_days_1_14_and_20_and_on_day_7_of_the_watch(ask):
    f1 = {"F": 1, "where": HA_DONG, "last_exposure": "2021-05-10 09:00"}
    inside = ask(**f1, when="2021-05-11 08:00", began_at="2021-05-11 08:00")
    assert inside.tests == (date(2021, 5, 11), date(2021, 5, 24), date(2021, 5, 30))
    watched = ask(**f1, when="2021-06-01 08:00", began_at="2021-05-11 08:00")
    assert (watched.measure, watched.tests) == ("advice", (date(2021, 6, 7),))
    assert ask(**f1, when="2021-06-08 00:00").measure == "none"


def test_5599_asks_for_tests_on_days_1_7_and_14_of_quarantine(ask):
    answer = ask(
        F=1,
        where=SAIGON,
        when="2021-07-20 08:00",
        last_exposure="2021-07-19 18:00",
        began_at="2021-07-20 08:00",
        home_qualifies=YES,
    )
    assert answer.measure == "home"
    assert answer.tests == (date(2021, 7, 20), date(2021, 7, 26), date(2021, 8, 2))


def test_a_test_day_after_the_end_is_moved_to_the_last_day(ask):
    answer = ask(
        F=1,
        where=SAIGON,
        when="2021-07-25 08:00",
        last_exposure="2021-07-19 18:00",
        began_at="2021-07-25 08:00",
        home_qualifies=YES,
    )
    assert answer.tests == (date(2021, 7, 25), date(2021, 7, 31), date(2021, 8, 2))


def test_14_days_of_watching_follow_under_5599(ask, at):
    f1 = {"F": 1, "where": SAIGON, "last_exposure": "2021-07-19 18:00", "home_qualifies": YES}
    assert ask(**f1, when="2021-08-02 23:59").measure == "home"
    watched = ask(**f1, when="2021-08-03 00:00")
    assert (watched.measure, watched.starts, watched.until) == (
        "advice",
        at("2021-08-03 00:00"),
        at("2021-08-17 00:00"),
    )


def test_the_vaccinated_have_7_days_at_home_from_16_december_2021(ask, at):
    f1 = {
        "F": 1,
        "where": HA_DONG,
        "home_qualifies": YES,
        "vaccinated_full": YES,
        "last_dose_on": date(2021, 9, 1),
    }
    before = ask(**f1, when="2021-12-15 12:00", last_exposure="2021-12-15 09:00")
    on_day = ask(**f1, when="2021-12-16 12:00", last_exposure="2021-12-16 09:00")
    assert (before.until, on_day.until) == (at("2021-12-30 00:00"), at("2021-12-24 00:00"))
    assert on_day.tests == (date(2021, 12, 16), date(2021, 12, 22))


def test_a_dose_counts_from_day_14_to_six_months(ask):
    def days(dose: date) -> int:
        answer = ask(
            F=1,
            where=HA_DONG,
            when="2021-12-20 12:00",
            last_exposure="2021-12-20 09:00",
            home_qualifies=YES,
            vaccinated_full=YES,
            last_dose_on=dose,
        )
        assert answer.until
        return (answer.until.date() - date(2021, 12, 21)).days

    assert [days(date(2021, 12, 7)), days(date(2021, 12, 6))] == [14, 7]
    assert [days(date(2021, 6, 20)), days(date(2021, 6, 19))] == [7, 14]


def test_5_or_7_days_from_21_february_2022(ask, at):
    f1 = {
        "F": 1,
        "where": HA_DONG,
        "home_qualifies": YES,
        "when": "2022-02-21 12:00",
        "last_exposure": "2022-02-21 09:00",
    }
    recovered = ask(**f1, vaccinated_full=NO, recovered_on=date(2021, 12, 1))
    neither = ask(**f1, vaccinated_full=NO)
    assert (recovered.until, neither.until) == (at("2022-02-27 00:00"), at("2022-03-01 00:00"))


def test_from_15_april_2022_contacts_watch_their_health_for_10_days(ask, at):
    answer = ask(F=1, where=HA_DONG, when="2022-04-15 12:00", last_exposure="2022-04-15 09:00")
    assert (answer.measure, answer.until) == ("advice", at("2022-04-26 00:00"))
