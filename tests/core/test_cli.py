"""The command: results on stdout, complaints on stderr, the three exit statuses, never a trace."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import types
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

import vungxanh.web
from vungxanh import library
from vungxanh.cli import app
from vungxanh.cli.telling import plainly
from vungxanh.linelist import read_rules, shipped_rules

CASES = "person_id,onset_date\nBN17,2020-03-01\n"
VISITS = """person_id,place_id,start,end
BN17,VN0054,2020-03-01T18:00,2020-03-02T04:00
BN19,VN0054,2020-03-01T18:00,2020-03-02T04:00
"""
LEVELS = """person_id,level,first_exposure,last_exposure,via_person,via_place,index_case
BN17,0,2020-02-28T00:00+07:00,2020-03-12T00:00+07:00,,,BN17
BN19,1,2020-03-01T18:00+07:00,2020-03-02T04:00+07:00,BN17,VN0054,BN17
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a case and two visits."""
    monkeypatch.chdir(tmp_path)
    Path("cases.csv").write_text(CASES)
    Path("visits.csv").write_text(VISITS)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "200", "TERM": "dumb"}).invoke(app, list(words))


def trace(*words: str) -> Result:
    return run(
        "trace", "--cases", "cases.csv", "--visits", "visits.csv", "--out", "levels.csv", *words
    )


def said(result: Result) -> str:
    """What stands on stderr, without the frame that usage errors have."""
    return " ".join(result.stderr.replace("│", " ").split())


def test_trace_writes_levels_and_hops_and_counts_on_stderr(folder: Path) -> None:
    result = trace()
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == "1 F0, 1 F1 in levels.csv.\n"
    assert Path("levels.csv").read_text() == LEVELS
    assert Path("levels.hops.csv").exists()


def test_trace_reads_and_writes_parquet(folder: Path) -> None:
    for name in ("cases", "visits"):
        pl.read_csv(f"{name}.csv").write_parquet(f"{name}.parquet")
    result = run(
        "trace", "--cases", "cases.parquet", "--visits", "visits.parquet", "--out", "l.parquet"
    )
    assert result.exit_code == 0
    assert pl.read_parquet("l.parquet")["person_id"].to_list() == ["BN17", "BN19"]
    assert Path("l.hops.parquet").exists()


def test_options_of_trace_reach_the_tracing(folder: Path) -> None:
    assert trace("--min-overlap", "601").stderr == "1 F0 in levels.csv.\n"
    Path("contacts.csv").write_text(
        "person_a,person_b,start,end\nBN19,C,2020-03-02,2020-03-02\nC,D,2020-03-09,2020-03-09\n"
    )
    contacts = ("--contacts", "contacts.csv")
    assert trace(*contacts).stderr == "1 F0, 1 F1, 1 F2, 1 F3 in levels.csv.\n"
    assert trace(*contacts, "--max-level", "2").stderr == "1 F0, 1 F1, 1 F2 in levels.csv.\n"
    assert trace(*contacts, "--latent", "30").stderr == "1 F0, 1 F1 in levels.csv.\n"
    Path("isolations.csv").write_text("person_id,isolated_at\nBN17,2020-02-01\n")
    assert trace("--isolations", "isolations.csv").stderr == "1 F0 in levels.csv.\n"


def test_rules_change_what_a_kind_of_place_does(folder: Path) -> None:
    Path("places.csv").write_text("place_id,kind\nVN0054,bus\n")
    Path("rules.csv").write_text("kind,max_level\nbus,0\n")
    places = ("--places", "places.csv")
    assert trace(*places).stderr == "1 F0, 1 F1 in levels.csv.\n"
    assert trace(*places, "--rules", "rules.csv").stderr == "1 F0 in levels.csv.\n"


def test_printed_rules_can_be_given_back(folder: Path) -> None:
    result = run("trace", "--print-rules")
    assert result.exit_code == 0
    Path("rules.csv").write_text(result.stdout)
    assert read_rules(Path("rules.csv")) == shipped_rules()


def test_warnings_stand_on_stderr_and_stop_nothing(folder: Path) -> None:
    Path("places.csv").write_text("place_id\nP\n")
    result = trace("--places", "places.csv")
    assert result.exit_code == 0
    assert result.stderr.startswith("Warning: visits.csv: 1 place that places.csv has not")


BAD_VISITS = VISITS + "X,VN0054,yesterday,2020-03-02\nY,,2020-03-02,2020-03-01\n"


def test_any_error_stops_before_anything_is_written(folder: Path) -> None:
    Path("visits.csv").write_text(BAD_VISITS)
    Path("levels.csv").write_text("of yesterday")
    result = trace()
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        'visits.csv, row 4, column start: "yesterday"; expected a time such as 2020-03-08T07:30 or'
        " 08/03/2020 07:30 (day first), or a date alone",
        "visits.csv, row 5, column place_id: blank; expected the id of a place",
        'visits.csv, row 5, column end: "2020-03-01"; expected a time not before start',
        "3 errors in 2 rows.",
        "Nothing was written. Correct the rows, or set them aside with --rejects FILE.",
    ]
    assert Path("levels.csv").read_text() == "of yesterday"
    assert not Path("levels.hops.csv").exists()


def test_rejects_take_the_bad_rows_and_the_good_ones_are_used(folder: Path) -> None:
    Path("visits.csv").write_text(BAD_VISITS)
    result = trace("--rejects", "bad.csv")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "3 errors in 2 rows in bad.csv; all other rows were used.",
        "1 F0, 1 F1 in levels.csv.",
    ]
    assert Path("levels.csv").read_text() == LEVELS
    rows = list(csv.DictReader(io.StringIO(Path("bad.csv").read_text())))
    assert [(row["row"], row["column"]) for row in rows] == [
        ("4", "start"),
        ("5", "place_id"),
        ("5", "end"),
    ]
    assert rows[0]["line"] == "X,VN0054,yesterday,2020-03-02"


def test_a_file_that_cannot_be_used_at_all_stops_even_with_rejects(folder: Path) -> None:
    Path("visits.csv").write_text("who,where\nA,B\n")
    result = trace("--rejects", "bad.csv")
    assert result.exit_code == 1
    assert "expected a column place_id" in result.stderr
    assert "A whole file cannot be used: correct that first." in result.stderr
    assert not Path("bad.csv").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--cases", "nowhere.csv"],
            "Invalid value for '--cases': file 'nowhere.csv' does not exist.",
        ),
        (["--cases", "."], "Invalid value for '--cases': file '.' is a directory."),
        (["--out", "levels.xlsx"], "levels.xlsx: give a file name that ends in .csv or .parquet"),
        (["--out", "cases.csv"], "cases.csv is one of the files to read: name another for output"),
        (
            ["--rejects", "levels.csv"],
            "levels.csv is also where the answer goes: name another file",
        ),
        (["--disease", "flu"], 'no disease is called "flu": choose one of covid-19, mers, sars'),
        (["--time-zone", "Mars"], 'no time zone is called "Mars": give a name such as'),
        (["--min-overlap", "0"], "Invalid value for '--min-overlap'"),
        (["--latent", "soon"], "Invalid value for '--latent'"),
        (["--hurry"], "No such option: --hurry"),
    ],
)
def test_usage_errors_exit_with_2(folder: Path, words: list[str], sentence: str) -> None:
    result = trace(*words)
    assert result.exit_code == 2
    assert sentence.lower() in said(result).lower()
    assert not Path("levels.csv").exists()


def test_places_that_cannot_be_written_are_told_in_a_sentence(folder: Path) -> None:
    Path("taken.csv").mkdir()
    result = trace("--out", "taken.csv")
    assert result.exit_code == 1
    assert result.stderr == "taken.csv is a directory: give the name of a file in it\n"
    result = trace("--out", "no/levels.csv")
    assert result.exit_code == 1
    assert result.stderr.endswith("no is no directory: make it first\n")


def test_explain_tells_the_chain(folder: Path) -> None:
    trace()
    result = run("explain", "levels.csv", "BN19")
    assert result.exit_code == 0
    assert result.stdout == (
        "BN19 is F1: near BN17 at VN0054 from 01/03/2020 18:00 to 02/03/2020 04:00"
        " (10 h; at least 15 min together counts there).\n"
        "BN17 is F0, infectious from 28/02/2020 00:00 to 12/03/2020 00:00.\n"
    )
    Path("places.csv").write_text("place_id,name\nVN0054,chuyến bay VN0054\n")
    named = run("explain", "levels.csv", "BN19", "--places", "places.csv")
    assert "at chuyến bay VN0054 from" in named.stdout


def test_explain_of_a_stranger_or_without_hops_says_what_to_do(folder: Path) -> None:
    trace()
    result = run("explain", "levels.csv", "BN91")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("BN91 is neither a case nor reached by one; did you mean BN19")
    Path("levels.hops.csv").unlink()
    result = run("explain", "levels.csv", "BN19")
    assert result.exit_code == 1
    assert result.stderr == "levels.hops.csv: no such file or directory\n"


def test_decide_in_three_formats(folder: Path) -> None:
    trace()
    text = run("decide", "levels.csv", "--on", "08/03/2020")
    assert text.exit_code == 0
    lines = text.stdout.splitlines()
    assert lines[0] == "BN17 (F0): isolation and treatment in hospital"
    assert (
        "BN19 (F1): quarantine at a medical or quarantine facility, until 24:00 of 16/03/2020"
        in lines
    )
    (_, row) = csv.DictReader(
        io.StringIO(run("decide", "levels.csv", "--on", "2020-03-08", "--format", "csv").stdout)
    )
    assert (row["measure"], row["until"]) == ("facility", "2020-03-17T00:00+07:00")
    as_json = run("decide", "levels.csv", "--on", "2020-03-08T07:00", "--format", "json")
    found = json.loads(as_json.stdout)
    assert [item["person_id"] for item in found] == ["BN17", "BN19"]
    assert found[0]["from"] == "2020-03-08T07:00:00+07:00"
    assert found[1]["directives"][0]["id"] == "hanoi-2020-03-08"


def test_decide_asks_another_unit_and_what_was_known(folder: Path) -> None:
    trace()
    for words in (["--unit", "VN"], ["--known-on", "2020-03-07"]):
        result = run("decide", "levels.csv", "--on", "2020-03-08", "--format", "csv", *words)
        assert result.exit_code == 0
        assert "hanoi-2020-03-08" not in result.stdout


def test_decide_reads_facts_and_names_their_faults(folder: Path) -> None:
    trace()
    Path("facts.csv").write_text(
        "person_id,fact,value,observed_at\nBN19,coff,yes,2020-03-07\nBN19,cough,loud,2020-03-07\n"
    )
    result = run("decide", "levels.csv", "--on", "2020-03-08", "--facts", "facts.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert 'facts.csv, row 2, column fact: "coff"; expected one of first_exposure,' in result.stderr
    assert 'facts.csv, row 3, column value: "loud"; expected yes, no or unknown' in result.stderr


def test_decide_of_nobody_is_an_empty_list(folder: Path) -> None:
    Path("levels.csv").write_text(LEVELS.splitlines()[0] + "\n")
    words = ("decide", "levels.csv", "--on", "2020-03-08", "--format")
    assert json.loads(run(*words, "json").stdout) == []
    assert run(*words, "text").stdout == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--on", "soon"], "soon is no day: write 2020-03-08, or 2020-03-08T07:00 for an instant"),
        (["--on", "2020-03-08", "--known-on", "2020-03-08T07:00"], "give a day without a time"),
        ([], "Missing option '--on'"),
    ],
)
def test_bad_days_are_usage_errors(folder: Path, words: list[str], sentence: str) -> None:
    Path("levels.csv").write_text(LEVELS)
    result = run("decide", "levels.csv", *words)
    assert result.exit_code == 2
    assert sentence.lower() in said(result).lower()


def test_help_names_every_command_and_each_has_an_own_help() -> None:
    result = run("--help")
    names = ["trace", "explain", "decide", "demo", "serve", "import", "worker", "backup", "restore"]
    for name in names:
        assert f" {name} " in result.stdout
        assert run(name, "-h").exit_code == 0


def test_version_is_told() -> None:
    assert run("--version").stdout.startswith("vungxanh ")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object]]]:
    """Stand in for the web's commands and remember how they are called."""
    calls: list[tuple[str, dict[str, object]]] = []
    fake = types.ModuleType("vungxanh.web.commands")
    for name in ("demo", "serve", "import_files", "import_units", "worker", "backup", "restore"):
        setattr(fake, name, lambda _name=name, **options: calls.append((_name, options)))
    monkeypatch.setitem(sys.modules, "vungxanh.web.commands", fake)
    monkeypatch.setattr(vungxanh.web, "commands", fake, raising=False)
    return calls


