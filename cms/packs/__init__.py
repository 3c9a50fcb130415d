"""Everything for one corridor in one language, to be kept on a phone."""
