"""One file per screen: bindings, compose and handlers; screens ask services, never the client."""
