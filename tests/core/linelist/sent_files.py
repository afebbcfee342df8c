"""Files as the tests of the import desk make them: workbooks, archives, lists of cases."""

import json
import zipfile
from io import BytesIO

import polars as pl
import xlsxwriter

from vungxanh.linelist.encodings import encode

HEADER = ["TT", "HỌ VÀ TÊN", "Giới tính", "Năm sinh", "SĐT", "Địa chỉ", "Ngày KPTC", "KQXN"]
ROWS = [
    ["1", "Nguyễn Thị Hòa", "Nữ", "1975", "0912000111", "5 Trúc Bạch", "08/03/2020", "Dương tính"],
    ["2", "Đỗ Văn Hậu", "nam", "1980", "0162 234 5678", "Xóm 3, An Thượng", "", "ÂM TÍNH"],
    ["3", "Lê B", "Nam", "1990", "", "", "31/02/2020", "positive"],
]


def csv(separator: str = ",") -> str:
    return "".join(separator.join(f'"{cell}"' for cell in row) + "\n" for row in [HEADER, *ROWS])


def workbook(*sheets: list[list[object]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        for sheet in sheets:
            opened = book.add_worksheet()
            for number, row in enumerate(sheet):
                opened.write_row(number, 0, row)
    return out.getvalue()


def archive(**members: str | bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def replaced(data: bytes, member: str, content: str) -> bytes:
    """Give an archive with another content of one member."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    return out.getvalue()


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Danh sách">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""

MANIFEST = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


def ods(rows: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        opened.writestr("META-INF/manifest.xml", MANIFEST)
        opened.writestr("content.xml", ODS.format(rows=rows))
    return out.getvalue()


def ods_row(cells: list[str], more: str = "") -> str:
    told = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{told}{more}</table:table-row>"


def as_parquet() -> bytes:
    out = BytesIO()
    pl.DataFrame(ROWS, HEADER, orient="row").write_parquet(out)
    return out.getvalue()


records = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
FILES = {
    "a.xlsx": workbook([HEADER, *ROWS]),
    "a.ods": ods("".join(map(ods_row, [HEADER, *ROWS]))),
    "a.parquet": as_parquet(),
    "a.json": json.dumps(records).encode(),
    "a.jsonl": "\n".join(map(json.dumps, records)).encode(),
    "b.json": json.dumps({"count": 3, "data": records}).encode("utf-16"),
} | {
    f"{place}{encoding}.csv": encode(csv(separator), encoding)
    for place, separator in enumerate(",;\t|")
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1258", "tcvn3")
}
