"""The pages of laboratory messages, and the door through which these come."""
