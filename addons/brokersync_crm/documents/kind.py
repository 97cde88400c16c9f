"""What a file is by its content. Its name and the type the browser gives prove nothing."""

from dataclasses import dataclass

from . import archive
from .refused import Refused


@dataclass(frozen=True)
class Kind:
    extension: str
    mimetype: str


_OPENXML = "application/vnd.openxmlformats-officedocument"
_OPENDOCUMENT = "application/vnd.oasis.opendocument"

PDF = Kind("pdf", "application/pdf")
PNG = Kind("png", "image/png")
JPEG = Kind("jpg", "image/jpeg")
DOCX = Kind("docx", f"{_OPENXML}.wordprocessingml.document")
XLSX = Kind("xlsx", f"{_OPENXML}.spreadsheetml.sheet")
ODT = Kind("odt", f"{_OPENDOCUMENT}.text")
ODS = Kind("ods", f"{_OPENDOCUMENT}.spreadsheet")

IMAGES = (PNG, JPEG)
OFFICE = (DOCX, XLSX, ODT, ODS)
ACCEPTED = "PDF, PNG, JPEG, DOCX, XLSX, ODT or ODS"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_PART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


def detect(content):
    """The kind of `content`.

    :raise Refused: it is none that is accepted; a ZIP container is held against its limits first
    """
    # Some readers take a PDF header within the first kilobyte; a file that begins as something else is refused here.
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(_OLE):
        raise Refused("old_office", "Office files of before 2007 are not taken. Save it as PDF.")
    if content.startswith(b"PK\x03\x04"):
        return _container(content)
    raise Refused("kind", f"The file is not {ACCEPTED}.")


def _container(content):
    with archive.opened(content) as opened:
        names = set(opened.namelist())
        for part, kind in _MAIN_PART.items():
            if "[Content_Types].xml" in names and part in names:
                return kind
        if "mimetype" in names and opened.getinfo("mimetype").file_size < 200:
            declared = opened.read("mimetype").decode("ascii", "replace").strip()
            for kind in (ODT, ODS):
                if declared == kind.mimetype:
                    return kind
    raise Refused("archive", "Archives are not taken. Send the documents one by one.")
