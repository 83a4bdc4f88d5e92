"""Which key runs an action here and now, after whatever the person has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.widget import Widget


def key_of(widget: Widget, action: str) -> str:
    """The key in force for *action* ("refresh", "check_again") on the widget's screen; "" where it has none."""
    for _, binding, enabled, _ in widget.screen.active_bindings.values():
        if enabled and binding.action == action:
            return widget.app.get_key_display(binding)
    return ""
