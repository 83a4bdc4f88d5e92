"""Every writing operation: what to read before, the changes, the request, how to verify, how to undo."""
