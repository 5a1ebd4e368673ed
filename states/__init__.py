"""What is true of a deficiency: pure rules, without clock, database, mail or file."""
