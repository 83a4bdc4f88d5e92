"""Prints docs/verdicts.md: every kind of cause with its source, and each sentence the worlds of the tests bring out.

`python -m tests.rules.diagnosis.document > docs/verdicts.md` writes it anew.
"""

from __future__ import annotations

from codat_tui.models.diagnosis import CauseKind
from codat_tui.rules.diagnosis.cause_table import KINDS
from codat_tui.rules.diagnosis.verdict import verdict
from tests.rules.diagnosis.worlds import WORLDS
from tests.rules.worlds import NOW

HEAD = """# What a verdict says, and what it rests on

Printed from the table of causes (`codat_tui/rules/diagnosis/cause_table.py`) and the worlds of the tests
(`tests/rules/diagnosis/worlds.py`). **now**: read from Codat at a time that is shown. **then**: what a sync said when
it ran, always with "said on" or "ended on". **inferred**: concluded here, always with "probably" and why.
"Docs" is Codat's public documentation.
"""


def document() -> str:
    """The whole text."""
    headlines: dict[str, list[str]] = {}
    sentences: dict[CauseKind, dict[str, str]] = {kind: {} for kind in CauseKind}
    for world in WORLDS:
        found = verdict(world.facts, NOW)
        headlines.setdefault(found.state.value, []).append(found.headline)
        for cause in found.causes:
            sentences[cause.kind].setdefault(cause.text, f"{cause.certainty}: {cause.text} *{cause.advice}*")
    lines = [HEAD, "## Headlines, by state\n"]
    for state in sorted(headlines):
        lines.append(f"**{state}**\n")
        lines += [f"- {each}" for each in dict.fromkeys(headlines[state])]
        lines.append("")
    lines.append("## Causes\n")
    for kind, row in KINDS.items():
        who = row.who.words if row.who else "nobody"
        lines += [
            f"### {kind}",
            "",
            f'"{row.short}", who acts: {who}, remedy: {row.remedy}. {row.source}',
            "",
        ]
        lines += [f"- {each.replace(' **', '').replace('**', '')}" for each in sentences[kind].values()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    print(document(), end="")
