"""One person index: names, numbers and telephones that agree, and who is probably who.

Read `levels.py` first: what agreement means. Then `model.py`: from agreement to probability.
"""

from vungxanh.identity.bulk import duplicate_pairs
from vungxanh.identity.candidates import Candidate, Index, Register, candidates
from vungxanh.identity.cards import CardWarning, holder_of, normal_identity, warnings_of
from vungxanh.identity.estimating import estimate
from vungxanh.identity.groups import groups
from vungxanh.identity.keys import blocking_keys
from vungxanh.identity.model import Model, shipped_model
from vungxanh.identity.names import normal, plain
from vungxanh.identity.persons import PERSONS, Identity, identities, table_of
from vungxanh.identity.phones import normal_phone, phones_begun_with

__all__ = [
    "PERSONS",
    "Candidate",
    "CardWarning",
    "Identity",
    "Index",
    "Model",
    "Register",
    "blocking_keys",
    "candidates",
    "duplicate_pairs",
    "estimate",
    "groups",
    "holder_of",
    "identities",
    "normal",
    "normal_identity",
    "normal_phone",
    "phones_begun_with",
    "plain",
    "shipped_model",
    "table_of",
    "warnings_of",
]
