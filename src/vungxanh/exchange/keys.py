"""The keys of an office: one to open what is sent to it, one to sign what it sends.

Keys are lines of text, kept in files. The public line is given to other offices by a way that
cannot be forged (by hand, or read out by telephone by its `id`).
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

_PUBLIC, _SECRET = "vungxanh-public-1", "vungxanh-secret-1"


@dataclass(frozen=True)
class PublicKey:
    """What others know of an office: its name and its two public keys."""

    office: str
    opens: bytes
    signs: bytes

    @property
    def id(self) -> str:
        """Sixteen signs by which people compare keys."""
        return hashlib.sha256(self.opens + self.signs).hexdigest()[:16]

    def opener(self) -> X25519PublicKey:
        """The key to which a package is sealed."""
        return X25519PublicKey.from_public_bytes(self.opens)

    def verifier(self) -> Ed25519PublicKey:
        """The key that tells its signatures."""
        return Ed25519PublicKey.from_public_bytes(self.signs)


@dataclass(frozen=True, repr=False)
class SecretKey:
    """What only the office knows. Never shown: its text is asked for."""

    office: str
    opens: bytes
    signs: bytes

    def opener(self) -> X25519PrivateKey:
        """The key that opens packages."""
        return X25519PrivateKey.from_private_bytes(self.opens)

    def signer(self) -> Ed25519PrivateKey:
        """The key that signs."""
        return Ed25519PrivateKey.from_private_bytes(self.signs)

    @property
    def public(self) -> PublicKey:
        """What others may know."""
        opens = self.opener().public_key().public_bytes_raw()
        return PublicKey(self.office, opens, self.signer().public_key().public_bytes_raw())


def new_key(office: str) -> SecretKey:
    """Make the keys of an office, from the randomness of the machine."""
    if not office.strip() or len(office) > 120 or "\n" in office:
        raise ValueError("an office has a name of one line, 120 letters at most")
    opens = X25519PrivateKey.generate().private_bytes_raw()
    return SecretKey(office.strip(), opens, Ed25519PrivateKey.generate().private_bytes_raw())


def key_text(key: PublicKey | SecretKey) -> str:
    """Write a key as a line of text."""
    kind = _PUBLIC if isinstance(key, PublicKey) else _SECRET
    return f"{kind} {base64.b64encode(key.opens + key.signs).decode()} {key.office}\n"


def public_key(text: str) -> PublicKey:
    """Read a public key. Raises ValueError for anything else."""
    opens, signs, office = _parts(text, _PUBLIC)
    return PublicKey(office, opens, signs)


def secret_key(text: str) -> SecretKey:
    """Read a secret key. Raises ValueError for anything else."""
    opens, signs, office = _parts(text, _SECRET)
    return SecretKey(office, opens, signs)


def _parts(text: str, kind: str) -> tuple[bytes, bytes, str]:
    told = text.strip().split(" ", 2)
    if len(told) != 3 or told[0] != kind or "\n" in text.strip():
        raise ValueError(f"this is no key: one line that begins with {kind}")
    try:
        both = base64.b64decode(told[1], validate=True)
    except (binascii.Error, ValueError):
        both = b""
    if len(both) != 64:
        raise ValueError("the key is not whole: copy the line again")
    return both[:32], both[32:], told[2]
