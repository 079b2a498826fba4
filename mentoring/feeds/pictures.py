"""The picture of an address that a phone's camera reads (ISO/IEC 18004), made here and by nobody else."""

import segno


def picture(text: str) -> str:
    """A QR code as an SVG in a `data:` address; the page shows it without asking anybody for it."""
    made: str = segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=3, light="white")
    return made
