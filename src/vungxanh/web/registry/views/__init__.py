"""The pages of the registry: cases, persons, places, interviews."""
