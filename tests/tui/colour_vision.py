"""How readable colours are, and how far apart for people who see them otherwise."""

from __future__ import annotations

from collections.abc import Sequence

RGB = tuple[float, float, float]

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009,
# severity 1.0; for linear RGB.
VISION: dict[str, Sequence[RGB]] = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    # All colour gone, as on paper: relative luminance in each channel.
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}


def linear(colour: Sequence[int]) -> RGB:
    """Undo the gamma of sRGB; channels of 0 to 255 become 0 to 1."""
    red, green, blue = (each / 255 for each in colour)
    return _opened(red), _opened(green), _opened(blue)


def _opened(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: Sequence[int]) -> float:
    """Return relative luminance, WCAG 2.1."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the contrast ratio of two colours, 1 to 21, WCAG 2.1."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(colour: Sequence[int], vision: str) -> RGB:
    """Return linear RGB as a kind of colour vision tells it apart."""
    channels = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * each for weight, each in zip(row, channels, strict=True))))
        for row in VISION[vision]
    )
    return red, green, blue


def lab(colour: RGB) -> RGB:
    """Return CIELAB of linear sRGB, white D65."""
    red, green, blue = colour
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        each ** (1 / 3) if each > 216 / 24389 else (24389 / 27 * each + 16) / 116 for each in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: Sequence[int], other: Sequence[int], vision: str) -> float:
    """Return CIE76 ΔE of two colours for a kind of colour vision; 2.3 is just noticeable side by side."""
    pairs = zip(lab(seen(one, vision)), lab(seen(other, vision)), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)
