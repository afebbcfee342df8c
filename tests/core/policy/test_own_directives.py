"""A city adds a directive by writing a file: no code is changed."""

import tomllib
from datetime import date, datetime, timedelta

from vungxanh.policy.decide import decide
from vungxanh.policy.decision import Decision
from vungxanh.policy.directives import CITY_ZONE, DirectiveSet
from vungxanh.policy.facts import PersonFacts
from vungxanh.policy.loading import read_document, shipped_directives

NOW = datetime(2022, 3, 1, 12, tzinfo=CITY_ZONE)
OWN = """
id = "own"
title_en = "A city's own rule"
title_vi = "Quy định riêng"
reference = "1/UBND"
issued_by = "An invented city"
issued_on = 2022-02-28
effective_from = 2022-02-28
scope = ["01"]
[[sources]]
title = "Invented for a test"
tells = "Cases stay at home; whoever needs a carer goes to hospital."
[rules.cases]
certainty = "seen"
lines = [
    { levels = [0], if = ["needs_carer"], measure = "hospital" },
    { levels = [0], measure = "home", otherwise = "facility" },
]
[rules.quarantine]
certainty = "seen"
lines = [
    { levels = [0, 1], days = 7, tests = [3] },
    { levels = [2], if = ["protected"], days = 7 },
]
[rules.quarantine.protection]
dose_min_days = 14
"""


def ask(level: int = 0, **facts: object) -> Decision:
    own = read_document(tomllib.loads(OWN), name="own.toml")
    # without the national time limits, which bind every city
    shipped = [version for version in shipped_directives() if version.rule != "quarantine"]
    directives = DirectiveSet((*shipped, *own))
    person = PersonFacts(level=level, last_exposure=NOW - timedelta(days=1), **facts)
    return decide(person, directives, unit_path=("01", "VN"), now=NOW)


def test_the_days_of_quarantine_say_nothing_of_a_case_which_ends_by_clearance():
    answer = ask(needs_carer="no", home_qualifies="yes")
    assert (answer.measure, answer.until, answer.tests) == ("home", None, ())
    assert "No fixed end: until clearance." in answer.sentences()


def test_any_fact_may_be_a_condition_and_is_asked_for_where_it_matters():
    assert ask(needs_carer="yes").measure == "hospital"
    assert ask(home_qualifies="no").missing == ("needs_carer",)
    assert ask().missing == ("needs_carer", "home_qualifies")
    assert [measure.value for measure in ask().possible] == ["hospital", "facility", "home"]


def test_where_only_some_have_a_time_limit_the_unknown_are_proposed_none():
    unknown = ask(level=2, home_qualifies="yes")
    assert (unknown.until, unknown.missing) == (None, ("vaccinated_full", "recovered_on"))
    protected = ask(
        level=2, home_qualifies="yes", vaccinated_full="yes", last_dose_on=date(2021, 12, 1)
    )
    assert protected.until == datetime(2022, 3, 8, tzinfo=CITY_ZONE)
