"""`make release`: dates the changelog's section, builds sdist and wheel, and checks both with twine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from codat_tui import __version__
from release import shells
from release.changelog import SectionMissing, dated, section

ROOT = Path(__file__).resolve().parents[1]
CHANGELOG = ROOT / "CHANGELOG.md"
DIST = ROOT / "dist"


def main() -> int:
    try:
        text = dated(CHANGELOG.read_text(encoding="utf-8"), __version__, datetime.now(UTC).date())
        notes = section(text, __version__)
    except SectionMissing as problem:
        print(f"release: {problem}", file=sys.stderr)
        return 1
    CHANGELOG.write_text(text, encoding="utf-8")
    shells.main()
    shutil.rmtree(DIST, ignore_errors=True)
    _run("build", "--no-isolation", "--outdir", str(DIST), str(ROOT))
    built = sorted(str(path) for path in DIST.iterdir())
    _run("twine", "check", "--strict", *built)
    (DIST / f"notes-{__version__}.md").write_text(notes, encoding="utf-8")
    print(f"\nBuilt {__version__} in {DIST}; notes-{__version__}.md is its section of the changelog. Then:")
    print(f"  git commit -am 'Release {__version__}' && git tag v{__version__}")
    print(f"  twine upload {' '.join(built)}")
    return 0


def _run(module: str, *words: str) -> None:
    if status := subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, check=False).returncode:
        sys.exit(status)


if __name__ == "__main__":
    sys.exit(main())
