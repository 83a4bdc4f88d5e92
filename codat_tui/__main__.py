"""`python -m codat_tui`: the same program as the console script."""

from codat_tui.cli import main

if __name__ == "__main__":
    main()
