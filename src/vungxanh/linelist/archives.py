"""Workbooks are archives: what is in them is weighed before a reader unpacks it.

A file of some kilobytes can hold gigabytes, or claim a cell in the millionth row and the last
column; a reader that believes it takes the whole machine's memory.
"""

import re
import zipfile
from io import BytesIO

from vungxanh.linelist.grids import MOST_COLUMNS
from vungxanh.linelist.problems import Faulty, unusable

MOST_UNPACKED = 1_500_000_000
MOST_RATIO = 250
"""A sheet of equal rows is packed to a hundredth; a bomb to a thousandth."""
SMALL = 20_000_000
"""Bytes that may be packed at any ratio."""
MOST_MEMBERS = 5_000
MOST_CELLS = 60_000_000

_CHUNK = 1 << 20
_OVERLAP = 64
_COLUMN = re.compile(rb'<(?:\w+:)?c [^<>]{0,40}?r="([A-Z]{2,3})\d')
_ROW = re.compile(rb'<(?:\w+:)?(?:row|c) [^<>]{0,40}?r="[A-Z]{0,3}(\d{1,9})"')
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d{1,12})"[^<>]{0,400}?(/?)>')


def check_workbook(data: bytes, file: str) -> None:
    """Raise Faulty unless the archive is whole, not encrypted and of a reasonable size."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise encrypted(file)
            _check_sizes(members, file)
            for member in members:
                _check_member(archive, member, file)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise _broken(file, str(error)) from None
    except (ValueError, OSError) as error:
        if isinstance(error, Faulty):
            raise
        raise _broken(file, str(error)) from None
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        raise _broken(file, str(error)) from None


def encrypted(file: str) -> Faulty:
    """Refuse a workbook that is locked with a password."""
    return unusable(
        file, "", "a workbook with a password", "a workbook without one: save it so and send again"
    )


def _check_sizes(members: list[zipfile.ZipInfo], file: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    bomb = unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1)
    if unpacked > MOST_UNPACKED or bomb or len(members) > MOST_MEMBERS:
        told = f"{packed:,} bytes that unpack to {unpacked:,}"
        raise unusable(file, "", told, "a workbook of a list: save the list alone, as a new file")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> None:
    """Unpack a member to nowhere: its size must be as stated, its cells within bounds."""
    name = member.filename.lower()
    sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
    content = name == "content.xml"
    widest = highest = 0
    with archive.open(member) as opened:
        before = b""
        while chunk := opened.read(_CHUNK):
            text = before + chunk
            if sheet:
                widest = max([widest, *map(_number, set(_COLUMN.findall(text)))])
                highest = max(highest, *_rows(text))
            elif content:
                _check_repeats(text, file)
            elif name == "meta-inf/manifest.xml" and b"encryption-data" in text:
                raise encrypted(file)
            before = chunk[-_OVERLAP:] if sheet else chunk[-500:]
    if widest > MOST_COLUMNS or highest * max(widest, 26) > MOST_CELLS:
        told = f"cells up to row {highest:,} and column {widest:,}"
        raise unusable(file, "", told, f"a list: {MOST_COLUMNS:,} columns at most, no stray cells")


def _rows(text: bytes) -> tuple[int, ...]:
    """Give the number of the last row of a chunk, and of the first that has seven digits."""
    last = text.rfind(b"<row ")
    tail = _ROW.findall(text[last:] if last >= 0 else text[-4000:])
    far = re.findall(rb'r="[A-Z]{0,3}(\d{7,9})"', text)
    return (0, *(int(number) for number in (*tail, *far[:1000])))


def _check_repeats(text: bytes, file: str) -> None:
    """Refuse a filled cell or row of an ODS sheet that is said to stand there very often."""
    for number, empty in _REPEATED.findall(text):
        if int(number) > 20_000 and not empty and int(number) not in _WHOLE_SHEETS:
            raise unusable(
                file, "", f"a cell repeated {int(number):,} times", "a list without stray cells"
            )


_WHOLE_SHEETS = (1_048_576, 16_384)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _broken(file: str, why: str) -> Faulty:
    return unusable(file, "", "", f"a whole workbook ({why}); save it again and send it again")
