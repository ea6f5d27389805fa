"""The lesson activation_functions: its experiments, figures, explorers and exercises."""
