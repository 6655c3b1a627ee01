"""What seeing a model's labels changed, as a person reads it at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.agreement.coefficients import Figure
from annotator.agreement.suggesting import MARKED, Effect, FieldEffect, Share
from annotator.core.amounts import counted
from annotator.core.short_names import cut_middle
from annotator.reports.columns import wrapped


def as_text(found: Effect) -> list[str]:
    """Return the effect as a person reads it at 80 columns."""
    share = f"{found.percent} % shown, seed {found.seed}, {counted(found.people, 'annotator')}"
    lines = [f"{found.model} suggested in {found.round}: {share}", ""]
    answered = [each for each in found.found.fields if each.shown.n or each.hidden.n]
    if answered:
        head = f"{'as the model':<16}{'shown':>14}{'hidden':>14}   {'difference, 95 %':<24}{'one key':>8}"
        lines += [head, *map(_line, answered), ""]
        for said in _notes(found, answered):
            lines += wrapped(said)
    else:
        lines.append("Nobody has answered anything that the model did.")
    lines += [f"Left out: {counted(number, 'answer')} {why}." for why, number in found.left_out.items()]
    return lines


def _notes(found: Effect, answered: list[FieldEffect]) -> Iterator[str]:
    """Yield what is to be known before quoting a difference."""
    yield from (f"Note: {why}." for why in dict.fromkeys(each.difference.reason for each in answered) if why)
    if found.found.caveat:
        yield found.found.caveat
    yield from (_blank(each) for each in answered if each.blank.count or each.blank_hidden.count)
    if answered[0].field == MARKED:
        yield (
            f"Labels are compared on claims that people marked too: where the line {MARKED} differs between the arms, "
            "their labels are of different claims."
        )


def _blank(of: FieldEffect) -> str:
    """Say in how many claims there was no label to compare: where arms differ in it, they differ in their claims."""
    arms = (("shown", of.blank), ("hidden", of.blank_hidden))
    return f"Without a label, {of.field}: {', '.join(f'{_share(each)} {arm}' for arm, each in arms)}."


def _line(of: FieldEffect) -> str:
    return (
        f"{cut_middle(of.field, 15, len):<16}{_share(of.shown):>14}{_share(of.hidden):>14}   "
        f"{_difference(of.difference):<24}{_share(of.taken, short=True):>8}"
    )


def _share(of: Share, *, short: bool = False) -> str:
    if of.value is None:
        return "–"
    return f"{of.value:.0%}" if short else f"{of.value:.0%} of {of.n:,}"


def _difference(of: Figure) -> str:
    if of.value is None:
        return "–"
    if of.ci95 is None:
        return f"{of.value * 100:+.0f} points"
    low, high = of.ci95
    return f"{of.value * 100:+.0f} points [{low * 100:+.0f}, {high * 100:+.0f}]"
