"""The screens of all companies: the list and a new company."""
