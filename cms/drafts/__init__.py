"""Drafts of contacts and fee rules."""
