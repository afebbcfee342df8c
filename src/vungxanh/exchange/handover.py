"""A case or contact handed over to another office: one sealed, signed file, and a receipt back.

The package can be opened by the recipient alone and tells who sent it. Its digest stands in the
receipt, which the recipient signs: so both sides can show what was handed over, and when.
"""

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vungxanh.exchange.keys import PublicKey, SecretKey

PACKAGE, RECEIPT = "vungxanh hand-over", "vungxanh receipt"
VERSION = 1
TABLES = ("persons", "cases", "visits", "places", "contacts", "isolations", "facts", "results")
MOST_BYTES = 50_000_000
"""Of a package, and of what it unpacks to."""

Cell = str | int | float | bool | None
Rows = list[dict[str, Cell]]
T = TypeVar("T")


class Wrong(StrEnum):
    """What can be wrong with a package or a receipt."""

    BROKEN = "broken"
    OTHER_VERSION = "other version"
    NOT_FOR_US = "not for us"
    UNKNOWN_SENDER = "unknown sender"
    TAMPERED = "tampered"
    OTHER_PACKAGE = "other package"


_TOLD = {
    Wrong.BROKEN: "The file is not whole, or no such file at all: have it sent again.",
    Wrong.OTHER_VERSION: "The file is of another version of the program: both sides need the same.",
    Wrong.NOT_FOR_US: "The package is sealed for another office: send it to that office.",
    Wrong.UNKNOWN_SENDER: "The sender's key is not known here: ask that office for its key.",
    Wrong.TAMPERED: "The file was changed after it was signed: do not use it, ask the sender.",
    Wrong.OTHER_PACKAGE: "The receipt is for another package.",
}


