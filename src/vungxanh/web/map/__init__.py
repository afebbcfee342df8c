"""The map: cases and levels by unit and day. It reads the other rooms and writes nothing."""
