"""A signed text as a paper that stands for itself: what was signed, for whom, by whom, when and from where."""

from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, Spacer

from . import styles
from .html import flowables
from .letters import marked
from .pages import WIDTH, build
from .tables import facts


@dataclass(frozen=True)
class Signed:
    """A signature and its text.

    :ivar html: the text, sanitised
    :ivar sha256: of `html` in UTF-8, in hexadecimal
    :ivar signed_at: in UTC, without a time zone, as Odoo keeps it
    """

    title: str
    version: int
    html: str
    sha256: str
    brokerage: str
    firm: str
    signer: str
    login: str
    signed_at: datetime
    address: str


def render(signed):
    """The paper as the bytes of a PDF file; the same for the same `signed`."""
    name = f"{signed.title}, version {signed.version}"
    story = [
        Paragraph(f"<b>{marked(signed.title)}</b>", styles.TITLE),
        Paragraph(
            f"Version {signed.version} · between {marked(signed.brokerage)} and {marked(signed.firm)}",
            styles.NOTE,
        ),
        Spacer(1, 4 * mm),
        *flowables(signed.html, WIDTH),
        Spacer(1, 6 * mm),
        KeepTogether(_signature(signed)),
    ]
    return build(story, title=name, author=signed.brokerage, foot=f"{name} · {signed.firm}")


def _signature(signed):
    told = {
        "Signed for": marked(signed.firm),
        "Signature": Paragraph(f"<i>{marked(signed.signer)}</i>", styles.SIGNATURE),
        "Login": marked(signed.login),
        "Time": f"{signed.signed_at:%Y-%m-%d %H:%M:%S} UTC",
        "From address": marked(signed.address or "not known"),
        "SHA-256 of the text": f"{signed.sha256[:32]}<br/>{signed.sha256[32:]}",
    }
    return [
        Paragraph("<b>Signature</b>", styles.HEADINGS["h2"]),
        facts(told),
        Spacer(1, 2 * mm),
        Paragraph(
            "Signed electronically in the client portal by typing the full name. The SHA-256 is that of the text as it"
            " was shown, in HTML and UTF-8.",
            styles.NOTE,
        ),
    ]
