"""Looks for known vulnerabilities in the versions of requirements/dev.txt.

    python .ci/audit.py PIP_AUDIT

`PIP_AUDIT` is the program. Fails if there is one. Where the data about vulnerabilities cannot be reached, it says so in
one line and does not fail.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements" / "dev.txt"
SECONDS = 300


def skip(reason: str) -> None:
    print(f"audit: skipped, {reason}")
    sys.exit(0)


def main() -> None:
    command = [sys.argv[1], "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except FileNotFoundError:
        skip("pip-audit could not be installed")
    except subprocess.TimeoutExpired:
        skip(f"the data about vulnerabilities did not come within {SECONDS} seconds")
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        if "Connect" in last or "Timeout" in last or "resolve" in last or "service" in last.lower():
            skip(f"the data about vulnerabilities cannot be reached ({last[:160]})")
        sys.exit(f"audit: pip-audit failed: {done.stderr}")
    known = [p for p in packages if "skip_reason" not in p]
    if not known:
        skip("the data about vulnerabilities cannot be reached (nothing is known about any package)")
    found = [(p, v) for p in known for v in p["vulns"]]
    for package, vulnerability in found:
        fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
        print(f"audit: {package['name']} {package['version']}: {vulnerability['id']}, mended in {fixed}")
    unknown = f"; nothing is known about {len(packages) - len(known)}" if len(known) < len(packages) else ""
    print(f"audit: {len(known)} packages looked at{unknown}, {len(found)} known vulnerabilities")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
