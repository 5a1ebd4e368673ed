"""What comes in by mail: fetched, kept byte for byte, understood, sorted."""
