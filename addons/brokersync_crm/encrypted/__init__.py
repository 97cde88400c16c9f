"""Encryption of single fields: AES-256-GCM, keys in a file outside the database."""

from .fields import EncryptedChar, EncryptedText

__all__ = ["EncryptedChar", "EncryptedText"]
