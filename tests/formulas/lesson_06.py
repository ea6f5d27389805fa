"""The formulas of lesson 6, against exact decimals, the complex step, automatic differentiation, loops and sampling."""

from decimal import Decimal, getcontext

import autograd
import autograd.numpy as anp
import numpy as np

from dnnlib import (
    Network,
    elu,
    elu_prime,
    gelu,
    leaky_relu,
    leaky_relu_prime,
    prelu,
    prelu_slope_gradient,
    relu,
    relu_prime,
    sigmoid,
    sigmoid_prime,
    silu,
    tanh,
    tanh_prime,
)
from dnnlib.lessons.activation_functions.experiment import crossing_of_slopes
from dnnlib.lessons.activation_functions.experiment_zig_zag import normal_moments
from tests.formulas.registry import Sides, formula

getcontext().prec = 40


def _points(rng, n=12):
    return rng.uniform(-4, 4, n)


def _slopes(f, z, h=1e-20):
    """The complex step: Im f(z + ih) / h, without any difference."""
    return f(z + 1j * h).imag / h


def _exact(z, f):
    return [float(f(Decimal(float(x)))) for x in z]


@formula("6.1")
def slope_of_sigmoid(rng):
    z = np.append(_points(rng), 0.0)
    left, s = sigmoid_prime(z), sigmoid(z)
    right = _slopes(lambda z: 1 / (1 + np.exp(-z)), z)
    assert right.max() == 0.25
    return Sides(left, right, {"s squared": s * s, "1 + s": s * (1 + s), "of the output": sigmoid_prime(s)})


@formula("6.8")
def tanh_as_a_sigmoid(rng):
    z = _points(rng)
    right = _exact(z, lambda x: (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()))
    broken = {"z for 2z": 2 * sigmoid(z) - 1, "without 2": sigmoid(2 * z) - 1, "plus": 2 * sigmoid(2 * z) + 1}
    return Sides((tanh(z), 2 * sigmoid(2 * z) - 1), (right, right), {k: (tanh(z), v) for k, v in broken.items()})


@formula("6.2")
def slope_of_tanh(rng):
    z = _points(rng)
    a, right = tanh(z), _slopes(np.tanh, z)
    return Sides(tanh_prime(z), right, {"not squared": 1 - a, "sigmoid's": a * (1 - a), "of the output": 1 - tanh(a)})


@formula("6.7", rtol=1e-9)
def where_the_slopes_cross(rng):
    """Bisection of tanh' - sigmoid' on [1, 3], in decimals."""

    def difference(z):
        s, t = 1 / (1 + (-z).exp()), 1 / (1 + (-2 * z).exp())
        return 4 * t * (1 - t) - s * (1 - s)

    low, high = Decimal(1), Decimal(3)
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if difference(middle) > 0 else (low, middle)
    u = 1 + np.sqrt(3)
    taught = 2 * np.log((u + np.sqrt(u**2 - 4)) / 2)
    assert np.isclose(crossing_of_slopes(), taught)
    broken = {
        "half of it": taught / 2,
        "without the half inside": 2 * np.log(u + np.sqrt(u**2 - 4)),
        "the other root": 2 * np.log((u - np.sqrt(u**2 - 4)) / 2),
    }
    return Sides(taught, float(low), broken)


@formula("6.3", rtol=1e-8)
def relu_and_its_slope(rng):
    z = _points(rng)
    loops = [x if x > 0 else 0.0 for x in z]
    central = [(max(x + 1e-5, 0) - max(x - 1e-5, 0)) / 2e-5 for x in z]
    broken = {"factor x": (relu(z), relu_prime(z) * z), "absolute value": (abs(z), np.sign(z)), "1": (relu(z), z**0)}
    return Sides((relu(z), relu_prime(z)), (loops, central), broken)


@formula("6.10", rtol=1e-8)
def leaky_relu_and_its_slope(rng):
    z, alpha = _points(rng), 0.3
    loops = [max(alpha * x, x) for x in z]
    central = [(max(alpha * (x + 1e-5), x + 1e-5) - max(alpha * (x - 1e-5), x - 1e-5)) / 2e-5 for x in z]
    f, df = leaky_relu(z, alpha), leaky_relu_prime(z, alpha)
    broken = {"sides swapped": (leaky_relu(-z, alpha), df), "alpha z as slope": (f, np.where(z > 0, 1, alpha * z))}
    return Sides((f, df), (loops, central), broken | {"relu": (relu(z), relu_prime(z))})


