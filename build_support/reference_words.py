"""The words of the reference pages that no code holds: what a file is for, what a column means."""

COMMANDS_HEAD = """# The commands

{written}

Results go to stdout, progress and complaints to stderr. Exit status: 0 done, 1 the input or the
machine does not allow it, 2 the command was misused. `vungxanh --version` prints the version.
"""

FILES_HEAD = """# The files

{written}
`trace`, `explain`, `decide` and `import` read and write these files.

- The ending says the form: `.csv` (also `.tsv`, `.txt`) or `.parquet` (also `.pq`).
- CSV is UTF-8 text with a header. Comma, semicolon and tab are told apart; a BOM does no harm.
- Further columns are allowed and ignored. The order of columns and of rows changes nothing.
- A *needed* column must be in the header and filled in every row; all others may be missing or
  blank.
- A time is written `2020-03-08T07:30` or `08/03/2020 07:30` (the day first), with or without
  seconds. Without an offset (`+07:00`) the city's clock counts. It is floored to the minute.
- An interval ends before its end: 15:00 to 15:10 and 15:10 to 15:20 touch and do not overlap.
- Yes and no may be written yes, no, true, false, 1, 0, có, không.
- Rows are numbered as a spreadsheet does: the header is row 1.
"""

PURPOSES = {
    "cases": "Who passes it on, and when. At least one of the three dates must be there;"
    " `infectious_from`\nwins over `onset_date`, that over `specimen_date`. Several rows of one"
    " person are several windows.",
    "contacts": "Who was near whom, as an interview told it. A contact counts for both sides.",
    "visits": "Who was where.",
    "places": "What is known of a place. A place of the visits that is missing here is a warning.",
    "isolations": "When somebody was apart from others and passed nothing on.",
    "links": "Who is said to have infected whom (`import` only). Links are drawn and never change a"
    " level.",
    "rules": "What each kind of place asks for (`trace --rules`). See the"
    " [shipped table](place-kinds.md).\nWithout such a file a place's kind changes nothing.",
    "facts": "What is known of persons, for `decide`. The names stand in [facts](facts.md); the"
    " latest observation\nof a fact counts.",
    "levels": "What `trace` writes: one row for each case and each person reached, sorted by level,"
    " then\n`person_id`. Times carry the city's offset. For a case they are the start of the first"
    " window and the\nend of the last.",
    "hops": "Written beside the levels (`levels.hops.csv`): a row for every time that somebody's"
    " arrival\nimproved. `explain` walks it.",
}

