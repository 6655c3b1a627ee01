"""Standard output on a terminal: data is shown there, and what a file or another program gets is exact."""

from __future__ import annotations

import io

from annotator.core.display import visible_lines


class Shown(io.TextIOWrapper):
    """Writes nothing that acts on a terminal, whatever a command prints."""

    def write(self, text: str, /) -> int:
        """Write what can be seen of a text; line ends stay."""
        super().write(visible_lines(text.replace("\r\n", "\n")))
        return len(text)


def on_terminal_only_visible(stream: io.TextIOWrapper) -> Shown:
    """Return a stream in place of one that a person reads; what its encoding lacks is spelled out."""
    stream.flush()
    return Shown(stream.buffer, encoding=stream.encoding, errors="backslashreplace", line_buffering=True)
