"""The measures room: what is ordered for whom, until when, and why."""
