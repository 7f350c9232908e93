"""The mood model of songs: data, network, cross-validation, training."""
