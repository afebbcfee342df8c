"""Who is F1, F2, F3 of whom, since when, through whom, and why. Read `trace.py` first."""
