"""100,000 rows of a line list into an empty registry: read, checked, compared, written.

Beside django-import-export, which writes the persons alone: no case, no tree, no order, no
address, no check for duplicates. Both on SQLite, in processes of their own.

    .venv/bin/python -m benchmarks.importing [--rows 100000]
"""

import argparse
import csv
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from random import Random

FIELDS = ("Mã BN", "Họ và tên", "Giới tính", "Ngày sinh", "SĐT", "Địa chỉ", "Ngày khởi phát")
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hùng", "Lan", "Linh", "Minh", "Nam", "Phương")
COMMUNES = ("Phường Trúc Bạch, Ba Đình", "P. Cát Linh, Đống Đa", "xã An Thượng, Hoài Đức", "đâu đó")


def line_list(rows: int) -> bytes:
    """Write an invented line list."""
    rng, out = Random(7), io.StringIO()
    write = csv.writer(out)
    write.writerow(FIELDS)
    for number in range(rows):
        name = f"{rng.choice(FAMILY)} {rng.choice(GIVEN)} {rng.choice(GIVEN)} {rng.choice(GIVEN)}"
        born = date(1940, 1, 1) + timedelta(days=rng.randrange(25_000))
        onset = date(2020, 3, 1) + timedelta(days=rng.randrange(7))
        sex = rng.choice(("nam", "nữ"))
        phone = f"09{rng.randrange(10**8):08}"
        home = f"số {number}, {rng.choice(COMMUNES)}, Hà Nội"
        write.writerow((f"CA{number}", name, sex, f"{born:%d/%m/%Y}", phone, home, onset))
    return out.getvalue().encode()


def prepare() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "vungxanh.web.config.settings"
    os.environ["VUNGXANH_HOME"] = tempfile.mkdtemp()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def ours(rows: int) -> None:
    """Draft, check and run one import."""
    from vungxanh.web.audit.actions import System
    from vungxanh.web.geography.actions import load_shipped_units
    from vungxanh.web.intake import actions
    from vungxanh.web.intake.models import ImportStatus
    from vungxanh.web.intake.outbreaks import open_outbreak
    from vungxanh.web.intake.running import run

    now, actor = datetime(2020, 3, 10, tzinfo=UTC), System("bench")
    load_shipped_units(actor=actor, now=now)
    outbreak = open_outbreak("bench", "covid-19", None, actor=actor, now=now)
    content = line_list(rows)
    started = time.perf_counter()
    imported = actions.draft(content, "a.csv", "linelist", outbreak, actor=actor, now=now)
    actions.lead(imported, ImportStatus.CHECKING, actor=actor, now=now)
    actions.finish_check(imported, actor=actor, now=now)
    told("read, checked, compared", rows, time.perf_counter() - started)
    actions.begin(imported, actor=actor, now=now)
    run(imported, actor=actor, clock=lambda: now)
    told("the whole import", rows, time.perf_counter() - started)


def peer(rows: int) -> None:
    """Write the persons by django-import-export."""
    import tablib
    from import_export import resources

    from vungxanh.web.registry.models import Person

    class People(resources.ModelResource):
        class Meta:
            model = Person
            import_id_fields = ("code",)
            fields = ("code", "name", "phone", "residence", "recorded_at")
            use_bulk = True
            batch_size = 5_000
            skip_diff = True
            force_init_instance = True

    started = time.perf_counter()
    data = tablib.Dataset(headers=["code", "name", "phone", "residence", "recorded_at"])
    for row in csv.reader(io.StringIO(line_list(rows).decode())):
        if row[0] != FIELDS[0]:
            data.append((row[0], row[1], row[4], row[5], "2020-03-10 00:00:00"))
    result = People().import_data(data, raise_errors=True)
    assert not result.has_errors()
    told("django-import-export, persons alone", rows, time.perf_counter() - started)


def told(what: str, rows: int, seconds: float) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {seconds:.1f} s, {rows / seconds:,.0f} rows/s, {memory:,.0f} MB at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--only", choices=["ours", "peer"])
    asked = parser.parse_args()
    if asked.only:
        prepare()
        {"ours": ours, "peer": peer}[asked.only](asked.rows)
        return
    for name in ("ours", "peer"):
        command = [sys.executable, "-m", "benchmarks.importing", "--only", name]
        subprocess.run([*command, "--rows", str(asked.rows)], check=True)


if __name__ == "__main__":
    main()