_PERSON = "One id for one person in all files."
MEANINGS = {
    "cases": {
        "person_id": _PERSON,
        "case_id": "The case's own number. The same number twice is an error.",
        "infectious_from": "Passes it on from here. Wins over the dates below.",
        "infectious_until": "Until here; blank beside `infectious_from`: without end.",
        "onset_date": "First day of symptoms. The disease's profile says the days around it.",
        "specimen_date": "Day of the specimen; counts where no onset is known.",
        "isolated_at": "The same as a row in isolations without release.",
    },
    "contacts": {
        "person_a": _PERSON,
        "person_b": "Somebody else.",
        "start": "When they met.",
        "end": "When they parted. Equal to the start: it lasted one minute.",
        "close": "Yes: counts whatever its length. Blank is no.",
        "setting": "Free: household, workplace, school, …",
    },
    "visits": {
        "person_id": _PERSON,
        "place_id": "One id for one place in all files.",
        "start": "Came.",
        "end": "Left.",
        "seat": "The leading number is the row; counts where the place has `seat_rows`.",
    },
    "places": {
        "place_id": "As in visits.",
        "kind": "Looked up in the rules, if a file of rules is given.",
        "name": "Shown by `explain`.",
        "min_overlap": "Minutes together that make a contact here. Wins over the kind.",
        "max_level": "The last level that this place makes: 1 makes F1 only, 0 nobody.",
        "seat_rows": "Two seated persons meet only if their rows differ by at most this.",
        "unit_code": "Administrative unit.",
        "latitude": "Degrees north.",
        "longitude": "Degrees east.",
    },
    "isolations": {
        "person_id": _PERSON,
        "isolated_at": "From here on nothing is passed on.",
        "released_at": "Until here; blank: still isolated.",
    },
    "links": {
        "from_person": "Who is said to have infected the other.",
        "to_person": "Who was infected.",
        "from_place": "Where, if nobody is named: a cluster of a place.",
        "kind": "Free: infector_reported, place_cluster, …",
        "certainty": "How sure the source is.",
        "source": "Who says so.",
    },
    "rules": {
        "kind": "The kind as in places.",
        "min_overlap": "As in places; blank: the default.",
        "max_level": "As in places; blank: no limit.",
        "seat_rows": "As in places; blank: all meet all.",
    },
    "facts": {
        "person_id": _PERSON,
        "fact": "A name of the list of facts. An unknown name is an error.",
        "value": "As the fact asks: yes, no, unknown, a day, a number.",
        "observed_at": "Since when it is known; later ones are left out by `decide --on`.",
    },
    "levels": {
        "person_id": _PERSON,
        "level": "0 is F0, 1 is F1, and so on.",
        "first_exposure": "Start of the earliest exposure at this level.",
        "last_exposure": "End of the latest one; blank: open.",
        "via_person": "Who exposed them first. Blank for a case.",
        "via_place": "Where. Blank for a contact event and for a case.",
        "index_case": "The F0 at the end of the chain. A case: itself.",
    },
    "hops": {
        "person_id": _PERSON,
        "round": "In how many hops at most they were reached.",
        "exposure_start": "When.",
        "exposure_end": "Until when.",
        "via_person": "By whom.",
        "via_place": "Where. Blank for a contact event.",
        "close": "Yes: it counted because the interviewer marked it close.",
        "min_overlap": "Minutes that made a contact there.",
    },
}

EXAMPLES = {
    "cases": "person_id,onset_date,specimen_date,isolated_at\n"
    "BN17,2020-03-01,2020-03-05,2020-03-05T18:00\n",
    "contacts": "person_a,person_b,start,end,close,setting\n"
    "BN17,BN19,2020-03-02T12:00,2020-03-02T12:30,yes,household\n",
    "visits": "person_id,place_id,start,end,seat\n"
    "BN17,VN0054-2020-03-02,2020-03-01T16:30,2020-03-02T04:00,5K\n",
    "places": "place_id,kind,name,min_overlap,max_level,seat_rows\n"
    "VN0054-2020-03-02,flight,VN0054 of 2 March,,1,2\n",
    "isolations": "person_id,isolated_at,released_at\nBN17,2020-03-05T18:00,2020-03-30\n",
    "links": "from_person,to_person,kind,certainty,source\n"
    "BN17,BN19,infector_reported,reported,line list\n",
    "rules": "kind,min_overlap,max_level,seat_rows\nflight,15,,2\nstadium,30,1,\n",
    "facts": "person_id,fact,value,observed_at\nP00336,home_qualifies,yes,2020-03-07T20:00\n",
}

FILES_TAIL = """## What bad input gets

A file is read whole and all its errors are told at once, each with file, row, column, value and
what was expected; the first 1,000 are shown, all are counted. Without `--rejects` any error stops
before anything is written, with exit status 1. With `--rejects FILE` the good rows are used, the
bad ones go to that file (`file`, `row`, `column`, `value`, `expected`, `line`), and the exit status
is 0.

Not an error but a warning: a place of the visits that places does not have; a kind that the rules
do not have; an isolation of somebody whom no other file names; a case without any contact or visit;
contacts and visits that all lie outside every infectious time.
"""

KINDS_HEAD = """# The kinds of place

{written}
`vungxanh trace --print-rules` prints the same as CSV: save it, change it, and give it back with
`--rules FILE`.

A blank number leaves the default: 15 minutes, no limit of level, no rows of seats. What a place
says itself wins over its kind. Without `--rules` a kind changes nothing.
"""

SETTINGS_HEAD = """# The settings

{written}
The web application reads them from the environment when it starts; a wrong value stops the start
with a sentence that says what is expected.
"""

SETTINGS_TAIL = """
Two more variables belong to the command: `PORT` is the port of `vungxanh serve`, and
`VUNGXANH_DEBUG=1` makes any command show where an unexpected fault happened.
"""
