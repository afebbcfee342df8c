"""Plans into the registry, a chunk a transaction."""
