"""Persons, places, visits, contacts, cases and their facts."""
