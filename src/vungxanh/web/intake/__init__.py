"""The import desk: files of others come in, are shown before they count, and can be taken back."""
