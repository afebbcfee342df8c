"""Addresses as people write them: which unit, which street, how sure, and what else it could be."""

from vungxanh.geography.addresses.answer import Address, Candidate
from vungxanh.geography.addresses.language import Language, shipped_language
from vungxanh.geography.addresses.reader import AddressReader

__all__ = ["Address", "AddressReader", "Candidate", "Language", "shipped_language"]
