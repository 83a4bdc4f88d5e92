"""The screens of all companies: the list, a new company, its guided path."""
