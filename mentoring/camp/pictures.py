"""Pictures of activities: what was uploaded is read as an image, drawn anew and stored without anything else.

So no place, time, camera or name that a telephone writes into its files (Exif, XMP, IPTC) is left, and a file that
only says of itself that it is an image is refused. Pure: bytes in, bytes out.
"""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

#: what is read, by content and not by name
READABLE = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/webp"
#: the largest file, and the most points that are unpacked (a small file can hold a huge image)
MOST_BYTES, MOST_POINTS = 6_000_000, 40_000_000
#: the longer side of what is stored
LONGEST_SIDE = 1000


class NoPicture(Exception):
    """The file is no image that can be read; `is_too_large` where it might be one otherwise."""

    def __init__(self, *, is_too_large: bool = False) -> None:
        super().__init__()
        self.is_too_large = is_too_large


def drawn_anew(uploaded: bytes) -> tuple[bytes, int, int]:
    """The image as WebP, upright and at most LONGEST_SIDE long, with its width and height. NoPicture otherwise."""
    if len(uploaded) > MOST_BYTES:
        raise NoPicture(is_too_large=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of sizes that are measured here
            with Image.open(BytesIO(uploaded), formats=READABLE) as image:
                return _drawn(image)
    except Image.DecompressionBombError as error:
        raise NoPicture(is_too_large=True) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NoPicture from error


def _drawn(image: Image.Image) -> tuple[bytes, int, int]:
    if image.width * image.height > MOST_POINTS:
        raise NoPicture(is_too_large=True)
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # a new image takes the points and nothing of what the file said of itself
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    written = BytesIO()
    bare.save(written, "WEBP", quality=80)
    return written.getvalue(), bare.width, bare.height
