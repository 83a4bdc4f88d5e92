"""What every command shares: its form, the command line, output, asking before a write."""
