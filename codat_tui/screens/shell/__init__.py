"""What frames every screen: header, crumbs and footer, sheets, commands, help, and the ways between screens."""
