"""What an import wrote, taken back as a whole."""
