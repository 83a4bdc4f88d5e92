"""The screens of one company: overview, connections, syncs, and what is asked for from them."""
