"""Run by a Python that has irrCAC: reads tables from standard input, writes every coefficient's figures.

    irrcac/bin/python irrcac_figures.py < tables.json > figures.json

A table is {"rows": [[number or null]], "categories": [numbers], "weights": name}.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

METHODS = {
    "gwet": "ac",
    "fleiss": "fleiss_kappa",
    "krippendorff": "alpha",
    "conger": "conger_kappa",
    "bp": "brennan_prediger",
}


def figures(table: dict[str, Any]) -> dict[str, Any]:
    import pandas as pd
    from irrCAC.raw import CAC

    frame = pd.DataFrame(table["rows"], dtype=float)
    scored = CAC(frame, weights=table["weights"], categories=table["categories"], digits=12)
    found = {}
    for method, name in METHODS.items():
        try:
            given = getattr(scored, method)()["est"]
        except ZeroDivisionError as error:
            found[name] = {"error": type(error).__name__}
            continue
        found[name] = {
            "value": float(given["coefficient_value"]),
            "se": float(given["se"]),
            "ci95": [float(end) for end in given["confidence_interval"]],
        }
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump([figures(table) for table in json.load(sys.stdin)], sys.stdout)
