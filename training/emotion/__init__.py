"""The emotion model: data, network, training, evaluation, export."""
