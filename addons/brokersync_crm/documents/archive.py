"""Limits of ZIP containers (office documents are such), read off the directory before anything is unpacked."""

import io
import zipfile
import zlib
from contextlib import contextmanager

from .refused import Refused

MAX_ENTRIES = 2_000
MAX_UNPACKED = 100 * 2**20
MAX_RATIO = 100
RATIO_FROM = 2**20
"""Entries below this size may be packed as tightly as they like: a blank page of XML is."""

NESTED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


@contextmanager
def opened(content):
    """A ZipFile whose directory is within the limits.

    :raise Refused: not readable, encrypted, too many or too large entries, overlapping or nested archives, bad names
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive, len(content))
            yield archive
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        OSError,
    ) as error:
        raise Refused("damaged", "The file is damaged. Save it again, or send a PDF.") from error


def _check(archive, size):
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refused(
            "entries", f"The file holds {len(entries):,} parts, more than {MAX_ENTRIES:,}."
        )
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNPACKED:
        raise Refused("unpacked", f"The file would unpack to {total / 2**20:,.0f} MB.")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end or entry.compress_size > size:
            raise Refused("overlap", "Parts of the file overlap, as in a decompression bomb.")
        end = entry.header_offset + entry.compress_size
        _check_entry(archive, entry)


def _check_entry(archive, entry):
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or "\0" in name or ".." in name.split("/"):
        raise Refused("path", "A part of the file has a name that leads out of it.")
    if entry.flag_bits & 0x1:
        raise Refused("encrypted", "The file is protected by a password. Send it without one.")
    if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise Refused("ratio", f"A part of the file is packed more than {MAX_RATIO} to 1.")
    if not entry.is_dir():
        with archive.open(entry) as part:
            start = part.read(8)
        if start.startswith(NESTED):
            raise Refused(
                "nested", "The file holds another archive. Send its documents one by one."
            )
