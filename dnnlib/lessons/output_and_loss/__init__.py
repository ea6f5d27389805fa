"""The lesson output_and_loss: its experiments, figures, explorers and exercises."""
