"""The screens of changes and requests made from this machine."""
