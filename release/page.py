"""The page of the package, run by hatchling: README and the packager's addresses, [tool.codat-tui.links].

An address that is not given leaves its links out, so that a page never points nowhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PAGES, PICTURES = "pages", "pictures"
"""The names of the addresses before a file of this repository: as a page, and as it is."""
_LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<file>(?!https?:|#|mailto:)[^)]+)\)")


class PackagePage(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        root = Path(self.root)
        links = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["codat-tui"][
            "links"
        ]
        text = (root / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": page(text, links, metadata["version"]),
        }
        metadata["urls"] = {name: url for name, url in links.items() if url and name not in (PAGES, PICTURES)}


def get_metadata_hook() -> type[PackagePage]:
    return PackagePage


def page(readme: str, links: Mapping[str, str], version: str) -> str:
    """*readme* with every link to a file of this repository absolute, or as words only."""

    def absolute(link: re.Match[str]) -> str:
        before = links[PICTURES if link["picture"] else PAGES].format(version=version)
        if before:
            return f"{link['picture']}[{link['words']}]({before}{link['file']})"
        return "" if link["picture"] else link["words"]

    return _LINK.sub(absolute, readme)
