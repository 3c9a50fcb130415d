"""Seals personal data at rest. The ground floor: knows no other subject."""
