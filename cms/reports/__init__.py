"""Notes from readers on guides, numbers that do not work, and the clock of guides and contacts."""
