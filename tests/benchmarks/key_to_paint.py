"""From a key to the bytes it puts on the terminal: the passage view, alone on its screen, against a bare Textual app.

Run it: `python tests/benchmarks/key_to_paint.py [ROUNDS]`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.programs import Figure, Key, Program, bare, figures, report, rounds, table, take_turns
from tests.benchmarks.projects import SIZES, article, word_of

KEYS = {"caret": Key((b"l",)), "edge": Key((b"e",)), "step": Key((b"j",))}
WANTED = {"wall": 2.0, "cpu": 2.0}


def measure(times: int) -> list[Figure]:
    """Press every key so many times in every program, and print medians."""
    programs = [bare(keys=KEYS.values())]
    for name, (characters, claims) in SIZES.items():
        text, parts, _ = article(characters, claims)
        command = [__file__, "--app", str(characters), str(claims)]
        programs.append(Program(name, command, word_of(text, parts[0][0]).encode()))
    take_turns(programs, KEYS, times)
    for program in programs:
        program.stop()
    print(table(programs))
    return figures("passage view", programs, WANTED)


def view_app(characters: int, claims: int) -> None:
    """Run a passage view and nothing else."""
    from textual.app import App, ComposeResult
    from textual.binding import Binding

    from annotator.core.text.span import Span
    from annotator.tui.widgets.passage_view import MarkView, PassageView

    class Reading(App[None]):
        ENABLE_COMMAND_PALETTE = False
        BINDINGS = [
            Binding("l", "caret", show=False),
            Binding("e", "edge", show=False),
            Binding("j", "step", show=False),
        ]
        at, end = 0, 0

        def compose(self) -> ComposeResult:
            yield PassageView()

        def on_mount(self) -> None:
            text, parts, spans = article(characters, claims)
            marks = [MarkView(str(n), Span(*span), n % 3 > 0) for n, span in enumerate(spans, 1)]
            self.view = self.query_one(PassageView)
            self.view.show(text, [Part(Span(*ends)) for ends in parts], 0)
            self.view.set_marks(marks, "1")
            self.view.set_selection(None, 0)

        def action_caret(self) -> None:
            self.at = self.end = (self.at + 1) % characters
            self.view.set_selection(None, self.at)
            self.view.reveal(Span(self.at, self.at + 1))

        def action_edge(self) -> None:
            self.end = min(self.end + 6, characters)
            self.view.set_selection(Span(self.at, self.end), self.end)
            self.view.reveal(Span(self.end - 1, self.end))

        def action_step(self) -> None:
            self.at = self.end % (characters - 90)
            self.end = self.at + 90
            self.view.set_selection(Span(self.at, self.end), self.end)
            self.view.reveal(Span(self.at, self.end))

    @dataclass(frozen=True)
    class Part:
        span: Span
        kind: str = "text"

    Reading().run()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--app"]:
        view_app(int(sys.argv[2]), int(sys.argv[3]))
    else:
        report(measure(rounds(60)))
