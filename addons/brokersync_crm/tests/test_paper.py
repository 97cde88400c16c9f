from datetime import datetime
from io import BytesIO
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from ..paper.agreement import Signed, render
from ..paper.letters import marked
from ..paper.pages import LANDSCAPE, build
from ..paper.tables import Column, Figures

HTML = "<h2>Scope</h2><p>First <strong>bold</strong>,<br/>then <em>more &amp; more</em>.</p><!-- not this -->"


def signed(**values):
    return Signed(
        **{
            "title": "Terms of business",
            "version": 3,
            "html": HTML,
            "sha256": "ab" * 32,
            "brokerage": "Meridian",
            "firm": "Łódź Grain (LG)",
            "signer": "Ökonom 李小龍",
            "login": "oekonom",
            "signed_at": datetime.fromisoformat("2026-11-21 18:00:05"),
            "address": "2001:db8::1",
        }
        | values
    )


def pages(paper):
    return [page.extract_text() for page in PdfReader(BytesIO(paper)).pages]


class TestPaper(TestCase):
    """Printing a signed text, without a database."""

    def test_everything_stands_on_it(self):
        (text,) = pages(render(signed()))
        for part in (
            "Terms of business",
            "Version 3 · between Meridian and Łódź Grain (LG)",
            "Scope",
            "First bold,",
            "then more & more.",
            "Ökonom 李小龍",
            "oekonom",
            "2026-11-21 18:00:05 UTC",
            "2001:db8::1",
            "ab" * 16,
            "page 1 of 1",
        ):
            with self.subTest(part):
                self.assertIn(part, text)
        self.assertNotIn("not this", text)

    def test_the_same_content_gives_the_same_bytes(self):
        self.assertEqual(render(signed()), render(signed()))
        self.assertNotEqual(render(signed()), render(signed(signer="Somebody Else")))

    def test_fonts_are_embedded(self):
        used = PdfReader(BytesIO(render(signed()))).pages[0]["/Resources"]["/Font"].values()
        names = {}
        for font in (entry.get_object() for entry in used):
            names[font["/BaseFont"].partition("+")[2]] = "/FontFile2" in font.get(
                "/FontDescriptor", {}
            )
        for name in "Roboto-Regular", "Roboto-Bold", "Roboto-Italic", "DroidSansFallback":
            self.assertTrue(names[name], name)

    def test_letters_no_font_has_are_not_left_out(self):
        self.assertEqual(marked("a<b"), "a&lt;b")
        self.assertEqual(marked("ع😀"), "[U+0639][U+1F600]")
        self.assertEqual(marked("李 A"), '<font name="DroidSansFallback">李</font> A')
        self.assertEqual(marked(None), "")

    def test_lists_tables_and_long_texts(self):
        html = (
            "Loose<ul><li>one</li><li>two<ol><li>deep</li></ol></li></ul>"
            f"<table><tr><th>Head</th></tr><tr><td>left</td><td>{'long ' * 3000}</td></tr></table>"
            f"<div><span>in<p>side</p></span></div><p>{'x' * 5000}</p><hr/><ul></ul><table></table>tail"
        )
        found = pages(render(signed(html=html)))
        self.assertGreater(len(found), 2)
        text = "\n".join(found)
        for part in "Loose", "one", "1.", "deep", "Head", "left", "inside", "tail", "Signature":
            self.assertIn(part, text)
        self.assertEqual(text.count("long"), 3000)
        self.assertEqual(text.count("x"), 5000 + text.count("text"))
        self.assertIn(f"page {len(found)} of {len(found)}", found[-1])

    def test_a_long_table_of_figures(self):
        """Each row once and in order, titles on each page, totals at the end only."""
        columns = (Column("Name", 200), Column("Amount", 200, number=True))
        for count, least in ((0, 1), (1, 1), (59, 2), (60, 2), (61, 2), (500, 10)):
            with self.subTest(count):
                rows = [[f"row{number}", f"{number:,}.00 USD"] for number in range(count)]
                table = Figures(columns, rows, totals=[["Total", "7.00 USD"]])
                found = pages(build([table], title="", author="", foot="", size=LANDSCAPE))
                self.assertGreaterEqual(len(found), least)
                for text in found:
                    self.assertEqual((text.count("Name"), text.count("Amount")), (1, 1))
                lines = "\n".join(found).split()
                self.assertEqual(
                    [word for word in lines if word.startswith("row")],
                    [name for name, _amount in rows],
                )
                self.assertEqual("".join(found).count("Total"), 1)
                self.assertIn("Total", found[-1])

    def test_numbers_of_a_column_end_at_one_place(self):
        """Whether drawn plainly or as the paragraph of a total."""
        ends = {}

        def visit(text, page, line, font, size):
            text = text.strip()
            if text in ("1", "22,222.00 USD", "7.00 USD"):
                face = "Roboto-Bold" if text == "7.00 USD" else "Roboto"
                ends[text] = page[4] + line[4] + stringWidth(text, face, size)

        columns = (Column("Name", 60), Column("Amount", 100, number=True))
        rows = [["a" * 30, "1"], ["李", "22,222.00 USD"]]
        paper = build(
            [Figures(columns, rows, totals=[["", "7.00 USD"]])], title="", author="", foot=""
        )
        text = PdfReader(BytesIO(paper)).pages[0].extract_text(visitor_text=visit)
        self.assertEqual(len(ends), 3)
        self.assertLess(max(ends.values()) - min(ends.values()), 0.01)
        self.assertIn("李", text)
        self.assertIn("a" * 5, text.replace("\n", ""))

    @given(
        st.recursive(
            st.text(max_size=20),
            lambda inner: st.builds(
                "<{0}>{1}{2}</{0}>".format,
                st.sampled_from(
                    ["p", "b", "i", "ul", "ol", "li", "table", "tr", "td", "h1", "span", "div", "a"]
                ),
                inner,
                inner,
            ),
            max_leaves=12,
        )
    )
    @settings(max_examples=60, deadline=None, derandomize=True)
    def test_whatever_html_is_printed(self, html):
        self.assertTrue(render(signed(html=html)).startswith(b"%PDF-"))
