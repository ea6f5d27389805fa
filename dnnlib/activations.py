"""Activation functions phi (激活函数), each beside its derivative phi'.

Every function works elementwise on z, a number or an array_like of any shape, and returns an array of that shape;
float32 stays float32. Every ``..._prime`` takes z, the pre-activation, never the output phi(z).
Where phi has a kink (z = 0), the slope from the left is used. A z that is no array of numbers is a ValueError.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dnnlib._checks import not_masked, one_of, real_array


def floats(z, name="z"):
    """z as an array of floating-point numbers: single and double precision stay, all others become double."""
    if type(z) is np.ndarray and z.dtype.char in "fdFD":
        return z
    not_masked(name, z)
    try:
        array = np.asarray(z)
        if array.dtype.kind not in "fciub":
            raise TypeError
    except (TypeError, ValueError, RuntimeError):  # RuntimeError: a tensor of PyTorch that requires its gradient
        raise ValueError(f"{name} must be an array of numbers, not {type(z).__name__} {z!r:.60}") from None
    return array if array.dtype.kind in "fc" and array.dtype.itemsize > 2 else array.astype(np.float64)


def _where_positive(z, right, left):
    """``right`` where the real part of z is positive, ``left`` elsewhere, in z's own precision."""
    z = floats(z)
    return np.where(z.real > 0, right, left).astype(z.dtype, copy=False)[()]


def identity(z):
    """The identity phi(z) = z: no nonlinearity at all.

    An array comes back uncopied.
    """
    return floats(z)


def identity_prime(z):
    """phi'(z) = 1, in the shape of z."""
    return _where_positive(z, 1, 1)


def sigmoid(z):
    """The logistic sigmoid 1 / (1 + e^{-z}), with values in (0, 1).

    Computed as it is written: no digit is lost by adding to 1 or dividing, so a tiny value keeps its relative
    precision. Where e^{-z} overflows, the sigmoid is 0 as far as its numbers reach (below 1e-308, in float32 1e-38).
    """
    z = floats(z)
    if np.iscomplexobj(z):  # whose e^{-z} would overflow to NaN
        z = np.maximum(z, np.log(np.finfo(z.dtype).tiny))
    with np.errstate(over="ignore", under="ignore"):
        power = np.exp(np.negative(z))
    power += 1
    return 1 / power


def sigmoid_prime(z):
    """sigmoid'(z) = sigmoid(z) (1 - sigmoid(z)), at most 1/4, at z = 0."""
    z = floats(z)
    return sigmoid(z) * sigmoid(-z)


def tanh(z):
    """The hyperbolic tangent (e^z - e^{-z}) / (e^z + e^{-z}), with values in (-1, 1)."""
    return np.tanh(floats(z))


def tanh_prime(z):
    """tanh'(z) = 1 - tanh(z)^2, at most 1, at z = 0."""
    return 1 - tanh(z) ** 2


def relu(z):
    """The rectified linear unit max(0, z).

    Nair & Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.
    """
    z = floats(z)
    return np.maximum(z, 0) if np.isrealobj(z) else _where_positive(z, z, 0)


def relu_prime(z):
    """relu'(z) = 1 for z > 0, else 0."""
    return _where_positive(z, 1, 0)


def leaky_relu(z, alpha=0.01):
    """Leaky ReLU: z for z > 0, alpha z for z <= 0, with a slope alpha that is set by hand.

    alpha is a float or an array that broadcasts with z.

    Maas, Hannun & Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.
    """
    z = floats(z)
    floats(alpha, "alpha")
    return _where_positive(z, z, np.multiply(alpha, z))


def leaky_relu_prime(z, alpha=0.01):
    """leaky_relu'(z) = 1 for z > 0, else alpha."""
    floats(alpha, "alpha")
    return _where_positive(z, 1, alpha)


def prelu(z, alpha=0.25):
    """Parametric ReLU: z for z > 0, alpha z for z <= 0, with a slope alpha that is learned.

    z has shape (..., n) and alpha (n,), one slope for each unit; 0.25 is the paper's starting value.

    He, Zhang, Ren & Sun, "Delving deep into rectifiers", ICCV 2015.
    """
    return leaky_relu(z, alpha)


def prelu_prime(z, alpha=0.25):
    """The derivative with respect to z: 1 for z > 0, else alpha."""
    return leaky_relu_prime(z, alpha)


def prelu_slope_gradient(z):
    """The derivative of prelu(z, alpha) with respect to the slope alpha: 0 for z > 0, else z."""
    return np.minimum(floats(z), 0)


def elu(z, alpha=1.0):
    """Exponential linear unit: z for z > 0, alpha (e^z - 1) for z <= 0, with values above -alpha.

    With alpha = 1 the slope is continuous at 0.

    Clevert, Unterthiner & Hochreiter, "Fast and accurate deep network learning by ELUs", ICLR 2016.
    """
    z = floats(z)
    floats(alpha, "alpha")
    return _where_positive(z, z, alpha * np.expm1(_where_positive(z, 0, z)))


