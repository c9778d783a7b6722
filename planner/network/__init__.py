"""How the pictures come home: a near-optimal trench tree along streets, with a proven bound."""
