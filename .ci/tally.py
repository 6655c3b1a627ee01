"""Add up what pytest wrote with --junitxml; fail unless tests ran, none failed and none was skipped.

`.ci/run` installs whatever a test may need, so a test skipped there would run nowhere.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree as ET


def main(*paths: str) -> int:
    """Say what should not have been skipped, print the count last, and return the exit code."""
    missing = [path for path in paths if not Path(path).is_file()]
    cases = [case for path in paths if path not in missing for case in ET.parse(path).iter("testcase")]
    failed = [case for case in cases if any(part.tag in ("failure", "error") for part in case)]
    # A test that is expected to fail, and does, is written down as skipped; it has passed.
    skips = [skip for case in cases for skip in case.iter("skipped") if skip.get("type") != "pytest.xfail"]
    passed = len(cases) - len(failed) - len(skips)
    for skip in skips:
        print(f"skipped, though everything it may need is here: {skip.get('message')}")
    for path in missing:
        print(f"{Path(path).name}: pytest did not come to its end")
    print(f"{passed} passed, {len(failed)} failed, {len(skips)} skipped")
    return int(bool(missing or failed or skips or not passed))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