@formula("6.11")
def gradient_of_the_slope_parameter(rng):
    z, alpha = _points(rng), 0.3
    right = _slopes(lambda a: np.where(z > 0, z, a * z), alpha)
    assert np.allclose(prelu(z, alpha), leaky_relu(z, alpha))
    broken = {"the right half": np.maximum(z, 0), "alpha z": alpha * np.minimum(z, 0), "1": (z <= 0).astype(float)}
    return Sides(prelu_slope_gradient(z), right, broken)


@formula("6.12", rtol=1e-9)
def gradient_of_the_slopes_over_a_batch(rng):
    X, Y = rng.standard_normal((6, 3)), rng.standard_normal((6, 2))
    network = Network([3, 4, 2], activation="prelu", rng=rng)
    W, b = network.W, network.b

    def J(alpha):
        Z = X @ W[1].T + b[1]
        A = anp.where(Z > 0, Z, alpha * Z)
        return anp.sum((A @ W[2].T + b[2] - Y) ** 2) / 2 / len(X)

    left = network.backward(network.forward(X), Y).alpha[1]
    trace = network.forward(X)
    dJ_dA = network.backward(trace, Y).delta[2] @ W[2]
    unmasked, without = (dJ_dA * trace.z[1]).sum(axis=0), np.minimum(trace.z[1], 0).sum(axis=0)
    broken = {"1/m twice": left / 6, "unmasked": unmasked, "without dJ/da": without}
    return Sides(left, autograd.grad(J)(network.alpha[1]), broken)


@formula("6.13")
def elu_exactly(rng):
    z, alpha = _points(rng), 0.7
    right = _exact(z, lambda x: x if x > 0 else Decimal(alpha) * (x.exp() - 1))
    broken = {"without - 1": np.where(z > 0, z, alpha * np.exp(z)), "alpha 1": elu(z, 1.0), "relu": relu(z)}
    return Sides(elu(z, alpha), right, broken)


@formula("6.14")
def slope_of_elu(rng):
    z, alpha = np.append(_points(rng), 0.0), 0.7
    right = np.where(z > 0, 1, _slopes(lambda z: alpha * (np.exp(z) - 1), z))
    by_value = np.where(z > 0, 1, elu(z, alpha) + alpha)
    broken = {"phi - alpha": np.where(z > 0, 1, elu(z, alpha) - alpha), "phi": np.where(z > 0, 1, elu(z, alpha))}
    broken = {k: (v, v) for k, v in broken.items()}
    return Sides((elu_prime(z, alpha), by_value), (right, right), broken)


@formula("6.15", rtol=1e-9)
def gradient_for_one_example(rng):
    """dC/dw = delta a for one unit and one example, whatever the cost; here its own output's squared error."""
    w, a, b, y = rng.standard_normal(4), rng.uniform(0, 1, 4), 0.3, 2.0
    delta = np.tanh(w @ a + b) - y
    delta *= 1 - np.tanh(w @ a + b) ** 2
    right = autograd.grad(lambda w: (anp.tanh(anp.dot(w, a) + b) - y) ** 2 / 2)(w)
    assert np.ptp(np.sign(right)) == 0
    return Sides(delta * a, right, {"w for a": delta * w, "without delta": a, "sign": -delta * a})


@formula("6.16", rtol=1e-9)
def gradient_for_a_batch(rng):
    w, A = rng.standard_normal(3), rng.uniform(0, 1, (5, 3))
    Y = A @ w + rng.standard_normal(5)
    right = autograd.grad(lambda w: anp.mean((anp.dot(A, w) - Y) ** 2) / 2)(w)
    delta = (A @ w - Y) / 5
    broken = {"1/m twice": A.T @ delta / 5, "sum": 5 * A.T @ delta, "means multiplied": delta.sum() * A.mean(axis=0)}
    return Sides(A.T @ delta, right, broken)


@formula("6.17", rtol=0.03)
def condition_of_positive_inputs(rng):
    """Eigenvalues of the measured second moments of n inputs, 400,000 draws."""
    n, (mu, variance) = 5, normal_moments("sigmoid")
    A = 1 / (1 + np.exp(-rng.standard_normal((400_000, n))))
    values = np.linalg.eigvalsh(A.T @ A / len(A))
    right = (values[-1], values[:-1].mean(), values[-1] / values[:-1].mean())
    left = (variance + n * mu**2, variance, 1 + n * mu**2 / variance)
    broken = {
        "without n": (variance + mu**2, variance, 1 + mu**2 / variance),
        "without the mean": (variance, variance, 1.0),
        "deviation": (left[0], left[1], 1 + n * mu**2 / np.sqrt(variance)),
    }
    return Sides(left, right, broken)


