"""The conductor: one fact, and everything that follows from it."""
