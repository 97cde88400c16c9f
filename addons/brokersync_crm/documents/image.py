"""Pictures are measured before they are decoded."""

import io

from PIL import Image

from .refused import Refused

MAX_PIXELS = 50_000_000
"""A page of A4 scanned at 600 dpi has 35 million."""


def check(content):
    """Raise Refused when the picture has too many pixels to be decoded safely, or is none."""
    try:
        # Only reads the header; Pillow itself refuses twice Image.MAX_IMAGE_PIXELS.
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            width, height = image.size
    except Image.DecompressionBombError as error:
        raise Refused("pixels", "The picture has too many pixels.") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused("damaged", "The picture is damaged. Take it again.") from error
    if width * height > MAX_PIXELS:
        millions = width * height / 1e6
        raise Refused(
            "pixels",
            f"The picture has {millions:,.0f} million pixels, more than {MAX_PIXELS // 10**6}.",
        )
