"""Write the reference pages of the directives and of the facts from the data themselves.

`python -m vungxanh.policy.reference docs/reference` writes both; a test keeps them current.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from vungxanh.policy.directives import DirectiveSet, DirectiveVersion
from vungxanh.policy.facts import FACTS
from vungxanh.policy.loading import shipped_directives
from vungxanh.policy.rendering import day_words
from vungxanh.policy.rules.conditions import CONDITIONS, Protection
from vungxanh.policy.rules.placement import Placement, PlacementRow
from vungxanh.policy.rules.planning import Planning
from vungxanh.policy.rules.quarantine import TermRow, Terms
from vungxanh.policy.rules.release import Release
from vungxanh.policy.rules.windows import TracingParameters
from vungxanh.policy.wording import CONDITION_WORDS, FACT_WORDS, MEASURE_WORDS
from vungxanh.terms import Measure

WRITTEN = "This page is written by `python -m vungxanh.policy.reference docs/reference`."

DIRECTIVES_HEAD = f"""# The directives

{WRITTEN}
The data stand in `src/vungxanh/policy/directives/`, one TOML file a document.

In force for a unit at an instant is the latest effective version of the nearest unit that has one,
looking from the ward upwards to the country; a version marked binding higher up wins. Ties are
broken by the date of issue, then by id. A version ends as its text says, or when its successor
begins; what it replaced does not come back. A date is 00:00 in the city's time zone.

*seen* means that the statement was read in the sources named; everything else must be checked in
the document before it is quoted. Known gaps: the treatment of F0 at home (2021-22) is not shipped.
"""

FACTS_HEAD = f"""# The facts

{WRITTEN}
A facts file has the columns `person_id, fact, value, observed_at`. The latest observation of a
fact counts; rows observed after the instant asked about are not known yet. An unknown name is an
error. What nobody has said is unknown, never no.

| fact | value | meaning | asked as (vi) |
|---|---|---|---|
"""

CONDITIONS_HEAD = """
## Conditions

A directive may use these names in `if`; each reads the facts beside it.

| condition | facts | meaning |
|---|---|---|
"""


def directives_page(directives: DirectiveSet) -> str:
    """Write the page of all directives, by date of effect."""
    ordered = sorted(directives, key=lambda item: (item.effective_from, item.id))
    parts = [DIRECTIVES_HEAD]
    for _, group in groupby(ordered, key=lambda item: item.id):
        parts.append("\n".join(_document(list(group), directives)))
    return "\n".join(parts)


def facts_page() -> str:
    """Write the page of the facts and of the conditions."""
    facts = "".join(
        f"| `{fact.name}` | {fact.kind.written} | {fact.meaning} | {FACT_WORDS[fact.name][2]} |\n"
        for fact in FACTS.values()
    )
    conditions = "".join(
        f"| `{name}` | {', '.join(f'`{fact}`' for fact in condition.facts)}"
        f" | {CONDITION_WORDS['en'][name]} |\n"
        for name, condition in CONDITIONS.items()
    )
    return FACTS_HEAD + facts + CONDITIONS_HEAD + conditions


def _document(versions: list[DirectiveVersion], directives: DirectiveSet) -> Iterator[str]:
    first = versions[0]
    scopes = ", ".join(f"`{scope}`" for scope in dict.fromkeys(item.scope for item in versions))
    yield f"## {first.title_en}\n"
    yield f"*{first.title_vi}*\n"
    yield f"- id: `{first.id}`, version {first.version}"
    yield f"- document: {first.reference or 'number not known'}, {first.issued_by}"
    yield f"- issued: {_day(first.issued_on.isoformat())}"
    yield f"- effective from: {_day(first.effective_from.date().isoformat())}, for {scopes}\n"
    for version in versions:
        if version.scope == first.scope:
            yield from _rule(version, directives)
    yield "Sources:\n"
    for source in first.sources:
        title = f"[{source.title}]({source.url})" if source.url else source.title
        yield f"- {title}: {source.tells}"
    yield ""


def _rule(version: DirectiveVersion, directives: DirectiveSet) -> Iterator[str]:
    end = directives.ends_at(version)
    until = f", until {_day(end.date().isoformat())}" if end else ""
    binding = ", binding for all units below" if version.binding else ""
    yield f"**{version.rule}**{binding}{until} ({version.certainty})\n"
    yield from (f"- {line}" for line in _lines(version.parameters))
    if version.note:
        yield f"\n{version.note}"
    yield ""


def _lines(parameters: object) -> Iterable[str]:
    """Put the parameters of a rule into short lines."""
    match parameters:
        case Placement(rows=rows):
            return [_placement_line(row) for row in rows]
        case Terms(rows=terms, protection=protection):
            told = [_term_line(row) for row in terms]
            return [*told, _protection_line(protection)] if protection else told
        case Release(with_sources=levels):
            return [f"{_degrees(levels)}: released when every source is cleared"]
        case TracingParameters(cascade=cascade, follow_up_days=days):
            return [f"cascade: {cascade.value}; follow-up: {days} days"]
        case Planning(levels_above=above):
            return [f"prepared {above} level(s) above the present one"]
    raise TypeError(f"no words for {parameters!r}")


def _placement_line(row: PlacementRow) -> str:
    words = MEASURE_WORDS["en"]
    otherwise = (
        f"; if the home does not qualify: {words[row.otherwise.value]}"
        if row.measure is Measure.HOME
        else ""
    )
    return f"{_degrees(row.levels)}{_if(row.conditions)}: {words[row.measure.value]}{otherwise}"


def _term_line(row: TermRow) -> str:
    told = [f"{row.days} days after the last exposure"]
    if row.tests:
        told.append(f"tests on days {', '.join(map(str, row.tests))}")
    if row.monitoring_days:
        told.append(f"then {row.monitoring_days} days of watching the health")
    if row.monitoring_tests:
        told.append(f"with tests on days {', '.join(map(str, row.monitoring_tests))} of these")
    places = f" in {', '.join(place.value for place in row.measures)}" if row.measures else ""
    return f"{_degrees(row.levels)}{places}{_if(row.conditions)}: {', '.join(told)}"


def _protection_line(protection: Protection) -> str:
    told = [f"last dose at least {protection.dose_min_days} days ago"]
    if protection.dose_max_months:
        told.append(f"at most {protection.dose_max_months} months ago")
    if protection.recovered_max_months:
        told.append(f"or recovered within {protection.recovered_max_months} months")
    return f"protected: {', '.join(told)}"


def _if(conditions: tuple[str, ...]) -> str:
    words = " and ".join(CONDITION_WORDS["en"][name] for name in conditions)
    return f" with {words}" if words else ""


def _degrees(levels: tuple[int, ...]) -> str:
    return ", ".join(f"F{level}" for level in levels)


def _day(iso_day: str) -> str:
    return day_words(iso_day, "en")


def main(folder: Path) -> None:
    """Write both pages into a folder."""
    pages = {"directives.md": directives_page(shipped_directives()), "facts.md": facts_page()}
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
