"""The lesson backpropagation: its experiments, figures, explorers and exercises."""
