"""The board: every guide × language × state, for those who keep them true."""
