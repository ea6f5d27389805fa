"""The lesson batch_normalization: its experiments, figures, explorers and exercises."""
