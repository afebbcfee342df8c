"""One reader of addresses for each gazetteer: it prepares the names of a time once."""

from functools import lru_cache

from vungxanh.geography import AddressReader, Gazetteer, shipped_language


@lru_cache(maxsize=4)
def reader_for(gazetteer: Gazetteer) -> AddressReader:
    """Give the reader of a gazetteer's addresses."""
    return AddressReader(gazetteer, shipped_language())
