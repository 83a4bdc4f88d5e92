"""Answers nobody expects, through the client and through the whole program: `make fuzz`."""
