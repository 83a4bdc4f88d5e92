"""Why a company's sales do not arrive, since when, and who must act."""
