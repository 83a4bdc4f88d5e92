"""What the screen keeps in the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from codat_tui.models.errors import CodatError
from codat_tui.services.preferences import keep_theme


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def test_the_theme_is_written_into_the_file_that_a_link_leads_to(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "config.toml"
    real.write_text("# mine\nascii = true\n", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    assert await keep_theme(link, "codat-light")
    assert real.read_text(encoding="utf-8") == 'theme = "codat-light"\n# mine\nascii = true\n'
    assert (link.is_symlink(), real.stat().st_mode & 0o777) == (True, 0o640)
    assert names(tmp_path) == ["config.toml", "real.toml"]


async def test_without_a_configuration_none_is_made(tmp_path: Path) -> None:
    assert not await keep_theme(tmp_path / "config.toml", "codat-light")
    assert not names(tmp_path)


async def test_a_file_that_is_not_understood_stays_and_the_reason_is_said(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("not toml", encoding="utf-8")
    with pytest.raises(CodatError) as raised:
        await keep_theme(path, "codat-light")
    assert str(path) in raised.value.next_step
    assert 'theme = "codat-light"' in raised.value.next_step
    assert path.read_text(encoding="utf-8") == "not toml"
