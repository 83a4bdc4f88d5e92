"""The screens, one file each. They ask services and never send requests themselves."""
