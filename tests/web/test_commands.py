"""The commands as they are typed, each a process with a database of its own.

With VUNGXANH_TEST_DB=postgres that database lies in the PostgreSQL of the tests.
"""

import json
import shutil
import socket
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.web.commandline import (
    POSTGRES,
    Place,
    alone,
    answers,
    free_port,
    new_database,
    sentence,
    wait_until,
)

_numbers = count(1)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "home", new_database())


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The demonstration, loaded once; only for reading, and for going back to."""
    shown = Place(tmp_path_factory.mktemp("demonstration"), new_database())
    done = shown.run("demo")
    assert done.returncode == 0, done.stderr
    return shown


@pytest.fixture
def beside(demonstration: Place, tmp_path: Path) -> Callable[[], Place]:
    """Give an empty place to restore into."""

    def make() -> Place:
        return Place(tmp_path / f"beside-{next(_numbers)}", new_database())

    return make


# demo


def test_the_demonstration_twice_changes_nothing(demonstration: Place) -> None:
    before = demonstration.content()
    done = demonstration.run("demo")
    assert done.returncode == 0
    assert demonstration.content() == before
    assert "command" in done.stderr
    assert "--now 2020-03-08T07:00" in done.stderr
    assert "Warning" not in done.stderr


def test_under_make_run_only_serve_tells_who_can_sign_in(demonstration: Place) -> None:
    assert demonstration.run("demo", "--quiet").stderr == ""


def test_everybody_whom_it_names_can_sign_in(demonstration: Place) -> None:
    [(number,)] = demonstration.ask("SELECT count(*) FROM accounts_user")
    guide = json.loads(next(demonstration.home.glob("*.demonstration.json")).read_text("utf-8"))
    assert len(guide["users"]) == number
    assert {"command", "tracer", "ward", "lab", "auditor"} <= guide["users"].keys()


def test_a_registry_with_real_work_is_left_alone(place: Place) -> None:
    assert place.run("init", "--user", "head").returncode == 0
    place.ask(
        "INSERT INTO registry_person (code, name, name_norm, name_ascii, sex, phone,"
        " identity_number, nationality, residence, occupation, fictional, source, recorded_at)"
        " VALUES ('X1', 'Thật', 'thật', 'that', '', '', '', '', '', '', false, '',"
        " '2020-03-08 00:00:00')"
    )
    before = place.content()
    for words in (["demo"], ["demo", "--fresh"]):
        assert "no demonstration" in sentence(place.run(*words))
    assert place.content() == before


def test_a_day_without_a_demonstration_is_refused(place: Place) -> None:
    said = sentence(place.run("demo", "--day", "2020-03-09"))
    assert "choose 2020-03-08 or 2021-08-04" in said


# serve


def test_a_taken_port_is_refused_with_one_sentence(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = sentence(place.run("serve", "--port", port))
    assert said.startswith(f"Port {port} of 127.0.0.1 cannot be used")
    assert f"PORT={port + 1}" in said
    assert not place.home.exists(), "nothing is made for a server that does not start"


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    said = sentence(Place(blocked / "home", "").run("demo"))
    assert "set VUNGXANH_HOME" in said


# backup and restore


@pytest.fixture(scope="module")
def copy(demonstration: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "hanoi.zip"
    done = demonstration.run("backup", file)
    assert done.returncode == 0, done.stderr
    assert "MB" in done.stderr
    assert [path.name for path in file.parent.iterdir()] == ["hanoi.zip"]
    return file


def test_restoring_into_an_empty_place_gives_the_same(
    demonstration: Place, copy: Path, beside: Callable[[], Place]
) -> None:
    other = beside()
    done = other.run("restore", copy)
    assert done.returncode == 0, done.stderr
    assert other.content() == demonstration.content()


def test_restoring_takes_back_what_happened_since(
    demonstration: Place, copy: Path, beside: Callable[[], Place], tmp_path: Path
) -> None:
    other = beside()
    other.run("restore", copy)
    before = other.content()
    file = tmp_path / "contacts.csv"
    file.write_text(
        "person_a,person_b,start,end,close\nBN17,new one,2020-03-04T10:00,2020-03-04T11:00,yes\n",
        encoding="utf-8",
    )
    outbreak = other.ask("SELECT code FROM registry_outbreak")[0][0]
    words = ("import", "contacts", file, "--outbreak", outbreak)
    assert other.run(*words).returncode == 0
    assert other.content() != before
    assert other.run("restore", copy).returncode == 0
    assert other.content() == before
    # and numbers go on where they stood: new rows find free keys
    done = other.run(*words)
    assert done.returncode == 0, done.stderr
    assert other.content() != before


def cut_short(file: Path, target: Path) -> None:
    target.write_bytes(file.read_bytes()[:-2000])


def flip_bits(file: Path, target: Path) -> None:
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    for position in range(middle, middle + 4000):
        content[position] ^= 0xFF
    target.write_bytes(content)


def another_zip(file: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("letter.txt", "Dear colleague")


def no_zip(file: Path, target: Path) -> None:
    target.write_text("person_id,onset_date\n", encoding="utf-8")


def with_manifest(file: Path, target: Path, **changes: object) -> None:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | changes).encode()
            new.writestr(name, content)


def of_another_database(file: Path, target: Path) -> None:
    with_manifest(file, target, kind="oracle")


def of_a_newer_version(file: Path, target: Path) -> None:
    with_manifest(file, target, migrations=[["registry", "0999_tomorrow"]])


def without_its_content(file: Path, target: Path) -> None:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        new.writestr("manifest.json", old.read("manifest.json"))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (no_zip, "is no backup of Vùng Xanh"),
        (another_zip, "is no backup of Vùng Xanh"),
        (cut_short, "is no backup of Vùng Xanh"),
        (flip_bits, "damaged, and nothing was changed"),
        (without_its_content, "damaged, and nothing was changed"),
        (of_another_database, "set VUNGXANH_DATABASE"),
        (of_a_newer_version, "newer version"),
    ],
)
def test_a_damaged_or_foreign_file_changes_nothing(
    demonstration: Place, copy: Path, tmp_path: Path, spoil: Callable[[Path, Path], None], message
) -> None:
    target = tmp_path / "spoilt.zip"
    spoil(copy, target)
    before = demonstration.content()
    assert message in sentence(demonstration.run("restore", target))
    assert demonstration.content() == before


@pytest.mark.skipif(POSTGRES, reason="the file of SQLite is meant")
def test_a_damaged_database_is_replaced_by_a_backup(
    demonstration: Place, copy: Path, beside: Callable[[], Place]
) -> None:
    other = beside()
    other.home.mkdir()
    (other.home / "vungxanh.sqlite3").write_bytes(b"no database any more" * 500)
    done = other.run("restore", copy)
    assert done.returncode == 0, done.stderr
    assert other.content() == demonstration.content()


def test_a_backup_into_no_folder_is_refused(demonstration: Place, tmp_path: Path) -> None:
    said = sentence(demonstration.run("backup", tmp_path / "nowhere" / "file.zip"))
    assert "There is no folder" in said


@pytest.mark.skipif(POSTGRES, reason="the file of SQLite is meant")
def test_a_backup_of_nothing_is_refused(place: Place, tmp_path: Path) -> None:
    """A backup of a database that is not there would be found empty on the day it is needed."""
    said = sentence(place.run("backup", tmp_path / "empty.zip"))
    assert "There is no database" in said
    assert not (tmp_path / "empty.zip").exists()


# a database in use


@pytest.mark.skipif(POSTGRES, reason="the file of SQLite is meant")
def test_the_database_of_a_running_server_is_not_replaced(
    copy: Path, beside: Callable[[], Place], tmp_path: Path
) -> None:
    """The server idles: the database itself has nobody connected."""
    place, port = beside(), free_port()
    assert place.run("restore", copy).returncode == 0
    before = place.content()
    with place.running("serve", "--port", port, "--no-worker"):
        wait_until(lambda: answers(port))
        for words in (["restore", copy], ["demo", "--fresh"]):
            assert "stop the server and its worker first" in sentence(place.run(*words))
        assert place.run("backup", tmp_path / "meanwhile.zip").returncode == 0
    assert place.content() == before
    assert place.run("restore", copy).returncode == 0


@pytest.mark.skipif(POSTGRES, reason="the file of SQLite is meant")
def test_a_worker_that_was_killed_holds_nothing(copy: Path, beside: Callable[[], Place]) -> None:
    place = beside()
    assert place.run("restore", copy).returncode == 0
    place.lock.unlink()
    with place.running("worker") as worker:
        wait_until(place.lock.exists)
        assert "stop the server and its worker first" in sentence(place.run("restore", copy))
        worker.kill()
    assert place.run("restore", copy).returncode == 0


@pytest.mark.skipif(POSTGRES, reason="the file of SQLite is meant")
def test_nobody_starts_while_the_database_is_replaced(demonstration: Place) -> None:
    with alone(demonstration):
        assert "just being replaced" in sentence(demonstration.run("worker"))


@pytest.mark.skipif(POSTGRES, reason="the file of SQLite is meant")
def test_a_database_in_no_folder_is_told(place: Place, tmp_path: Path) -> None:
    nowhere = Place(place.home, f"sqlite:///{tmp_path / 'nowhere' / 'city.sqlite3'}")
    assert "check VUNGXANH_DATABASE" in sentence(nowhere.run("worker"))


# import


@pytest.fixture
def city(demonstration: Place, copy: Path, beside: Callable[[], Place]) -> Place:
    other = beside()
    assert other.run("restore", copy).returncode == 0
    return other


def test_bad_rows_stop_everything_unless_they_are_put_aside(city: Place, tmp_path: Path) -> None:
    file, rejects = tmp_path / "cases.csv", tmp_path / "rejects.csv"
    file.write_text(
        "person_id,case_id,onset_date\n"
        "import-1,CA1,2020-03-05\n"
        "import-2,CA2,31/31/2020\n"
        "import-3,CA3,2020-03-06\n",
        encoding="utf-8",
    )
    outbreak = city.ask("SELECT code FROM registry_outbreak")[0][0]
    words = ("import", "cases", file, "--outbreak", outbreak)
    before = city.content()
    done = city.run(*words)
    assert done.returncode == 1
    assert "31/31/2020" in done.stderr
    assert city.content() == before

    done = city.run(*words, "--rejects", rejects)
    assert done.returncode == 0, done.stderr
    assert "2 written" in done.stderr
    assert "31/31/2020" in rejects.read_text("utf-8")
    found = city.ask("SELECT code FROM registry_case WHERE code LIKE 'CA%' ORDER BY code")
    assert found == [("CA1",), ("CA3",)]
    done = city.run(*words, "--rejects", rejects)
    assert "0 written, 2 known already" in done.stderr


def test_the_database_knows_how_many_rows_came(city: Place, tmp_path: Path) -> None:
    """Else it would plan as if the tables were as small as before."""
    file = tmp_path / "places.csv"
    rows = "".join(f"import-{n},market,Chợ thử {n}\n" for n in range(500))
    file.write_text(f"place_id,kind,name\n{rows}", encoding="utf-8")
    outbreak = city.ask("SELECT code FROM registry_outbreak")[0][0]
    assert city.run("import", "places", file, "--outbreak", outbreak).returncode == 0
    [(number,)] = city.ask("SELECT count(*) FROM registry_place")
    assert counted(city, "registry_place") == number > 500


def counted(place: Place, table: str) -> int:
    """Give how many rows the planner of the database believes a table to have."""
    if place.database:
        [(rows,)] = place.ask(f"SELECT reltuples FROM pg_class WHERE relname = '{table}'")  # noqa: S608
        return int(str(rows).removesuffix(".0"))
    [(told,)] = place.ask(f"SELECT max(stat) FROM sqlite_stat1 WHERE tbl = '{table}'")  # noqa: S608
    return int(str(told).split()[0])


def test_an_unknown_outbreak_is_named_with_those_that_are_known(
    demonstration: Place, tmp_path: Path
) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("person_id,onset_date\nA,2020-03-05\n", encoding="utf-8")
    said = sentence(demonstration.run("import", "cases", file, "--outbreak", "ebola"))
    outbreak = demonstration.ask("SELECT code FROM registry_outbreak")[0][0]
    assert "'ebola'" in said
    assert outbreak in said


def test_the_home_of_a_demonstration_can_be_moved(demonstration: Place, tmp_path: Path) -> None:
    if POSTGRES:
        pytest.skip("its database is a server's")
    moved = Place(tmp_path / "moved", "")
    shutil.copytree(demonstration.home, moved.home)
    assert moved.run("demo").returncode == 0
    assert moved.content() == demonstration.content()
