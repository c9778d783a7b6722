"""The sentences of Vigie, French first, English second, and their reader."""
