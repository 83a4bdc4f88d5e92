"""What all screens share: header, breadcrumbs, footer, sheets, commands, help and routes."""
