import io
import struct
import tracemalloc
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..documents import inspect as inspecting
from ..documents.archive import MAX_ENTRIES
from ..documents.inspect import MAX_BYTES, inspect, safe_stem
from ..documents.refused import Refused
from ..documents.signatures import EICAR
from . import document_files as files


@tagged("post_install", "-at_install")
class TestInspect(BaseCase):
    """Hostile uploads of FAULTS 71, 72 and 73, and what honest clients send."""

    def refused(self, content, code):
        with self.assertRaises(Refused) as caught:
            inspect(content, "file.pdf")
        self.assertEqual(caught.exception.code, code)

    def findings(self, content):
        return inspect(content, "file.pdf").findings

    def test_honest_files_are_taken(self):
        for content, extension in (
            (files.PDF, "pdf"),
            (files.png(), "png"),
            (files.docx(), "docx"),
            (files.odt(), "odt"),
        ):
            with self.subTest(extension):
                seen = inspect(content, "Register extract.exe")
                self.assertEqual(seen.name, f"Register extract.{extension}")
                self.assertEqual(seen.size, len(content))
                self.assertEqual(len(seen.sha256), 64)
                self.assertFalse(seen.findings)

    def test_content_decides_not_the_name(self):
        for content in (
            b"<html><script>alert(1)</script></html>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"MZ\x90\x00",
            b"#!/bin/sh\n",
            b"GIF89a%PDF-1.4",
            b" %PDF-1.4",
        ):
            with self.subTest(content):
                self.refused(content, "kind")
        self.refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office")

    def test_size_limit(self):
        self.refused(b"", "empty")
        self.refused(files.PDF.ljust(MAX_BYTES + 1, b" "), "size")
        self.assertEqual(inspect(files.PDF.ljust(MAX_BYTES, b" "), "x").size, MAX_BYTES)

    def test_three_hundred_megabytes_in_one_are_refused_unpacked(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as opened:
            opened.writestr("[Content_Types].xml", b"<Types/>")
            with opened.open("word/document.xml", "w") as part:
                for _megabyte in range(300):
                    part.write(bytes(2**20))
        content = bomb.getvalue()
        self.assertLess(len(content), 400_000)
        tracemalloc.start()
        self.refused(content, "unpacked")
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.assertLess(peak, 5 * 2**20)

    def test_tight_packing_below_the_total_is_refused(self):
        self.refused(files.docx({"word/media.xml": bytes(20 * 2**20)}), "ratio")

    def test_too_many_parts(self):
        self.refused(files.archive({str(n): b"" for n in range(MAX_ENTRIES + 1)}), "entries")

    def test_archive_in_archive(self):
        self.refused(files.docx({"word/embeddings/a.docx": files.docx()}), "nested")
        self.refused(files.archive({"a.zip": files.archive({"b": b"c"})}), "nested")
        self.refused(files.docx({"x": b"\x1f\x8b\x08"}), "nested")

    def test_plain_archive(self):
        self.refused(files.archive({"passport.pdf": files.PDF}), "archive")

    def test_overlapping_parts(self):
        """Two directory entries that share one part's bytes, the trick of decompression bombs of ratio a million."""
        content = files.archive({"a" * 8: b"x" * 50, "b" * 8: b"y" * 50})
        place = content.rfind(b"PK\x01\x02")
        twisted = content[: place + 42] + struct.pack("<L", 0) + content[place + 46 :]
        with self.assertRaises(Refused) as caught:
            inspect(twisted, "x")
        self.assertIn(caught.exception.code, ("overlap", "damaged"))

    def test_names_that_lead_out_of_the_archive(self):
        for name in "../evil", "/etc/passwd", "a/../../b", "C:/x", "..\\..\\x":
            with self.subTest(name):
                self.refused(files.docx({name: b"x"}), "path")

    def test_protected_archive(self):
        content = bytearray(files.docx())
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = content.find(mark)
            content[place + offset] |= 1
        self.refused(bytes(content), "encrypted")

    def test_damaged_archive_and_picture(self):
        self.refused(files.docx()[:-30], "damaged")
        self.refused(b"\x89PNG\r\n\x1a\n" + b"x" * 50, "damaged")

    def test_picture_bombs(self):
        self.refused(files.png_claiming(10_000, 5_001), "pixels")
        self.refused(files.png_claiming(60_000, 60_000), "pixels")
        self.assertFalse(self.findings(files.png_claiming(10_000, 5_000)))

    def test_test_virus_wherever_it_hides(self):
        for content in files.eicar_pdf(), files.docx({"word/media/x": EICAR}), files.png() + EICAR:
            self.assertIn("EICAR test virus", self.findings(content))

    def test_macros(self):
        for content in (
            files.docx({"word/vbaProject.bin": b"x"}),
            files.docx({"word/VBAPROJECT.BIN": b"x"}),
            files.docx(
                types=b"<x ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"
            ),
            files.archive(
                {
                    "[Content_Types].xml": b"",
                    "xl/workbook.xml": b"",
                    "xl/macrosheets/sheet1.xml": b"",
                }
            ),
            files.odt({"Basic/Standard/Module1.xml": b"x"}),
            files.odt({"Scripts/python/x.py": b"x"}),
        ):
            self.assertEqual(self.findings(content), ("Office document with macros",))

    def test_active_pdf(self):
        for marker in (
            b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
            b"/S/Launch/F(x)",
            b"/J#53 (x)",
        ):
            with self.subTest(marker):
                content = files.PDF.replace(b"/Pages 2 0 R", b"/Pages 2 0 R " + marker)
                self.assertTrue(self.findings(content))
        picture = files.PDF + b"3 0 obj<<>>stream\n\x00/JS \x00endstream endobj"
        self.assertFalse(self.findings(picture))

    def test_many_openings_take_one_pass(self):
        """A search that began anew at each of them would not come back."""
        self.assertFalse(self.findings(files.PDF + b"stream" * 2_000_000))

    def test_names_are_shown_never_followed(self):
        for name, stem in {
            "../../etc/passwd": "passwd",
            "..\\..\\boot.ini": "boot",
            "CON": "document",
            "nul.txt": "document",
            "a\0b.pdf": "a b",
            "\u202egpj.exe": "gpj",
            "": "document",
            None: "document",
            "...": "document",
            "Grüße & Co.pdf": "Grüße & Co",
            "a" * 300: "a" * inspecting.MAX_NAME,
            "x\r\nSet-Cookie: a.pdf": "x Set-Cookie a",
            '"><script>.pdf': "script",
        }.items():
            with self.subTest(name):
                self.assertEqual(safe_stem(name), stem)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.text(max_size=200))
    def test_any_name_becomes_a_safe_one(self, name):
        stem = safe_stem(name)
        self.assertTrue(stem)
        self.assertFalse(set(stem) & set('/\\:*?"<>|\0\r\n'))
        self.assertNotIn("..", stem[:2])

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xff\xd8\xff"])
    )
    def test_any_bytes_are_inspected_or_refused(self, content, start):
        try:
            inspect(start + content, "x")
        except Refused as refused:
            self.assertTrue(str(refused))
