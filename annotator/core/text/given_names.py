"""Given names that are nearly always a man's or a woman's, so that "she" is not taken for Donald."""

from __future__ import annotations

from annotator.core.text.cues import listed

_HE = listed(
    """aaron abdul abdullah adam ahmed alan albert alejandro alex alexander ali andrew anthony antonio arthur austin
    barack ben benjamin bernie bill billy bob bobby brad bradley brandon brian bruce bryan carl carlos charles
    chris christian christopher craig dan daniel dave david dennis diego dmitry donald doug douglas dylan ed edward
    elijah emmanuel eric ethan eugene fernando francois françois frank fred gabriel gary george gerald giovanni
    greg gregory hans harold harry hassan henry howard hugh hussein ibrahim ivan jack jacob james jason javier jeff
    jeffrey jeremy jerry jesse jim jimmy joe joel john jonathan jorge jose josé joseph joshua juan justin keith
    kenneth kevin klaus kyle larry lawrence luca luis manuel marco mark martin matt matthew michael miguel mike
    mitch mohammad mohammed muhammad mustafa nathan nicholas nick noah olaf omar oscar patrick paul pedro peter
    phil philip pierre rafael ralph ramon raymond ricardo richard rob robert rodrigo roger ron ronald roy russell
    ryan samuel scott sean sergei simon stephen steve steven stuart ted thomas tim timothy todd tom tony tyler
    victor vincent vladimir walter wayne william xavier yusuf zachary"""
)
_SHE = listed(
    """abigail aisha alexandra alice amanda amber amy angela angelica anita ann anna anne barbara betty beverly
    brenda brittany carmen carol caroline carolyn catherine charlotte cheryl christina christine claire cynthia
    danielle deborah debra denise diana diane donna doris dorothy elena elizabeth ella ellen emily emma eva evelyn
    fatima fiona frances gabriela gloria grace greta hannah heather helen hillary ingrid irina isabel ivanka
    jacqueline jane janet janice jennifer jessica joan joanna joyce judith judy julia julie karen kate katherine
    kathleen kathryn katie khadija kimberly laura lauren leila lena linda lisa liz lori lucia lucy luisa margaret
    maria marie marilyn marina martha mary megan melania melissa mia michelle mira monica nadia nancy naomi natalia
    natalie natasha nicole nina olga olivia pamela patricia paula rachel rebecca renee rosa rose ruth samantha
    sandra sara sarah sharon shirley sofia sophia sophie stephanie susan svetlana tamara teresa theresa tiffany
    valeria vanessa vera veronica victoria virginia wendy yasmin zainab"""
)
_HE_WORDS = listed(
    "mr sir lord king prince father brother husband son man boy spokesman chairman congressman actor"
)
_SHE_WORDS = listed(
    """mrs ms miss dame lady queen princess mother sister wife daughter woman girl spokeswoman chairwoman
    congresswoman actress widow"""
)


def pronoun_of(title: str, given: str, noun: str = "") -> str:
    """Return "he" or "she" where a title, a given name or a noun tells which, else nothing.

    >>> pronoun_of("mr", ""), pronoun_of("", "Hannah"), pronoun_of("", "Kim")
    ('he', 'she', '')
    """
    words = {title.rstrip(".").lower(), noun.lower()}
    if words & _HE_WORDS or (not words & _SHE_WORDS and given.lower() in _HE):
        return "he"
    return "she" if words & _SHE_WORDS or given.lower() in _SHE else ""