def elu_prime(z, alpha=1.0):
    """elu'(z) = 1 for z > 0, else alpha e^z."""
    z = floats(z)
    floats(alpha, "alpha")
    return _where_positive(z, 1, alpha * np.exp(np.minimum(z, 0)))


# Phi, the distribution function of the standard normal, by Taylor series of degree 8 around the nearest of these nodes.
# NumPy has no erf; math.erf, number by number, takes three times as long.
_SPACING = 1 / 16
_LOW, _HIGH = -39.0, 9.0  # beyond, Phi is 0 and 1
_NODES = np.arange(_LOW, _HIGH + _SPACING / 2, _SPACING)


def _taylor_coefficients():
    """Phi^{(k)}(node) / k! for k = 0 ... 8, shape (9, nodes): (-1)^k He_k(x) density(x) / (k + 1)! from k = 1 on."""
    density = np.exp(-(_NODES**2) / 2) / math.sqrt(2 * math.pi)
    coefficients = [np.array([math.erfc(-x / math.sqrt(2)) / 2 for x in _NODES])]
    before, hermite = np.zeros_like(_NODES), np.ones_like(_NODES)
    for k in range(8):
        coefficients.append((-1) ** k * hermite * density / math.factorial(k + 1))
        before, hermite = hermite, _NODES * hermite - k * before
    return np.array(coefficients)


_COEFFICIENTS = _taylor_coefficients()


def _normal_cdf(z):
    """Phi(z) to 2e-16, in double precision; also for complex z with the small imaginary part of a complex step."""
    x = np.clip(z.real, _LOW, _HIGH)
    nearest = np.rint((np.fmax(x, _LOW) - _LOW) / _SPACING).astype(np.intp)  # fmax: NaN has to have a node, too
    h = x - _NODES[nearest]
    if np.iscomplexobj(z):
        h = h + 1j * z.imag
    total = _COEFFICIENTS[-1][nearest]
    for row in _COEFFICIENTS[-2::-1]:
        total = total * h + row[nearest]
    return total


def gelu(z):
    """The Gaussian error linear unit z Phi(z) with Phi(z) = (1 + erf(z / sqrt 2)) / 2, exact, not the tanh formula.

    Hendrycks & Gimpel, "Gaussian error linear units (GELUs)", arXiv:1606.08415, 2016.
    """
    z = floats(z)
    return (np.maximum(z, _LOW) * _normal_cdf(z)).astype(z.dtype)[()]  # the limit at -infinity is 0, not NaN


def gelu_prime(z):
    """gelu'(z) = Phi(z) + z e^{-z^2/2} / sqrt(2 pi), at most 1.129, at z = sqrt 2."""
    z = floats(z)
    x = np.clip(z, _LOW, -_LOW)
    return (_normal_cdf(z) + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)).astype(z.dtype)[()]


def silu(z):
    """The sigmoid linear unit z sigmoid(z), also called swish.

    Elfwing, Uchibe & Doya, "Sigmoid-weighted linear units for neural network function approximation in reinforcement
    learning", Neural Networks 107, 2018; Ramachandran, Zoph & Le, "Searching for activation functions", 2017.
    """
    z = floats(z)
    return np.maximum(z, -1e4) * sigmoid(z)  # the limit at -infinity is 0, not NaN


def silu_prime(z):
    """silu'(z) = sigmoid(z) (1 + z sigmoid(-z)), at most 1.0998, at z = 2.3994."""
    z = floats(z)
    return sigmoid(z) * (1 + np.clip(z, -1e4, 1e4) * sigmoid(-z))


def elementwise(name, f, z):
    """f(z), if that is an array of finite numbers in the shape of z, and z is left as it was; else a ValueError."""
    if not callable(f):
        raise ValueError(f"{name}={f!r} must be a function of z")
    given = z.copy()
    try:
        with np.errstate(all="ignore"):
            value = f(given)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name} fails for an array z of shape {z.shape}: {error}; use NumPy's functions, such as np.where"
        ) from error
    value = real_array(f"{name}(z)", value)
    if value.shape != z.shape:
        raise ValueError(f"{name}(z) has shape {value.shape}, but must have the shape of z, {z.shape}")
    if not np.isfinite(value).all():
        at = ~np.isfinite(value)
        raise ValueError(f"{name}(z) must be finite, but is {value[at][0]} at z = {z[at][0]:.4g}")
    if not np.array_equal(given, z):
        raise ValueError(f"{name} changes its argument z, but must return a new array")
    return value


_FAR = np.linspace(-40, 40, 400).reshape(100, 4)
_PROBE = np.array([[-3.14, -1.3, -0.6], [0.4, 1.1, 2.71]])


