"""One letter, one meaning: at init scale 1 the weights between layers of equal width n have deviation 1 / sqrt(n)."""

import numpy as np
import pytest

from dnnlib.lessons.activation_functions import experiment_dead
from dnnlib.lessons.backpropagation import experiment as backpropagation
from dnnlib.lessons.batch_normalization import experiment as batch_normalization
from dnnlib.lessons.forward_pass.experiment import WIDEST, small_network
from dnnlib.lessons.gradient_descent.experiment import rings_network
from dnnlib.lessons.initialization.experiment import ladder_network
from dnnlib.lessons.output_and_loss.experiment_deep import deep_network
from dnnlib.lessons.vanishing_gradients.experiment import deep_weights
from dnnlib.lessons.vanishing_gradients.experiment_training import digit_network

WEIGHTS = {  # of the second layer, by init scale and seed
    "forward pass": lambda scale, seed: small_network(2, 3, WIDEST, "tanh", scale, seed).W[2],
    "gradient descent": lambda scale, seed: rings_network(3, "relu", scale, seed, width=50).W[2],
    "backpropagation": lambda scale, seed: backpropagation._network([50] * 4, "relu", scale, seed).W[2],
    "output and loss": lambda scale, seed: deep_network("mse", 3, 50, "relu", scale, seed=seed).W[2],
    "dead units": lambda scale, seed: experiment_dead._network(3, "relu", scale, seed=seed).W[2],
    "vanishing gradients": lambda scale, seed: scale * deep_weights(2, 50, seed)[2][1],
    "update sizes": lambda scale, seed: digit_network(3, 50, "relu", scale, False, seed).W[2],
    "the ladder's Xavier": lambda scale, seed: ladder_network(3, 50, "relu", "xavier_normal", scale, seed).W[2],
    "batch norm": lambda scale, seed: batch_normalization._network(3, "relu", "xavier_normal", scale, True, seed).W[2],
}


@pytest.mark.parametrize("lesson", WEIGHTS)
@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_init_scale_means_the_same_in_every_lesson(lesson, scale):
    every = np.stack([WEIGHTS[lesson](scale, seed) for seed in range(20)])
    assert every.std() * np.sqrt(every.shape[-1]) == pytest.approx(scale, rel=0.05)