def test_web_commands_hand_over_what_was_asked(
    folder: Path, web: list[tuple[str, dict[str, object]]]
) -> None:
    now = datetime(2020, 3, 8, 7)  # noqa: DTZ001 - the web attaches the city's zone
    file = Path("cases.csv")
    asked = {
        ("demo", "--day", "2021-08-04", "--fresh"): (
            "demo",
            {"day": date(2021, 8, 4), "fresh": True, "csv": None, "quiet": False},
        ),
        ("demo",): ("demo", {"day": None, "fresh": False, "csv": None, "quiet": False}),
        ("serve", "--port", "8080", "--now", "2020-03-08T07:00", "--no-worker"): (
            "serve",
            {"host": "127.0.0.1", "port": 8080, "now": now, "day": None, "worker": False},
        ),
        ("import", "cases", "cases.csv", "--outbreak", "Hanoi 2020"): (
            "import_files",
            {
                "kind": "cases",
                "files": [file],
                "outbreak": "Hanoi 2020",
                "disease": None,
                "rejects": None,
                "mapping": None,
                "dry_run": False,
            },
        ),
        ("import", "links", "cases.csv", "--outbreak", "K", "--disease", "mers"): (
            "import_files",
            {
                "kind": "links",
                "files": [file],
                "outbreak": "K",
                "disease": "mers",
                "rejects": None,
                "mapping": None,
                "dry_run": False,
            },
        ),
        ("import", "units", "cases.csv", "--on", "2019-04-01", "--dry-run"): (
            "import_units",
            {"files": [file], "on": date(2019, 4, 1), "dry_run": True},
        ),
        ("worker",): ("worker", {}),
        ("backup", "copy.db"): ("backup", {"file": Path("copy.db")}),
        ("restore", "cases.csv"): ("restore", {"file": file}),
    }
    for words in asked:
        assert run(*words).exit_code == 0
    assert web == list(asked.values())


