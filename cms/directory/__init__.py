"""The directory: who helps, and how they are reached."""
