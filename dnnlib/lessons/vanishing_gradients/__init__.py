"""The lesson vanishing_gradients: its experiments, figures, explorers and exercises."""
