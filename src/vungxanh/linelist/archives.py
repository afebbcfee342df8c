"""Workbooks are archives: what is in them is weighed before a reader unpacks it.

A file of some kilobytes can hold gigabytes; a reader that believes it takes the whole memory.
"""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from xml.parsers.expat import ExpatError

from vungxanh.linelist.extents import TooFar, check_ods, check_xlsx_sheet
from vungxanh.linelist.grids import MOST_COLUMNS
from vungxanh.linelist.problems import Faulty, unusable

MOST_UNPACKED = 1_500_000_000
MOST_RATIO = 250
"""A sheet of equal rows is packed to a hundredth; a bomb to a thousandth."""
SMALL = 20_000_000
"""Bytes that may be packed at any ratio."""
MOST_MEMBERS = 5_000

_XML = (b"<", b"\x00<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    ExpatError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged archive raises."""


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
    except Faulty:
        raise
    except TooFar as error:
        expected = f"a list of {MOST_COLUMNS:,} columns at most, without cells far away from it"
        raise unusable(file, "", str(error), expected) from None
    except _BROKEN as error:
        expected = f"a whole workbook ({error}); save it again and send it again"
        raise unusable(file, "", "", expected) from None


def encrypted(file: str) -> Faulty:
    """Refuse a workbook that is locked with a password."""
    expected = "a workbook without one: save it so and send it again"
    return unusable(file, "", "a workbook with a password", expected)


def _check_sizes(members: list[zipfile.ZipInfo], file: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    bomb = unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1)
    if unpacked > MOST_UNPACKED or bomb or len(members) > MOST_MEMBERS:
        told = f"{packed:,} bytes that unpack to {unpacked:,}"
        raise unusable(file, "", told, "a workbook of a list: save the list alone, as a new file")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> None:
    """Unpack a member to nowhere: it ends where it says, and its cells keep within bounds.

    A workbook may call its sheets what it likes, so every member that is XML is looked at.
    """
    name = member.filename.lower()
    if name == "xl/workbook.bin":
        raise unusable(file, "", "a binary workbook", "a workbook saved as .xlsx")
    with archive.open(member) as opened:
        if name == "content.xml":
            check_ods(opened)
        elif name == "meta-inf/manifest.xml":
            if b"encryption-data" in opened.read():
                raise encrypted(file)
        elif opened.read(64).lstrip().startswith(_XML):
            opened.seek(0)
            check_xlsx_sheet(opened)
        else:
            while opened.read(1 << 20):
                pass
