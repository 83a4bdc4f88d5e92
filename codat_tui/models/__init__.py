"""The frozen types that cross rooms; nothing in here performs I/O."""
