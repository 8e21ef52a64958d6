"""Installs the built wheel into fresh environments of each Python that is at hand, and reads an article with it.

    python .ci/wheel.py

Interpreters are found by their names on PATH and in the folder of pyenv. Prints one line for each version.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13")
ARTICLE = ROOT / "examples" / "drama-market.txt"
EXPECTED = "Drama"
"""A word that the digest of the article has."""


def interpreter(version: str) -> str | None:
    """A Python of this version that can make environments."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [str(p) for p in sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)]
    on_path = shutil.which(f"python{version}")
    for candidate in [*([on_path] if on_path else []), *found, sys.executable]:
        asks = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
        done = subprocess.run([candidate, "-c", asks], capture_output=True, text=True, check=False)
        if done.stdout.strip() == version:
            return candidate
    return None


def run(command: list[str | Path], folder: Path) -> str:
    """What a command prints; ends the program if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    missing = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT], folder)
        (wheel,) = folder.glob("*.whl")
        for version in VERSIONS:
            python = interpreter(version)
            if python is None:
                missing.append(version)
                continue
            environment = folder / version
            run([python, "-m", "venv", environment], folder)
            programs = environment / "bin"
            run([programs / "pip", "install", "--quiet", "--disable-pip-version-check", wheel], folder)
            if "Usage: retold" not in run([programs / "retold", "--help"], folder):
                sys.exit(f"Python {version}: retold --help does not show how it is used")
            if EXPECTED not in run([programs / "retold", "read", ARTICLE], folder):
                sys.exit(f"Python {version}: the digest of {ARTICLE.name} lacks {EXPECTED!r}")
            print(f"wheel on Python {version}: installed, and an article read ({python})", flush=True)
            shutil.rmtree(environment)
    if missing:
        print(f"wheel: not tested on Python {', '.join(missing)}; no such interpreter is at hand")
    if len(missing) == len(VERSIONS):
        sys.exit("wheel: tested on no Python at all")


if __name__ == "__main__":
    main()
