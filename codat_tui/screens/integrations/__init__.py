"""The screens of the platforms that Codat can link."""
