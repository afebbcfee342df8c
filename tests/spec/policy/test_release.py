"""When an order ends before its time: clearance, and the clearance of all sources."""

from datetime import date

from vungxanh.policy.facts import Source
from vungxanh.terms import Answer, Measure

TRUC_BACH = "Trúc Bạch, Ba Đình, Hà Nội"
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
F1 = {"F": 1, "where": TRUC_BACH, "when": "2020-03-12 12:00", "last_exposure": "2020-03-07 09:00"}
F2 = F1 | {"F": 2, "home_qualifies": YES}
F0 = {"F": 0, "where": TRUC_BACH, "when": "2020-03-30 12:00"}


def test_a_cleared_person_has_no_order(ask):
    answer = ask(**F1, cleared_at="2020-03-11 10:00")
    assert (answer.measure, answer.until) == (Measure.NONE, None)
    assert "You were cleared on 11 March 2020." in answer.sentences(audience="citizen")


def test_a_clearance_counts_from_its_minute(ask):
    assert ask(**F1, cleared_at="2020-03-12 12:01").measure is Measure.FACILITY
    assert ask(**F1, cleared_at="2020-03-12 12:00").measure is Measure.NONE


def test_an_exposure_after_the_clearance_starts_anew(ask):
    assert ask(**F1, cleared_at="2020-03-07 08:59").measure is Measure.FACILITY
    assert ask(**F1, cleared_at="2020-03-07 09:00").measure is Measure.NONE


def test_a_case_stays_in_hospital_until_cleared(ask):
    assert ask(**F0).measure is Measure.HOSPITAL
    assert ask(**F0, cleared_at="2020-03-29 09:00").measure is Measure.NONE


def test_a_new_positive_specimen_takes_the_clearance_away(ask):
    def measure(specimen_on: date) -> Measure:
        again = {"test_result": "positive", "specimen_on": specimen_on}
        return ask(**F0, cleared_at="2020-03-29 09:00", **again).measure

    assert measure(date(2020, 3, 28)) is Measure.NONE
    assert measure(date(2020, 3, 29)) is Measure.HOSPITAL
    assert measure(date(2020, 3, 30)) is Measure.HOSPITAL


def test_an_f2_is_released_when_every_f1_is_cleared(ask):
    released = ask(**F2, sources=(Source("BN19", YES), Source("BN20", YES)))
    assert (released.measure, released.directives[-1].rule) == (Measure.NONE, "release")
    assert "BN19, BN20" in released.sentences()[-1]


def test_one_f1_who_is_not_cleared_holds_the_f2(ask):
    held = ask(**F2, sources=(Source("BN19", YES), Source("BN20", NO)))
    assert (held.measure, held.missing) == (Measure.HOME, ())
    assert held.sentences()[-1] == "Released when these are cleared: BN20."


def test_where_only_unknown_sources_hold_the_f2_they_are_asked_for(ask):
    held = ask(**F2, sources=(Source("BN19", YES), Source("BN20", UNKNOWN)))
    assert (held.measure, held.missing) == (Measure.HOME, ("source_cleared",))
    assert held.possible == (Measure.HOME, Measure.NONE)


def test_without_a_list_of_sources_nobody_is_released_by_it(ask):
    assert ask(**F2).measure is Measure.HOME


def test_an_f1_or_a_positive_f2_is_not_released_with_the_sources(ask):
    cleared = (Source("BN17", YES),)
    assert ask(**F1, sources=cleared).measure is Measure.FACILITY
    assert ask(**F2, sources=cleared, test_result="positive").measure is Measure.HOSPITAL


def test_one_known_to_be_waiting_is_enough_whoever_else_is_unknown(ask):
    held = ask(**F2, sources=(Source("BN19", UNKNOWN), Source("BN20", NO)))
    assert (held.measure, held.missing) == (Measure.HOME, ())


def test_an_f1_is_not_told_to_wait_for_sources(ask):
    answer = ask(**F1, sources=(Source("BN17", NO),))
    assert [reason.message for reason in answer.reasons] == ["level.1", "placement", "ends"]
