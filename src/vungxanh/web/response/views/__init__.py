"""Pages of the response: the situation, what waits, and every change of a fact."""
