"""Songs to a catalogue: read, cleaned, classified and written."""
