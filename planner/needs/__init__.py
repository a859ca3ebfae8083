"""What people would need, by standard, place and day, and what it would cost."""
