"""One person on any platform: does the same everywhere, and tells what they see in the same words.

What platforms may do differently is left out: rows of buttons, bold and italics, whether songs
stand in a text with a picture or on cards.
"""
