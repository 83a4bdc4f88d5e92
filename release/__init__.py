"""What a packager needs beside the program: the page of a package index, and one command for a release."""
