"""The catalogue that answers come from, which may be replaced while the bot runs."""

from bot.songs.catalogue import Catalogue


class LiveCatalogue:
    """Holds the catalogue of the moment; take `current` once for each answer."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Begin with a catalogue."""
        self.current = catalogue

    def replace(self, catalogue: Catalogue) -> None:
        """Answer from another one from now on."""
        self.current = catalogue
