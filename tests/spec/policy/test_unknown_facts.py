"""What is not known is asked for by name; until then the safest is proposed, and said to be so."""

from datetime import date

from vungxanh.terms import Answer, Measure

TRUC_BACH = "Trúc Bạch, Ba Đình, Hà Nội"
HA_DONG = "Hà Đông, Hà Nội"
YES, NO = Answer.YES, Answer.NO
F3 = {"F": 3, "where": TRUC_BACH, "when": "2020-03-08 12:00", "last_exposure": "2020-03-07 09:00"}
F2 = F3 | {"F": 2}


def test_an_f3_of_whom_nothing_is_known_is_asked_for_cough_and_fever(ask):
    answer = ask(**F3)
    assert answer.missing == ("cough", "fever")
    assert answer.possible == (Measure.FACILITY, Measure.ADVICE)
    assert answer.measure is Measure.FACILITY


def test_only_the_sign_that_is_still_unknown_is_asked_for(ask):
    assert ask(**F3, cough=NO).missing == ("fever",)
    assert ask(**F3, cough=YES).missing == ()


def test_an_unseen_home_is_not_taken_for_a_good_one(ask):
    answer = ask(**F2)
    assert (answer.measure, answer.missing) == (Measure.STATION, ("home_qualifies",))
    assert answer.possible == (Measure.STATION, Measure.HOME)


def test_a_fact_that_cannot_change_anything_is_not_asked_for(ask):
    assert ask(**(F3 | {"F": 1})).missing == ()  # F1 goes to a facility, whatever the home


def test_an_unknown_last_exposure_is_asked_for_and_counted_from_now(ask, at):
    answer = ask(F=1, where=TRUC_BACH, when="2020-03-08 12:00")
    assert (answer.measure, answer.missing) == (Measure.FACILITY, ("last_exposure",))
    assert answer.until == at("2020-03-23 00:00")


def test_unknown_vaccination_keeps_the_longer_time_until_it_is_told(ask, at):
    answer = ask(
        F=1,
        where=HA_DONG,
        when="2021-12-20 12:00",
        last_exposure="2021-12-20 09:00",
        home_qualifies=YES,
    )
    assert answer.missing == ("vaccinated_full", "recovered_on")
    assert answer.until == at("2022-01-04 00:00")


def test_a_vaccination_without_its_date_asks_for_the_date(ask):
    answer = ask(
        F=1,
        where=HA_DONG,
        when="2021-12-20 12:00",
        last_exposure="2021-12-20 09:00",
        home_qualifies=YES,
        vaccinated_full=YES,
    )
    assert answer.missing == ("last_dose_on",)


def test_a_negative_test_without_its_day_asks_for_the_day(ask):
    answer = ask(
        **F3, cough=YES, onset_on=date(2020, 3, 8), test_result="negative", home_qualifies=YES
    )
    assert answer.missing == ("specimen_on",)
    assert answer.measure is Measure.FACILITY


def test_the_citizen_is_asked_kindly_and_told_that_it_is_provisional(ask):
    english = ask(**F3).sentences(audience="citizen")
    assert english[0].startswith("We still need to hear from you. Until then, to be safe: please")
    assert "Do you have a cough? Do you have a fever?" in english[-1]
    vietnamese = ask(**F3).sentences(audience="citizen", language="vi")
    assert "Ông/bà có bị ho không? Ông/bà có bị sốt không?" in vietnamese[-1]
