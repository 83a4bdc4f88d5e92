"""The screens of what this machine changed and asked."""
