"""Filters and drawings that every template may use."""
