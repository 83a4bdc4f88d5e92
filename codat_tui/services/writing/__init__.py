"""Every operation that writes: what to read before, what changes, the request, how to find out, how to undo."""