def test_the_port_can_come_from_the_environment(web: list[tuple[str, dict[str, object]]]) -> None:
    CliRunner(env={"PORT": "9000"}).invoke(app, ["serve"])
    assert web[0][1]["port"] == 9000


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (KeyboardInterrupt(), 130, ""),
        (PermissionError(13, "Permission denied", "a.csv"), 1, "a.csv: permission denied\n"),
        (OSError("the disk is full"), 1, "the disk is full\n"),
        (ValueError("choose another"), 1, "choose another\n"),
        (type("CommandError", (Exception,), {})("the port is taken"), 1, "the port is taken\n"),
        (KeyError("x"), 1, "KeyError: 'x'. This is a fault of vungxanh, not yours. Please report"
         " it; VUNGXANH_DEBUG=1 shows where.\n"),
    ],
)  # fmt: skip
def test_whatever_goes_wrong_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, sentence: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(library, "explain", fail)
    monkeypatch.delenv("VUNGXANH_DEBUG", raising=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(Path(__file__).parent)
        result = run("explain", Path(__file__).name, "A")
    assert (result.exit_code, result.stdout, result.stderr) == (status, "", sentence)


def test_plainly_gives_results_through() -> None:
    assert plainly(lambda: 7)() == 7


def command(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    paths = [str(Path(vungxanh.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.run(
        [sys.executable, "-m", "vungxanh", *words],
        env=environment,
        text=True,
        check=False,
        **({"capture_output": True} | options),
    )


def test_the_command_as_a_process(folder: Path) -> None:
    done = command("trace", "--cases", "cases.csv", "--visits", "visits.csv", "--out", "levels.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "1 F0, 1 F1 in levels.csv.\n")
    assert Path("levels.csv").read_text() == LEVELS
    wrong = command("explain", "levels.csv", "nobody")
    assert wrong.returncode == 1
    assert "Traceback" not in wrong.stderr


def test_a_reader_who_leaves_early_is_no_error(folder: Path) -> None:
    rows = "".join(f"P{n},1,2020-03-01,2020-03-02,BN17,,BN17\n" for n in range(20_000))
    Path("levels.csv").write_text(LEVELS + rows)
    reading, writing = os.pipe()
    os.close(reading)
    words = ("decide", "levels.csv", "--on", "2020-03-08")
    with os.fdopen(writing, "w") as out:
        done = command(*words, capture_output=False, stdout=out, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_needs_no_heavy_module(folder: Path) -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from vungxanh.cli import app;"
        "assert CliRunner().invoke(app, ['trace', '--help']).exit_code == 0;"
        "print([name for name in ('polars', 'numba', 'django', 'numpy') if name in sys.modules])"
    )
    paths = str(Path(vungxanh.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": paths},
    )
    assert done.stdout.strip() == "[]"


def test_ctrl_c_is_quiet_and_leaves_nothing_half_written(folder: Path) -> None:
    # Nobody writes into the pipe, so that the command surely still reads when it is told to stop.
    os.mkfifo("slow.csv")
    words = ("trace", "--cases", "slow.csv", "--out", "levels.csv")
    paths = str(Path(vungxanh.__file__).parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-m", "vungxanh", *words],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
    )
    with Path("slow.csv").open("w"):  # opens as soon as the command reads
        process.send_signal(signal.SIGINT)
    # Closed only now: a read that is under way ends before Python hears of the signal.
    _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (130, "")
    assert not Path("levels.csv").exists()
