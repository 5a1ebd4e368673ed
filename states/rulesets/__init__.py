"""The rule sets that the product ships with, one file per municipality × agreement type."""
