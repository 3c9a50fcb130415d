"""Guides on paper: a booklet and a card."""
