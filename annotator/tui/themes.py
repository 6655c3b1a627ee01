"""The colours of the screen: a few themes whose every text can be read, each checked for its contrast by a test.

`colour-blind` and `colour-blind-light` take their hues from the palette of Okabe and Ito, "Color Universal Design",
2008 (jfly.uni-koeln.de/color): blue for claims, orange for what lacks something, yellow or black for the claim at
hand. These differ in lightness as well, so that they stay apart for every kind of colour vision.
"""

from __future__ import annotations

from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme


def _theme(
    name: str,
    *,
    dark: bool = True,
    page: tuple[str, str, str],
    line: str,
    text: tuple[str, str],
    mark: tuple[str, str],
    gap: tuple[str, str],
    focus: str,
    signs: tuple[str, str, str, str],
    chosen: str = "bold",
) -> Theme:
    """Return a theme from the colours of its parts.

    `page` is background, surface and panel, `line` lies between these; `text` is loud and quiet; a `mark`, and a `gap`
    where something is missing, are text and what lies behind it. `focus` is behind the claim at hand. `signs`
    colours keys and titles, warnings, errors and success. `chosen` is the style of the chosen line of a list.
    """
    accent, warning, error, success = signs
    return Theme(
        name,
        primary=focus,
        accent=accent,
        warning=warning,
        error=error,
        success=success,
        background=page[0],
        surface=page[1],
        panel=page[2],
        foreground=text[0],
        dark=dark,
        variables={
            "text-primary": mark[0],
            "panel-lighten-2": line,
            "primary-muted": mark[1],
            "text-warning": gap[0],
            "warning-muted": gap[1],
            "text-accent": accent,
            "text-error": error,
            "text-success": success,
            "foreground-muted": text[1],
            "text-muted": text[1],
            "text-disabled": text[1],
            "foreground-disabled": text[1],
            **{f"markdown-h{level}-color": accent for level in range(1, 7)},
            # A chosen line keeps its quiet words readable; that of a list without the focus looks the same.
            "block-cursor-foreground": text[0],
            "block-cursor-background": mark[1],
            "block-cursor-text-style": chosen,
            "block-cursor-blurred-foreground": text[0],
            "block-cursor-blurred-background": mark[1],
            "block-cursor-blurred-text-style": chosen,
        },
    )


THEMES = {
    each.name: each
    for each in (
        _theme(
            "annotator",
            page=("#15181c", "#1c2025", "#24292f"),
            line="#46505a",
            text=("#d6dade", "#a3acb4"),
            mark=("#cfe2f4", "#1f3c58"),
            gap=("#f0d8a0", "#4a3912"),
            focus="#2a6499",
            signs=("#7fb8e6", "#e5b95c", "#f08a84", "#8fc98f"),
        ),
        _theme(
            "annotator-light",
            dark=False,
            page=("#fbfaf7", "#f2f1ec", "#e7e5de"),
            line="#a8a59b",
            text=("#23272b", "#595f66"),
            mark=("#0d3a63", "#c4dcf2"),
            gap=("#553a00", "#f6e2ad"),
            focus="#1f5f9e",
            signs=("#1c5a93", "#7a5200", "#a3262a", "#226b2e"),
        ),
        _theme(
            "colour-blind",
            page=("#101214", "#191c1f", "#22262a"),
            line="#4a525a",
            text=("#dcdfe2", "#a8afb5"),
            mark=("#cde9fa", "#003a5c"),
            gap=("#ffdf9e", "#6b4a00"),
            focus="#f0e442",
            signs=("#56b4e9", "#e69f00", "#ff8a3d", "#3fc79d"),
        ),
        _theme(
            "colour-blind-light",
            dark=False,
            page=("#fcfcfa", "#f2f2ef", "#e6e6e2"),
            line="#a3a39d",
            text=("#1e2124", "#565b61"),
            mark=("#003f63", "#b9daf0"),
            gap=("#4d3500", "#f0ba3c"),
            focus="#005a8c",
            signs=("#00598c", "#7a5400", "#8f3e00", "#00614a"),
        ),
        _theme(
            "high-contrast",
            page=("#000000", "#000000", "#000000"),
            line="#bdbdbd",
            text=("#ffffff", "#d0d0d0"),
            mark=("#ffff00", "#333300"),
            gap=("#ffffff", "#4d4d4d"),
            focus="#ffffff",
            signs=("#ffff00", "#ffff00", "#ffb3b3", "#b3ffb3"),
            chosen="bold underline",
        ),
        replace(BUILTIN_THEMES["ansi-dark"], name="terminal"),
    )
}
