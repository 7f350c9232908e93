"""Serves the models: photo bytes in, emotion and mood probabilities out."""
