"""The lesson initialization: its experiments, figures, explorers and exercises."""
