"""How deep networks work: a small NumPy package whose code reads like the formulas of the lessons.

The names below need NumPy alone. The figures (Matplotlib) and the explorers (ipywidgets) are imported only when asked
for: ``from dnnlib import explorers``.
"""

from types import ModuleType as _ModuleType

from dnnlib import _requirements, datasets
from dnnlib.activations import (
    ACTIVATIONS,
    Activation,
    elu,
    elu_prime,
    gelu,
    gelu_prime,
    identity,
    identity_prime,
    leaky_relu,
    leaky_relu_prime,
    prelu,
    prelu_prime,
    prelu_slope_gradient,
    relu,
    relu_prime,
    sigmoid,
    sigmoid_prime,
    silu,
    silu_prime,
    tanh,
    tanh_prime,
)
from dnnlib.batchnorm import batchnorm_backward, batchnorm_forward
from dnnlib.gradcheck import ActivationCheck, GradientCheck, check_activation, check_gradients
from dnnlib.initializers import (
    INITIALIZERS,
    compute_fans,
    constant,
    he_normal,
    he_uniform,
    lecun_normal,
    normal,
    orthogonal,
    uniform,
    variance_scaling,
    xavier_normal,
    xavier_uniform,
    zeros,
)
from dnnlib.losses import (
    LOSSES,
    accuracy,
    binary_cross_entropy,
    binary_cross_entropy_prime,
    cross_entropy,
    cross_entropy_prime,
    mse,
    mse_prime,
    one_hot,
)
from dnnlib.network import Network
from dnnlib.output_loss import OUTPUTS
from dnnlib.softmax import log_softmax, softmax, softmax_jacobian
from dnnlib.trace import Gradients, Trace
from dnnlib.training import Progress, train

__version__ = "0.1.0"

# Without the modules whose names a notebook wants for itself: network, trace, training ...
__all__ = [
    name
    for name in dir()
    if not name.startswith("_") and (name == "datasets" or not isinstance(globals()[name], _ModuleType))
]
