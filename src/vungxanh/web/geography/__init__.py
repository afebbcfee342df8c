"""Administrative units as rows of the database."""
