"""Settings, addresses, the clock, and how every page is framed."""
