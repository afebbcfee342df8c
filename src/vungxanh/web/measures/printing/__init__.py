"""The printed order: its words, its form, and the file of a whole tree."""
