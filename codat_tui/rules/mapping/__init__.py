"""What a company's configuration says, and what may be wrong with it."""
