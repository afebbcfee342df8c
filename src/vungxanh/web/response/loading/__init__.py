"""Many facts at once, in and back out, as files bring them."""
