"""The senses of Vigie: one file per source, one door, ``assemble``, which returns a Scene."""
