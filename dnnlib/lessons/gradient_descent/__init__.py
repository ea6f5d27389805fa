"""The lesson gradient_descent: its experiments, figures, explorers and exercises."""
