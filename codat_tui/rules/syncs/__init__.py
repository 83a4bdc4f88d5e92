"""The periods that syncs cover, their order, and how they are filtered."""
