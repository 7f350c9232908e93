"""Songs: the catalogue, and the choice of songs for a mood."""
