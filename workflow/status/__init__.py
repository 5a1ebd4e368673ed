"""What is so now: read-only views of the register, without the ORM."""
