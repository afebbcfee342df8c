"""Notices and tables that are pasted: read, shown, and confirmed case by case by a person."""
