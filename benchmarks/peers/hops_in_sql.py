"""The tracing of `vungxanh trace`, done by DuckDB: from the same Parquet files to the same table.

    python -m benchmarks.peers.hops_in_sql FOLDER levels.csv

One round is a few statements. No pairs are formed where they can be avoided: a part (the stretch
of a stay in which somebody passes it on) and a stay meet by as-of joins with a running maximum of
the parts' ends; only the witness of an exposure that is known already is looked for among the
parts of its six hours. Round 1 has few parts, so that pairs are quicker, and a case must not be
its own contact. Times are minutes; ids are text until numbered, in the order of their text.
"""

import sys
from pathlib import Path

import duckdb

OVERLAP, BUCKET = 15, 360
BEFORE, AFTER = 2, 10
ROUNDS = 3
CITY_HOURS = 7

READ = """
create temp table person as
    select person_id, row_number() over (order by person_id) as person
    from (select person_id from '{visits}' union select person_id from '{cases}');
create temp table place as
    select place_id, row_number() over (order by place_id) as place
    from (select distinct place_id from '{visits}');
create temp table stay as
    with visit as (
        select person, place, epoch_us("start") // 60000000 as since,
               epoch_us("end") // 60000000 as until
        from '{visits}' join person using (person_id) join place using (place_id)
    ), marked as (
        select *, coalesce(since > max(until) over (
            partition by place, person order by since, until
            rows between unbounded preceding and 1 preceding), false) as is_new
        from visit
    ), numbered as (
        select *, count_if(is_new) over (
            partition by place, person order by since, until
            rows unbounded preceding) as number
        from marked
    )
    select place, person, min(since) as since, max(until) as until
    from numbered group by place, person, number;
create temp table case_window as
    select person, epoch_us((onset_date - {before})::timestamp) // 60000000 as since,
           epoch_us((onset_date + {after} + 1)::timestamp) // 60000000 as until,
           epoch_us(isolated_at) // 60000000 as isolated
    from '{cases}' join person using (person_id);
create temp table reached (
    person bigint, level int, first bigint, last bigint, via bigint, place bigint,
    index_case bigint, arrival bigint, arrival_index bigint);
create temp table active as
    select person, since, least(until, isolated) as until from case_window;
"""

PARTS = """
create or replace temp table part as
    select place, person, greatest(stay.since, active.since) as a,
           least(stay.until, active.until) as b
    from stay join active using (person)
    where least(stay.until, active.until) - greatest(stay.since, active.since) >= {overlap};
"""

BY_PAIRS = """
create or replace temp table found as
    with pair as (
        select stay.person, stay.place, part.person as via, greatest(a, since) as moment,
               least(b, until) as left_at
        from part join stay using (place)
        where part.person <> stay.person
          and least(b, until) - greatest(a, since) >= {overlap}
    )
    select person, min({{'moment': moment, 'via': via, 'place': place}}) as earliest,
           max(left_at) as last
    from pair group by person;
"""

BY_SWEEP = """
create or replace temp table reach as
    select place, a, max(max(b)) over (partition by place order by a) as reach
    from part group by place, a;
create or replace temp table target as
    select stay.place, stay.person, since, until, arrival
    from stay left join reached using (person)
    where until - since >= {overlap} and (arrival is null or since < arrival)
      and stay.place in (select place from reach);
create or replace temp table exposed as
    with begun as (
        select target.*, reach.reach
        from target asof left join reach
          on target.place = reach.place and target.since >= reach.a
    ), coming as (
        select begun.*, later.a as next
        from begun asof left join reach as later
          on begun.place = later.place and begun.since < later.a
    )
    select place, person, since, until, arrival,
           case when reach >= since + {overlap} then since
                when next + {overlap} <= until then next end as moment
    from coming
    where moment is not null and (arrival is null or moment < arrival);
create or replace temp table witness as
    with earliest as (
        select person, min(moment) as moment from exposed group by person
    ), stretch as (
        select place, person, a, b,
               unnest(range(a // {bucket}, b // {bucket} + 1)) as bucket
        from part
    )
    select exposed.person,
           min({{'moment': moment, 'via': stretch.person, 'place': place}}) as earliest
    from exposed join earliest using (person, moment) join stretch using (place)
    where bucket = moment // {bucket} and a <= moment and b >= moment + {overlap}
      and (a = moment or since = moment)
    group by exposed.person;
create or replace temp table latest as
    select target.person, max(least(reach, until)) as last
    from target asof join reach
      on target.place = reach.place and target.until - {overlap} >= reach.a
    where arrival is null and reach >= since + {overlap}
    group by target.person;
create or replace temp table found as
    select person, earliest, last from witness left join latest using (person);
"""

KEEP = """
create or replace temp table news as
    select found.person, earliest.moment as moment, earliest.via as via,
           earliest.place as place, found.last,
           coalesce(source.arrival_index, earliest.via) as index_case
    from found left join reached as source on {round} > 1 and source.person = earliest.via;
update reached set arrival = news.moment, arrival_index = news.index_case
    from news where news.person = reached.person;
insert into reached
    select person, {round}, moment, last, via, place, index_case, moment, index_case
    from news anti join reached using (person);
create or replace temp table active as
    select person, moment as since, coalesce(isolated, 9223372036854775807) as until
    from news left join case_window using (person);
"""

WRITE = """
copy (
    with row as (
        select person, 0 as level, since as first, until as last, null as via, null as place,
               person as index_case
        from case_window
        union all
        select person, level, first, last, via, place, index_case
        from reached anti join case_window using (person)
    )
    select person.person_id, level,
           strftime(make_timestamp(first * 60000000), '%Y-%m-%dT%H:%M+0{zone}:00')
               as first_exposure,
           strftime(make_timestamp(last * 60000000), '%Y-%m-%dT%H:%M+0{zone}:00')
               as last_exposure,
           infector.person_id as via_person, place_id as via_place,
           index_person.person_id as index_case
    from row join person using (person) left join place using (place)
    left join person as infector on infector.person = via
    join person as index_person on index_person.person = row.index_case
    order by level, person.person_id
) to '{out}' (header);
"""


def trace(folder: Path, out: Path) -> None:
    """Read visits.parquet and cases.parquet of a folder, write levels.csv."""
    names = {"visits": folder / "visits.parquet", "cases": folder / "cases.parquet"}
    numbers = {"overlap": OVERLAP, "bucket": BUCKET, "before": BEFORE, "after": AFTER}
    with duckdb.connect() as base:
        base.execute(READ.format(**names, **numbers))
        for number in range(1, ROUNDS + 1):
            base.execute(PARTS.format(**numbers))
            base.execute((BY_PAIRS if number == 1 else BY_SWEEP).format(**numbers))
            base.execute(KEEP.format(round=number))
        base.execute(WRITE.format(out=out, zone=CITY_HOURS))


if __name__ == "__main__":
    trace(Path(sys.argv[1]), Path(sys.argv[2]))