@formula("6.4", rtol=1e-6, atol=1e-9)
def a_dead_unit_has_no_gradient(rng):
    """Unit 0 of four is dead; all of dJ/dW^1 and dJ/db^1, by central differences."""
    X, Y = rng.uniform(0, 1, (6, 3)), rng.standard_normal((6, 2))
    network = Network([3, 4, 2], activation="relu", rng=rng)
    network.b[1][:] = 1.0, 0.5, 1.0, 0.5
    network.b[1][0] = -10
    gradients = network.backward(network.forward(X), Y)
    left = np.column_stack([gradients.W[1], gradients.b[1]])
    assert not left[0].any()
    linear = network.copy()
    linear.activation, linear._activations = (
        ("leaky_relu",),
        Network([3, 4, 2], activation="leaky_relu", rng=0)._activations,
    )
    leaky = linear.backward(linear.forward(X), Y)
    broken = {"leaky": np.column_stack([leaky.W[1], leaky.b[1]]), "all dead": 0 * left}
    return Sides(left, np.array([[_central(network, X, Y, j, k) for k in range(4)] for j in range(4)]), broken)


def _central(network, X, Y, j, k, h=1e-6):
    sides = []
    for step in (h, -h):
        moved = network.copy()
        (moved.W[1][j] if k < 3 else moved.b[1][j : j + 1])[k if k < 3 else 0] += step
        sides.append(moved.loss(moved.forward(X), Y))
    return (sides[0] - sides[1]) / (2 * h)


@formula("6.5", rtol=1e-9)
def what_a_step_does_to_z(rng):
    """z after one real step of a ReLU unit, by way of a network's own gradients."""
    network, eta = Network([3, 1, 1], activation="relu", rng=rng), 0.4
    a, network.b[1][:] = rng.uniform(0, 1, 3), 2.0
    trace = network.forward(a[None, :])
    gradients, z = network.backward(trace, [[-3.0]]), trace.z[1][0, 0]
    delta = gradients.delta[1][0, 0]
    network.W[1] -= eta * gradients.W[1]
    network.b[1] -= eta * gradients.b[1]
    right = network.forward(a[None, :]).z[1][0, 0]
    broken = {
        "without the bias": z - eta * delta * (a @ a),
        "sign": z + eta * delta * (a @ a + 1),
        "norm for its square": z - eta * delta * (np.linalg.norm(a) + 1),
    }
    return Sides(z - eta * delta * (a @ a + 1), right, broken)


@formula("6.6", rtol=1e-7)
def gates(rng):
    """GELU by integrating the normal density from far left, SiLU in exact decimals."""
    z = _points(rng, 6)
    grid = np.linspace(-12, 0, 200_001)
    shares = []
    for top in z:
        t = grid + top
        density = np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi)
        shares.append(np.trapezoid(density, t))
    exact = _exact(z, lambda x: x / (1 + (-x).exp()))
    broken = {
        "the density for its integral": (z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi), silu(z)),
        "without z": (gelu(z) / z, sigmoid(z)),
        "tanh for the sigmoid": (gelu(z), z * tanh(z)),
    }
    return Sides((gelu(z), silu(z)), (z * shares, exact), broken)


@formula("6.9", rtol=1e-9)
def a_sigmoid_network_that_is_a_tanh_network(rng):
    """Outputs of a tanh network with plain matrix products, against the sigmoid network of the rule."""
    W = [rng.standard_normal((5, 5)) for _ in range(4)]
    x = rng.standard_normal(5)
    u = W[0] @ x
    for matrix in W[1:]:
        u = matrix @ np.tanh(u)

    def sigmoid_network(middle, bias):
        z = 2 * W[0] @ x
        for l, matrix in enumerate(W[1:], 1):
            V = (middle if l < len(W) - 1 else 2) * matrix
            z = V @ (1 / (1 + np.exp(-z))) + bias * V.sum(axis=1)
        return z

    broken = {
        "2 for 4": sigmoid_network(2, -0.5),
        "without biases": sigmoid_network(4, 0.0),
        "biases twice": sigmoid_network(4, -1.0),
    }
    return Sides(sigmoid_network(4, -0.5), u, broken)
