"""Shows, with a proof anyone can check, whether a mass return could meet a deadline within minimum standards."""
