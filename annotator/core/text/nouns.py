"""The nouns by which news calls those it cites, as data: titles, offices, bodies, groups, papers.

Adding one is adding a word to a table. A word may stand in several: the ministry's chief, Chief Roe.
"""

from __future__ import annotations

from annotator.core.text.cues import listed

# What stands before a name and is no part of it.
TITLES = listed(
    """mayor governor gov president vice prime minister secretary sec senator sen representative rep congressman
    congresswoman chief deputy attorney general gen judge justice sheriff officer detective sergeant sgt
    lieutenant lt captain capt colonel col major maj commissioner commander cmdr director chairman chairwoman
    chair ceo cfo executive professor prof doctor dr mr mrs ms miss mx sir lord lady dame king queen prince
    princess pope cardinal bishop archbishop father sister brother rev reverend rabbi imam sheikh councillor
    councilman councilwoman councilmember cllr mp superintendent supt inspector constable ambassador chancellor
    spokesman spokeswoman spokesperson leader coach manager premier treasurer ombudsman coroner prosecutor press
    acting former interim assistant associate senior analyst economist agent admiral adm pastor foreign finance
    interior defence defense health education boss skipper striker midfielder defender goalkeeper winger forward
    actor actress singer author writer pilot teacher nurse farmer lawyer solicitor barrister detective resident
    co-founder founder co-author researcher scientist engineer spokeswoman magistrate trooper firefighter"""
)
# One that acts as one: a pronoun for it is "it".
BODIES = listed(
    """administration agency airline airport alliance army association authority bank board broadcaster bureau
    business cabinet campaign carrier center centers centre centres chain chamber charity church city
    club coalition coastguard college commission committee community company congress consortium corp
    corporation council county court defence defense department developer directorate district division
    drugmaker embassy enforcement federation firm force foundation fund government group hospital house
    inc institute institution jury kremlin league legislature ltd magazine maker manufacturer ministry
    motors municipality museum navy network news newspaper office operator organisation organization
    parliament party pentagon post prosecution provider publisher radio rail regime regulator retailer
    school senate service services society state studio supplier team times tribunal tv union unit
    united university utility watchdog website"""
)
# Several, though the word shows no plural.
GROUPS = listed(
    """police people staff media public crew crowd troops leadership management personnel parents children men
    women"""
)
# What is written, filmed or counted.
PAPERS = listed(
    """video videos footage photo photos photograph photographs image images picture pictures recording recordings
    report reports document documents filing filings indictment affidavit complaint lawsuit memo memos study
    studies survey poll data figures records statistics analysis audit review paper book map maps transcript
    transcripts tape tapes article articles dossier note notes"""
)
# The words of somebody: whoever is named with them says so.
WORDS_OF = listed("statement post tweet message letter email communique comment remarks release thread")
# One person by office, trade or part played.
PEOPLE = listed(
    """mayor governor president minister secretary senator chief captain coach witness resident neighbour neighbor
    driver lawyer attorney solicitor barrister teacher doctor nurse professor farmer man woman boy girl mother
    father son daughter brother sister husband wife spokesman spokeswoman spokesperson official officer judge
    source actor singer director manager owner author student pupil worker victim suspect defendant survivor
    leader expert analyst scientist researcher engineer prosecutor priest bishop king queen player detective"""
)
# What only describes them.
MODIFIERS = listed(
    """city local state federal national county regional public government school hospital prison court police
    industry planning surveillance military foreign senior top former new recent earlier media"""
)
COMMON = BODIES | GROUPS | PAPERS | WORDS_OF | PEOPLE | MODIFIERS | listed("some many most others several")
