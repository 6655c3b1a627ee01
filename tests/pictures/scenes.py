"""The scenes of which pictures are kept: what is on the screen, how large it is, in which colours."""

from __future__ import annotations

from dataclasses import dataclass

SIZES = {"80x24": (80, 24), "120x40": (120, 40), "200x60": (200, 60), "60x16": (60, 16)}

SCRIPTS = "scripts"
"""The project of one article in many scripts, instead of the sample project."""

FIRST = ("l", "enter", "0", "u", "s", "space")
"""The first passage annotated and done."""

SECOND = ("l", "l", "enter", "slash", *"DHS", "enter", "m", "n", "escape", "l", "enter", "1", "i", "n")
"""The second passage: two claims, the second of them being tagged."""


@dataclass(frozen=True)
class Scene:
    """A picture: its name, what is typed before it is taken, its size and look."""

    name: str
    size: str
    keys: tuple[str, ...] = ()
    look: tuple[tuple[str, str], ...] = ()
    project: str = "sample"
    environ: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """Return the name of the picture's file."""
        return f"{self.name}-{self.size}"


TAGGING = (*FIRST, *SECOND)
NESTED = (*FIRST, "j", "enter", "t", "escape", "h", "h", "enter", "escape", "l", "enter")
EVIDENCE = (*TAGGING, "apostrophe", "s", *"https://www.example.org/news/2026/01/report")

SCENES = (
    *(Scene("reading", size) for size in SIZES),
    *(Scene("selecting", size, (*FIRST, "l")) for size in ("80x24", "120x40")),
    *(Scene("tagging", size, TAGGING) for size in SIZES),
    Scene("nested", "120x40", NESTED),
    Scene("jump", "120x40", (*FIRST, "g")),
    Scene("search", "120x40", ("slash", *"officers")),
    Scene("source", "80x24", (*FIRST, "l", "slash", *"home")),
    *(Scene("evidence", size, EVIDENCE) for size in ("80x24", "120x40")),
    Scene("reactions", "80x24", (*TAGGING, "plus")),
    Scene("note", "80x24", (*TAGGING, "semicolon", *"Both reports say so.")),
    Scene("keys", "120x40", ("f1",)),
    Scene("practice", "80x24", ("f5",)),
    Scene("light", "120x40", TAGGING, (("theme", "annotator-light"),)),
    Scene("colour-blind", "120x40", TAGGING, (("theme", "colour-blind"),)),
    Scene("high-contrast", "120x40", TAGGING, (("theme", "high-contrast"),)),
    Scene("ascii", "80x24", TAGGING, (("borders", "ascii"),)),
    Scene("without-colour", "80x24", TAGGING, environ=(("NO_COLOR", "1"),)),
    Scene("scripts", "80x24", ("w", "full_stop", "full_stop"), project=SCRIPTS),
)
