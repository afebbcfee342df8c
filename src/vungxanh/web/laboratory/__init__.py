"""What laboratories send: kept as it came, matched to persons, recorded as results."""
