"""The lesson forward_pass: its experiments, figures, explorers and exercises."""
