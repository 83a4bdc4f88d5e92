"""What a packager gets: a page whose links and pictures lead somewhere, and the changelog's section of a version."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from datetime import date
from email import message_from_bytes
from pathlib import Path

import pytest

from codat_tui import __version__, support
from codat_tui.crash import crash_lines
from release.changelog import SectionMissing, dated, section
from release.page import page
from tests.examples import CHECKOUT

NONE = {"pages": "", "pictures": ""}
SOME = {"pages": "https://git.example/blob/v{version}/", "pictures": "https://git.example/raw/v{version}/"}


def test_links_and_pictures_of_the_page_are_absolute() -> None:
    text = "![The fleet](screenshots/a.svg) [map](ARCHITECTURE.md) [docs](https://docs.example) [here](#top)"
    assert page(text, SOME, "1.2.3") == (
        "![The fleet](https://git.example/raw/v1.2.3/screenshots/a.svg) "
        "[map](https://git.example/blob/v1.2.3/ARCHITECTURE.md) [docs](https://docs.example) [here](#top)"
    )
    assert page(text, NONE, "1.2.3") == " map [docs](https://docs.example) [here](#top)"


def test_every_file_that_the_readme_links_exists() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    marked = page(readme, {"pages": "to:", "pictures": "to:"}, "1")
    files = [each.partition(")")[0] for each in marked.split("](to:")[1:]]
    assert len(files) > 10
    assert [each for each in files if not (CHECKOUT / each).exists()] == []


def test_the_packages_page_has_the_packagers_addresses(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    # What a build needs, without the tests.
    wanted = (
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "release/page.py",
        "codat_tui/__init__.py",
        "styles/app.tcss",
    )
    for name in wanted:
        target = checkout / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((CHECKOUT / name).read_bytes())
    project = checkout / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    for name, value in {**SOME, "Support": "mailto:help@acme.example"}.items():
        text, replaced = re.subn(rf'(?m)^{name} = "[^"]*"', f'{name} = "{value}"', text)
        assert replaced == 1
    project.write_text(text, encoding="utf-8")
    build = (
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
        str(checkout),
    )
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith(".dist-info/METADATA")]
        metadata = message_from_bytes(archive.read(name))
        archive.extractall(tmp_path / "installed", [name])
    assert "Support, mailto:help@acme.example" in (metadata.get_all("Project-URL") or ())
    body = str(metadata.get_payload())
    assert f"](https://git.example/raw/v{__version__}/screenshots/companies.svg)" in body
    assert "](screenshots/" not in body
    assert "](docs/" not in body


def test_the_program_names_the_packagers_support(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "acme_tui-1.dist-info"
    folder.mkdir()
    folder.joinpath("METADATA").write_text(
        "Metadata-Version: 2.4\nName: acme-tui\nVersion: 1\nProject-URL: Support, mailto:help@acme.example\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert support.support_address("acme-tui") == "help@acme.example"
    assert support.support_address("not-installed") == ""
    log = Path("crash.log")
    assert crash_lines(ValueError(), log, "help@acme.example")[2].endswith(
        "crash.log. Send them to help@acme.example."
    )
    assert crash_lines(ValueError(), log)[2].endswith("crash.log.")


CHANGELOG = "# Changelog\n\n## 0.2.0 – unreleased\n\n### Added\n- One.\n\n## 0.1.0 – 2026-01-02\n\n- Two.\n"


def test_the_section_of_a_version_is_dated_once_and_taken_whole() -> None:
    today = date(2026, 11, 26)
    text = dated(CHANGELOG, "0.2.0", today)
    assert text == CHANGELOG.replace("0.2.0 – unreleased", "0.2.0 – 2026-11-26")
    assert dated(text, "0.2.0", date(2027, 1, 1)) == text
    assert section(text, "0.2.0") == "### Added\n- One.\n"
    assert section(text, "0.1.0") == "- Two.\n"


@pytest.mark.parametrize(
    ("changelog", "version", "words"),
    [(CHANGELOG, "0.3.0", "no section"), ("## 0.3.0 – unreleased\n", "0.3.0", "says nothing")],
)
def test_a_version_without_words_is_not_released(changelog: str, version: str, words: str) -> None:
    with pytest.raises(SectionMissing, match=words):
        section(dated(changelog, version, date(2026, 1, 1)), version)


def test_this_version_has_its_section() -> None:
    assert section((CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8"), __version__)
