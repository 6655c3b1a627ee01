"""How far annotators agree: pure functions over arrays, for this program and for anybody's data.

Labels become a `Table`, one row a unit and one column an annotator; what somebody did not judge stays missing.

>>> rows = [
...     ("u1", "ada", ("yes",)), ("u1", "ben", ("yes",)),
...     ("u2", "ada", ("yes",)), ("u2", "ben", ("no",)),
...     ("u3", "ada", ("no",)), ("u3", "ben", ("no",)), ("u3", "caro", ("no",)),
...     ("u4", "ada", ("maybe",)), ("u4", "ben", ("maybe",)),
... ]
>>> holds = FieldSpec("holds", "nominal", ("yes", "maybe", "no"))
>>> table = from_records(rows, holds)
>>> table.codes.tolist()
[[0, 0, -1], [0, 2, -1], [2, 2, 2], [1, 1, -1]]

A coefficient goes by its id. It gives a `Figure`: value, interval, n, and in words why either of the first is missing.

>>> sorted(COEFFICIENTS)[:4]
['ac1', 'ac2', 'alpha', 'alpha_jaccard']
>>> alpha = COEFFICIENTS["alpha"](table)
>>> round(alpha.value, 3), alpha.ci95, alpha.n, alpha.reason
(0.692, None, 4, None)
>>> round(COEFFICIENTS["cohen_kappa"](table.pair("ada", "ben")).value, 3)
0.636

`score` adds a bootstrap interval: over units, or over the articles they belong to.

>>> figure = score(table, "alpha", resamples=500, seed=1)
>>> figure.value == alpha.value, figure.ci95[0] < figure.value <= figure.ci95[1]
(True, True)
>>> score(table, "alpha", articles=["x", "x", "x", "x"]).reason
'no interval: everything lies in one article'

What is undefined is a result too, never nan, a warning or an exception.

>>> alike = from_records([("u1", "ada", ("yes",)), ("u1", "ben", ("yes",))], holds)
>>> COEFFICIENTS["alpha"](alike).value is None, COEFFICIENTS["alpha"](alike).reason
(True, 'only one category was used')

Columns of whole numbers, one place a label, become a table without a loop: `from_columns`. And where labels change one
by one, `Live` follows them at the same cost in a corpus of any size.

>>> live = Live(table, [COEFFICIENTS["alpha"]])
>>> live.change("u2", "ben", "yes")
>>> live.figures()["alpha"].value
1.0

A whole report takes the records of several fields; `annotator.reports` writes it as text, HTML and so on.

>>> report = table_report({"holds": rows}, [holds], resamples=0)
>>> report.fields[0].percent_agreement.value, [pair.kappa.n for pair in report.fields[0].pairwise]
(0.75, [4, 1, 1])
"""

from annotator.agreement.coefficients import COEFFICIENTS, PERCENT, Coefficient
from annotator.agreement.estimate import Estimate, Figure
from annotator.agreement.gathered import Named, from_columns
from annotator.agreement.intervals import Resampling, figure
from annotator.agreement.live import Live
from annotator.agreement.model import FieldReport, Report
from annotator.agreement.report import agreement_report
from annotator.agreement.single import score
from annotator.agreement.table import FieldSpec, Level, Record, Table, from_records
from annotator.agreement.tabled import table_report

__all__ = [
    "COEFFICIENTS",
    "PERCENT",
    "Coefficient",
    "Estimate",
    "FieldReport",
    "FieldSpec",
    "Figure",
    "Level",
    "Live",
    "Named",
    "Record",
    "Report",
    "Resampling",
    "Table",
    "agreement_report",
    "figure",
    "from_columns",
    "from_records",
    "score",
    "table_report",
]