class HandoverError(ValueError):
    """A package or receipt that cannot be taken; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        self.wrong = wrong
        super().__init__(_TOLD[wrong])


@dataclass(frozen=True)
class Handover:
    """What is handed over: about whom, why, when, and the rows that belong to it."""

    subject: str
    reason: str
    sent_at: datetime
    tables: dict[str, Rows]


@dataclass(frozen=True)
class Opened:
    """A package that was opened: what is in it, who sent it, and its digest."""

    handover: Handover
    sender: PublicKey
    digest: str


@dataclass(frozen=True)
class Receipt:
    """What the recipient says about a package."""

    digest: str
    accepted: bool
    note: str
    received_at: datetime


def seal(handover: Handover, *, sender: SecretKey, recipient: PublicKey) -> bytes:
    """Make the package: compressed, sealed for the recipient, signed by the sender."""
    content = zlib.compress(_canonical(_as_told(handover)), 9)
    once = X25519PrivateKey.generate()
    head = {
        "format": PACKAGE,
        "version": VERSION,
        "sender": sender.public.id,
        "sender_office": sender.office,
        "recipient": recipient.id,
        "once": _text(once.public_key().public_bytes_raw()),
    }
    key = _key(once.exchange(recipient.opener()), head)
    # The key is used for this one package only, so that a fixed nonce never repeats.
    sealed = ChaCha20Poly1305(key).encrypt(bytes(12), content, _canonical(head))
    return _signed(head | {"content": _text(sealed)}, sender)


def open_package(data: bytes, *, recipient: SecretKey, senders: Iterable[PublicKey]) -> Opened:
    """Open a package. Raises HandoverError, which says what is wrong and what to do."""
    told = _read(data, PACKAGE)
    if told.get("recipient") != recipient.public.id:
        raise HandoverError(Wrong.NOT_FOR_US)
    sender = next((key for key in senders if key.id == told.get("sender")), None)
    if sender is None:
        raise HandoverError(Wrong.UNKNOWN_SENDER)
    _verify(told, sender)
    sealed = _bytes(told.pop("content", None))
    del told["signature"]
    try:
        once = X25519PublicKey.from_public_bytes(_bytes(told.get("once")))
        key = _key(recipient.opener().exchange(once), told)
        content = ChaCha20Poly1305(key).decrypt(bytes(12), sealed, _canonical(told))
    except (InvalidTag, ValueError):
        raise HandoverError(Wrong.TAMPERED) from None
    return Opened(_as_handover(_unpacked(content)), sender, digest_of(data))


def digest_of(package: bytes) -> str:
    """Give the digest of a package, by which its receipt names it."""
    return hashlib.sha256(package).hexdigest()


def write_receipt(
    opened: Opened, *, recipient: SecretKey, received_at: datetime, accepted: bool, note: str = ""
) -> bytes:
    """Write the receipt that goes back to the sender, signed by the recipient."""
    told = {
        "format": RECEIPT,
        "version": VERSION,
        "package": opened.digest,
        "recipient": recipient.public.id,
        "accepted": accepted,
        "note": note,
        "received_at": received_at.isoformat(),
    }
    return _signed(told, recipient)


def read_receipt(data: bytes, *, package: str, recipient: PublicKey) -> Receipt:
    """Read the receipt of a package (`package` is its digest). Raises HandoverError."""
    told = _read(data, RECEIPT)
    if told.get("recipient") != recipient.id:
        raise HandoverError(Wrong.UNKNOWN_SENDER)
    _verify(told, recipient)
    if told.get("package") != package:
        raise HandoverError(Wrong.OTHER_PACKAGE)
    return _or_broken(
        lambda: Receipt(
            _typed(told["package"], str),
            _typed(told["accepted"], bool),
            _typed(told["note"], str),
            datetime.fromisoformat(told["received_at"]),
        )
    )


def _as_told(handover: Handover) -> dict[str, Any]:
    strange = sorted(set(handover.tables) - set(TABLES))
    if strange:
        raise ValueError(f"a hand-over has no table {', '.join(strange)}")
    return {
        "subject": handover.subject,
        "reason": handover.reason,
        "sent_at": handover.sent_at.isoformat(),
        "tables": handover.tables,
    }


def _as_handover(content: bytes) -> Handover:
    def made() -> Handover:
        told = json.loads(content)
        tables = _typed(told["tables"], dict)
        if not set(tables) <= set(TABLES) or not all(map(_are_rows, tables.values())):
            raise ValueError
        subject, reason = _typed(told["subject"], str), _typed(told["reason"], str)
        return Handover(subject, reason, datetime.fromisoformat(told["sent_at"]), tables)

    return _or_broken(made)


def _are_rows(rows: object) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, dict)
        and all(isinstance(cell, str | int | float | None) for cell in row.values())
        for row in rows
    )


def _unpacked(content: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(content, MOST_BYTES)
    except zlib.error:
        raise HandoverError(Wrong.BROKEN) from None
    if not unpacker.eof:
        raise HandoverError(Wrong.BROKEN)
    return unpacked


def _key(shared: bytes, head: dict[str, Any]) -> bytes:
    """Make the key of one package; both sides and the key used once are bound into it."""
    return HKDF(SHA256(), 32, salt=None, info=_canonical(head)).derive(shared)


def _signed(told: dict[str, Any], signer: SecretKey) -> bytes:
    signature = signer.signer().sign(_canonical(told))
    return _canonical(told | {"signature": _text(signature)}) + b"\n"


def _verify(told: dict[str, Any], signer: PublicKey) -> None:
    signed = {name: value for name, value in told.items() if name != "signature"}
    try:
        signer.verifier().verify(_bytes(told.get("signature")), _canonical(signed))
    except InvalidSignature:
        raise HandoverError(Wrong.TAMPERED) from None


def _read(data: bytes, kind: str) -> dict[str, Any]:
    if len(data) > MOST_BYTES * 2:
        raise HandoverError(Wrong.BROKEN)
    told = _or_broken(lambda: _typed(json.loads(data), dict))
    if told.get("format") != kind:
        raise HandoverError(Wrong.BROKEN)
    if told.get("version") != VERSION:
        raise HandoverError(Wrong.OTHER_VERSION)
    return told


def _or_broken(make: Callable[[], T]) -> T:
    try:
        return make()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise HandoverError(Wrong.BROKEN) from None


def _typed(value: Any, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError
    return value


def _canonical(told: object) -> bytes:
    """Write JSON the one way, so that a signature is over one text."""
    written = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return written.encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(text if isinstance(text, str) else "", validate=True)
    except (binascii.Error, ValueError):
        raise HandoverError(Wrong.TAMPERED) from None
