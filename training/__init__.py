"""Makes what inference reads: trained models and the song catalogue."""
