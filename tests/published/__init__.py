"""Published instances with known values, solved to the unit. None of them is part of the project."""