@dataclass(frozen=True)
class Activation:
    """An activation function with its derivative, ready to be used by a layer.

    Attributes
    ----------
    name : str
    f, df : callable
        phi(z) and phi'(z), elementwise; both take z. Can ``df`` be wrong? ``check_activation`` tells.
    label : str
        The name as figures and tables write it; by default ``name``.
    range : tuple of float
        The infimum and the supremum of phi.
    max_slope : float
        The largest phi'(z); a unit is saturated where its slope is a small share of it.
    df_from_output : callable or None
        phi'(z) from z and a = phi(z), where that saves a second exponential.
    start : float or None
        The starting value of PReLU's slope, which is learned together with the weights; f and df then take it, too.
    kinks : bool
        True if phi' jumps at z = 0, where a finite difference across 0 is no derivative.

    Raises
    ------
    ValueError
        If ``name`` is no name, or ``f`` or ``df`` does not return finite numbers in the shape of z.
    """

    name: str
    f: Callable
    df: Callable
    label: str | None = None
    range: tuple[float, float] = (-np.inf, np.inf)
    max_slope: float = 1.0
    df_from_output: Callable | None = None
    start: float | None = None
    kinks: bool = False

    def __post_init__(self):
        if not isinstance(self.name, str) or not self.name:
            raise ValueError(f"name={self.name!r} must be a word")
        elementwise("f", self.f, _PROBE)
        elementwise("df", self.df, _PROBE)
        object.__setattr__(self, "label", self.name if self.label is None else self.label)
        object.__setattr__(self, "range", tuple(self.range))

    def remark(self):
        """What is wrong with f or df, in one sentence; "" where nothing is found.

        Returns
        -------
        str
        """
        from dnnlib.gradcheck import check_activation  # which imports this module

        if ACTIVATIONS.get(self.name) is self:
            return ""
        try:
            check = check_activation(self)
            elementwise("f", self.f, _FAR)
            elementwise("df", self.df, _FAR)
        except ValueError as problem:
            return f"{self.label}: {problem}."
        if check.passed:
            return ""
        given, expected = f"{check.given:.3g}", f"{check.expected:.3g}"
        return f"{self.label}: df is wrong. At z = {check.z:.3g} it gives {given}, but the slope of f is {expected}."

    def slope(self, z, a):
        """phi'(z), by way of a = phi(z) where that is faster."""
        return self.df(z) if self.df_from_output is None else self.df_from_output(z, a)


def _sigmoid_prime_from_output(z, a):
    return a * (1 - a)


def _tanh_prime_from_output(z, a):
    return 1 - a * a


def _relu_prime_from_output(z, a):
    return a > 0


def _elu_prime_from_output(z, a):
    return np.minimum(a, 0) + 1


def _gelu_prime_from_output(z, a):
    x = np.clip(z, _LOW, -_LOW)
    cdf = np.divide(np.minimum(a, -_LOW), x, out=np.full_like(a, 0.5), where=x != 0)  # x and a end at the same place
    return cdf + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


#: Every activation by its name; whatever offers activations reads this.
ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation(
            "sigmoid", sigmoid, sigmoid_prime, range=(0, 1), max_slope=0.25, df_from_output=_sigmoid_prime_from_output
        ),
        Activation("tanh", tanh, tanh_prime, range=(-1, 1), df_from_output=_tanh_prime_from_output),
        Activation("relu", relu, relu_prime, "ReLU", (0, np.inf), df_from_output=_relu_prime_from_output, kinks=True),
        Activation("leaky_relu", leaky_relu, leaky_relu_prime, "leaky ReLU", kinks=True),
        Activation("prelu", prelu, prelu_prime, "PReLU", start=0.25, kinks=True),
        Activation("elu", elu, elu_prime, "ELU", (-1, np.inf), df_from_output=_elu_prime_from_output),
        Activation(
            "gelu",
            gelu,
            gelu_prime,
            "GELU",
            (-0.16997120747990369, np.inf),
            1.128904145185155,
            _gelu_prime_from_output,
        ),
        Activation("silu", silu, silu_prime, "SiLU", (-0.27846454276107380, np.inf), 1.0998393201288670),
        Activation("identity", identity, identity_prime),
    )
}


def as_activation(value, argument="activation"):
    """Return the ``Activation`` of a name from ``ACTIVATIONS``; one of the learner's own comes back itself.

    Raises
    ------
    ValueError
        For an unknown name, or an Activation of one's own that has the name of a known one.
    """
    if not isinstance(value, Activation):
        return ACTIVATIONS[one_of(argument, value, ACTIVATIONS)]
    if ACTIVATIONS.get(value.name, value) != value:
        raise ValueError(f"{argument} has the name {value.name!r} of a known activation; choose another name")
    return value
