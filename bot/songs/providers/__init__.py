"""Services that know covers and sound, and the way to ask them."""
