"""Guides read aloud."""
