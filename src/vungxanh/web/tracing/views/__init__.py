"""Pages of the tracing room: trees of contacts, reasons, and links as they are reported."""
