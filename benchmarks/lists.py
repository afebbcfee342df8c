"""Line lists of offices: 100,000 rows of 20 columns from CSV and XLSX to checked values.

Measured for each kind of file: opening it as a grid, then the mapping and every check; beside it
the walk through the XML of the workbook that guards against cells far away. The lists are
invented, from a seed. Each kind is read in a process of its own, for its peak memory.

    .venv/bin/python -m benchmarks.lists
"""

import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import xlsxwriter

from benchmarks.machine import describe
from vungxanh.linelist import propose, read_grid, read_mapped
from vungxanh.linelist.archives import check_workbook

ROWS = 100_000
HEADER = [
    "TT",
    "Mã BN",
    "Họ và tên",
    "Giới tính",
    "Năm sinh",
    "SĐT",
    "CCCD",
    "Quốc tịch",
    "Nghề nghiệp",
    "Địa chỉ",
    "Phường/xã",
    "Quận/huyện",
    "Ngày KPTC",
    "Ngày lấy mẫu",
    "KQXN",
    "Ngày có KQ",
    "Ngày cách ly",
    "Nơi cách ly",
    "Phân loại",
    "Ghi chú",
]


def line_list(rng: random.Random) -> list[list[str]]:
    """Invent a list as an office would send it."""
    given = ("Nguyễn Thị Hòa", "Đỗ Văn Hậu", "Trần An")
    rows = []
    for number in range(ROWS):
        onset = f"{rng.randint(1, 28):02}/0{rng.randint(1, 9)}/2021"
        person = [f"{rng.choice(given)} {number % 997}", rng.choice(("Nam", "Nữ"))]
        person += [str(rng.randint(1930, 2015)), f"09{rng.randint(10**7, 10**8 - 1)}"]
        person += [f"001{rng.randint(10**8, 10**9 - 1)}", "Việt Nam", "Giáo viên"]
        person += [f"Số {number} ngõ 5", "Trúc Bạch", "Ba Đình"]
        course = [onset, "28/09/2021", "Dương tính", "", "01/10/2021 07:30", "Bệnh viện"]
        rows.append([str(number), f"BN{number}", *person, *course, "xác định", ""])
    return rows


def write(folder: Path) -> list[Path]:
    """Write the list as both kinds of file."""
    rows = [HEADER, *line_list(random.Random(2021))]
    text, book = folder / "list.csv", folder / "list.xlsx"
    with text.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    with xlsxwriter.Workbook(book, {"constant_memory": True}) as opened:
        sheet = opened.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return [text, book]


def measure(path: Path) -> None:
    """Read one file and tell how long it took."""
    begun = time.perf_counter()
    if path.suffix == ".xlsx":
        check_workbook(path.read_bytes(), path.name)
    walked = time.perf_counter()
    grid = read_grid(path, path.name)
    opened = time.perf_counter()
    table = read_mapped(propose(grid), grid, ZoneInfo("Asia/Ho_Chi_Minh"))
    done = time.perf_counter()
    assert table.rows.height == ROWS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{path.suffix[1:]}: opened {opened - walked:.1f} s (of which walk {walked - begun:.1f} s),"
        f" mapped and checked {done - opened:.1f} s, {ROWS / (done - walked):,.0f} rows/s,"
        f" peak {peak:,.0f} MB"
    )


def main() -> None:
    """Write the files, then read each in a process of its own."""
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    print(describe())
    with tempfile.TemporaryDirectory() as folder:
        for path in write(Path(folder)):
            subprocess.run([sys.executable, "-m", "benchmarks.lists", str(path)], check=True)


if __name__ == "__main__":
    main()
