"""The lesson playground: its experiments, figures, explorers and exercises."""
