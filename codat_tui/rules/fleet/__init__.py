"""Which companies there are: links, names, queries."""
