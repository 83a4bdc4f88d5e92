"""What the merchant is told: the texts of each language, and the message made of them."""
