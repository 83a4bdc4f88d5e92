"""The frozen types shared by all layers; nothing here performs I/O."""
