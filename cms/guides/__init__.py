"""The rights guides that come with Corridor, and how they become pages."""
