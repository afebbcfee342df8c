"""What is strange between the files: no error, but somebody should look at it."""

import polars as pl

from vungxanh.linelist.sheets import ROW
from vungxanh.linelist.tables import Table
from vungxanh.records import Log

EXAMPLES = 5


def warnings_of(
    log: Log,
    *,
    cases_file: str,
    visits: Table | None,
    places: Table | None,
    isolations: Table | None,
    kinds: frozenset[str] | None,
) -> list[str]:
    """Compare the files with one another; each warning is a sentence that names examples."""
    found = []
    if log.windows.is_empty():
        found.append(f"{cases_file} has no case: nobody can be traced.")
    if visits is not None and places is not None:
        found += _places_missing(visits, places)
    if places is not None and kinds is not None:
        found += _kinds_unknown(places, kinds)
    if isolations is not None:
        found += _isolated_strangers(log, isolations)
    if visits is not None or not log.contacts.is_empty():
        found += _lonely_cases(log, cases_file) + _apart_in_time(log, cases_file)
    return found


def _places_missing(visits: Table, places: Table) -> list[str]:
    # A place whose row was refused is known, and told among the errors.
    known = places.sheet.cells.select(pl.col("place_id").cast(pl.String).str.strip_chars())
    strange = visits.rows.join(known, on="place_id", how="anti", maintain_order="left")
    what = f"that {places.file} has not, so the default overlap counts there"
    return _told(visits.file, "place", what, _first_rows(strange, "place_id"))


def _kinds_unknown(places: Table, kinds: frozenset[str]) -> list[str]:
    strange = places.rows.filter(~pl.col("kind").is_in(list(kinds)))
    what = "of place that the rules have not, so the default overlap counts there"
    return _told(places.file, "kind", what, _first_rows(strange, "kind"))


def _isolated_strangers(log: Log, isolations: Table) -> list[str]:
    met = pl.concat([_met(log), log.windows.select("person_id")]).unique()
    strange = isolations.rows.join(met, on="person_id", how="anti", maintain_order="left")
    what = "whom no other file names, so their isolation changes nothing"
    return _told(isolations.file, "person", what, _first_rows(strange, "person_id"))


def _lonely_cases(log: Log, cases_file: str) -> list[str]:
    cases = log.windows["person_id"].unique().sort().to_frame()
    lonely = cases.join(_met(log), on="person_id", how="anti", maintain_order="left")
    what = "without any contact or visit, so nobody is found through them"
    if lonely.height == cases.height:
        what += " (that is every case: are the ids written alike in all files?)"
    return _told(cases_file, "case", what, lonely["person_id"].to_list())


def _apart_in_time(log: Log, cases_file: str) -> list[str]:
    times = pl.concat([log.contacts.select("start", "end"), log.visits.select("start", "end")])
    if times.is_empty() or log.windows.is_empty():
        return []
    opens, closes = log.windows["start"].to_numpy().min(), log.windows["end"].to_numpy().max()
    if times["start"].to_numpy().min() >= closes:
        how = "after the last"
    elif times["end"].to_numpy().max() < opens:
        how = "before the first"
    else:
        return []
    return [
        f"Every contact and visit lies {how} infectious time of {cases_file}: are the years and"
        " the time zone right?"
    ]


def _met(log: Log) -> pl.DataFrame:
    columns = [log.contacts["person_a"], log.contacts["person_b"], log.visits["person_id"]]
    return pl.concat([column.alias("person_id") for column in columns]).unique().to_frame()


def _first_rows(rows: pl.DataFrame, key: str) -> list[str]:
    """Name each distinct value, in the order of the file, with the first row that has it."""
    first = rows.group_by(key, maintain_order=True).agg(pl.col(ROW).min())
    return [f"{value} (row {row})" for value, row in first.iter_rows()]


def _told(file: str, noun: str, what: str, names: list[str]) -> list[str]:
    if not names:
        return []
    number = f"1 {noun}" if len(names) == 1 else f"{len(names):,} {noun}s"
    more = ", …" if len(names) > EXAMPLES else ""
    return [f"{file}: {number} {what}: {', '.join(names[:EXAMPLES])}{more}"]
