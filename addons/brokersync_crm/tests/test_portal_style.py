import re

from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

TOKENS = "brokersync_crm/static/src/portal/tokens.scss"
# Text and its ground, and the least contrast: 4.5 for text (WCAG 2.2 AA, 1.4.3), 3 for what shows the focus (1.4.11).
PAIRS = [
    ("ink", "paper", 7),
    ("ink", "surface", 7),
    ("ink-soft", "paper", 4.5),
    ("ink-soft", "surface", 4.5),
    ("accent", "paper", 4.5),
    ("paper", "accent", 4.5),
    ("paper", "accent-dark", 4.5),
    ("focus", "paper", 3),
    *((name, f"{name}-soft", 4.5) for name in ("danger", "warning", "info", "success", "neutral")),
]


def luminance(colour):
    """Relative luminance of `#rrggbb`, as WCAG 2.2 defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens():
    with file_open(TOKENS) as file:
        return dict(re.findall(r"--brokersync-([a-z-]+): (#[0-9a-f]{6});", file.read()))


@tagged("post_install", "-at_install")
class TestPortalStyle(BaseCase):
    def test_formula(self):
        """Black on white is 21, and the grey that WCAG's authors name as just enough is 4.54."""
        self.assertAlmostEqual(contrast("#000000", "#ffffff"), 21)
        self.assertAlmostEqual(contrast("#767676", "#ffffff"), 4.54, places=2)

    def test_every_pair_can_be_read(self):
        colours = tokens()
        for text, ground, least in PAIRS:
            with self.subTest(f"{text} on {ground}"):
                self.assertGreaterEqual(contrast(colours[text], colours[ground]), least)

    def test_comments_say_the_contrast_there_is(self):
        with file_open(TOKENS) as file:
            lines = re.findall(r"--[a-z-]+: (#[0-9a-f]{6});.*?([\d.]+) on white", file.read())
        self.assertTrue(lines)
        for colour, said in lines:
            with self.subTest(colour):
                self.assertAlmostEqual(contrast(colour, "#ffffff"), float(said), delta=0.06)
