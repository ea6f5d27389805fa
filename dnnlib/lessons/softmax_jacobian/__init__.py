"""The lesson softmax_jacobian: its experiments, figures, explorers and exercises."""
