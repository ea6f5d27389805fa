"""The engine: figures that follow results, explorers, controls, exercises and predictions. It knows no mathematics."""
