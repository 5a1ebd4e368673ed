"""The documents: kept under their SHA-256, never under their name."""
