"""Who answers for this copy of the program: the packager's address, from the installed package."""

from __future__ import annotations

DISTRIBUTION = "codat-tui"
LABEL = "Support"
"""The name of the address under [tool.codat-tui.links] of pyproject.toml."""


def support_address(distribution: str = DISTRIBUTION) -> str:
    """Return an address of the web or of mail, "" when the packager named none."""
    # Late: needed after a crash and by help alone.
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata(distribution).get_all("Project-URL") or ()
    except PackageNotFoundError:
        return ""
    for url in map(str, urls):
        label, _, address = url.partition(", ")
        if label == LABEL:
            return address.removeprefix("mailto:")
    return ""
