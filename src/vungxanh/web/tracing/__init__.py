"""Live tracing: trees, levels and why."""
