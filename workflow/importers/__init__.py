"""What people write in files: read, checked as a whole, and refused with every problem at once."""
