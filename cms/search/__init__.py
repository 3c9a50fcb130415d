"""Finding guides, campaigns and contacts in any script."""
