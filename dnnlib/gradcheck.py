"""Gradient checking (梯度检验): derivatives against numerical ones (3.12), (3.14), which know no backpropagation."""

from dataclasses import dataclass, replace

import numpy as np

from dnnlib._checks import batch, number
from dnnlib._network_checks import targets
from dnnlib._parameters import checked
from dnnlib.activations import ACTIVATIONS, Activation, as_activation, elementwise
from dnnlib.network import ignore_overflow


@dataclass(frozen=True)
class GradientCheck:
    """Backpropagation against two numerical derivatives, parameter by parameter.

    Attributes
    ----------
    names : tuple of str
        "W[1][0, 2]" and so on, in the order of the arrays below.
    analytic : ndarray, shape (P,)
        From ``Network.backward``.
    central : ndarray, shape (P,)
        (J(p + h) - J(p - h)) / 2h.
    complex_step : ndarray, shape (P,)
        Im J(p + ih) / h with h = 1e-30, free of cancellation.
    loss : float
        J, which sets the rounding noise of the central difference.
    h : float
        The step of the central difference.
    """

    names: tuple
    analytic: np.ndarray
    central: np.ndarray
    complex_step: np.ndarray
    loss: float
    h: float

    @property
    def relative_error(self):
        """|a - n| / max(|a|, |n|) against the central difference, shape (P,); 0 where both are 0."""
        return _relative_error(self.analytic, self.central)

    @property
    def relative_error_complex(self):
        """|a - n| / max(|a|, |n|) against the complex step, shape (P,)."""
        return _relative_error(self.analytic, self.complex_step)

    @property
    def noise(self):
        """The rounding error of the central difference in absolute terms: about eps max(|J|, 1) / h."""
        return float(np.finfo(float).eps * max(abs(self.loss), 1) / self.h)

    @property
    def max_relative_error(self):
        """The largest ``relative_error`` of an entry that stands clear of the central difference's noise.

        NaN if there are gradients and none stands clear: then the central difference tells nothing.
        """
        size = np.maximum(np.abs(self.analytic), np.abs(self.central))
        clear = ~(size <= 1e5 * self.noise)
        return float(self.relative_error[clear].max(initial=0)) if clear.any() or not size.any() else float("nan")

    @property
    def max_relative_error_complex(self):
        """The largest ``relative_error_complex`` of an entry above 1e-12 of the largest gradient, or NaN.

        Differences below 1e-13 of the largest gradient do not count: the slope of a saturated unit, 1 - a^2, is a small
        difference of large numbers.
        """
        size, error = np.maximum(np.abs(self.analytic), np.abs(self.complex_step)), self.analytic - self.complex_step
        largest = size.max(initial=0)
        counts = ~((size <= 1e-12 * largest) | (np.abs(error) <= 1e-13 * largest))
        return float(self.relative_error_complex[counts].max(initial=0))

    @property
    def worst(self):
        """The name of the parameter with the largest absolute error.

        Against the complex step; where all gradients agree with that, against the central difference: then the entry
        lies at a kink, or ``h`` is too large or too small.
        """
        disagrees = self.max_relative_error > 1e-5 and self.max_relative_error_complex <= 1e-9
        expected = self.central if disagrees else self.complex_step
        return self.names[int(np.argmax(np.abs(self.analytic - expected)))]

    def passed(self, tolerance=1e-5, tolerance_complex=1e-9):
        """True if both numerical derivatives agree with the gradients.

        Parameters
        ----------
        tolerance, tolerance_complex : float
            The largest ``max_relative_error`` and ``max_relative_error_complex`` that pass.
        """
        return self.max_relative_error <= tolerance and self.max_relative_error_complex <= tolerance_complex

    def __repr__(self):
        return (
            f"GradientCheck({len(self.names)} parameters, largest relative error: "
            f"central difference {self.max_relative_error:.0e}, complex step {self.max_relative_error_complex:.0e})"
        )


@ignore_overflow
def check_gradients(network, X, Y, *, h=1e-5):
    """Compare every gradient of ``network.backward`` with the central difference and the complex step.

    The network is not touched: the check works in double precision on a copy. Next to a kink (ReLU with |z| < h) the
    central difference straddles two slopes and disagrees; the complex step does not.

    Parameters
    ----------
    network : Network
    X : array_like, shape (m, n_0)
    Y : array_like, shape (m, n_L), or int labels of shape (m,) for a softmax output
    h : float > 0
        Step of the central difference; near (machine epsilon)^(1/3) = 6e-6 its error is least.

    Returns
    -------
    GradientCheck

    Raises
    ------
    ValueError
        As ``Network.forward`` and ``Network.loss`` do, or if h is not positive.

    References
    ----------
    Squire & Trapp, "Using complex variables to estimate derivatives of real functions", SIAM Review 40, 1998.
    """
    h = number("h", h, 0, open_low=True)
    network.forward(X)  # raises what is wrong with X
    X = batch("X", X, network.sizes[0], np.float64)
    network = _as_type(checked(network), np.float64)
    Y = targets(network, Y, len(X))
    trace = network._forward(X)
    gradients = network._backward(trace, Y)
    places = [(name, l, i) for name, l, p in network.parameters() for i in np.ndindex(p.shape)]
    return GradientCheck(
        names=tuple(f"{name}[{l}][{', '.join(map(str, i))}]" for name, l, i in places),
        analytic=np.array([getattr(gradients, name)[l][i] for name, l, i in places]),
        central=_central_differences(network, X, Y, places, h),
        complex_step=_complex_steps(_as_type(network, np.complex128), X, Y, places),
        loss=float(network._mean_cost(trace.z[-1], Y)),
        h=h,
    )


@ignore_overflow
def _relative_error(a, n):
    size = np.maximum(np.abs(a), np.abs(n))
    return np.abs(a - n) / np.where(size > 0, size, 1)


def _as_type(network, dtype):
    """A copy of the network whose parameters have another type."""
    other = network.copy()
    other.dtype = np.dtype(np.float64)
    for name, l, p in network.parameters():
        getattr(other, name)[l] = p.astype(dtype)
    if dtype == np.complex128:
        other._activations = tuple(phi and _complex_activation(phi) for phi in network._activations)
    return other


def _complex_activation(phi):
    """phi for z + ih with a small h; a function of the learner's own need not be one of complex numbers."""
    if phi.name in ACTIVATIONS:
        return phi

    def f(z):
        return phi.f(z.real) + 1j * z.imag * _five_point_difference(phi.f, z.real) if np.iscomplexobj(z) else phi.f(z)

    return replace(phi, f=f)


def _five_point_difference(f, z, h=1e-3):
    """f'(z) with an error of h^4 f^(5)(z) / 30, which is some 1e-13."""
    return (8 * (f(z + h) - f(z - h)) - (f(z + 2 * h) - f(z - 2 * h))) / (12 * h)


def _loss_at(network, X, Y, place, change):
    """J with a change of one entry of one parameter, which is put back."""
    name, l, i = place
    p = getattr(network, name)[l]
    old = p[i]
    p[i] = old + change
    loss = network._mean_cost(network._forward(X).z[-1], Y)
    p[i] = old
    return loss


def _central_differences(network, X, Y, places, h):
    """(3.12)."""
    sides = [(_loss_at(network, X, Y, place, h), _loss_at(network, X, Y, place, -h)) for place in places]
    return np.array([(right - left) / (2 * h) for right, left in sides])


def _complex_steps(network, X, Y, places, h=1e-30):
    """(3.14)."""
    return np.array([_loss_at(network, X, Y, place, 1j * h).imag / h for place in places])


@dataclass(frozen=True)
class ActivationCheck:
    """The derivative of an activation against a central difference.

    Attributes
    ----------
    passed : bool
        True if they agree at every z that was tried.
    z : float
        Where they differ most.
    given, expected : float
        The derivative and the central difference at that z.
    """

    passed: bool
    z: float
    given: float
    expected: float

    def __repr__(self):
        verdict = "passed" if self.passed else "failed"
        return f"ActivationCheck({verdict}: at z = {self.z:.4g} df gives {self.given:.6g}, f has {self.expected:.6g})"


def check_activation(f, df=None, *, tolerance=1e-6):
    """Compare a derivative with the central difference of its function, for z from -6 to 6 and away from kinks.

    Parameters
    ----------
    f, df : callable
        phi(z) and phi'(z), elementwise. Instead of both also an ``Activation`` or the name of one.
    tolerance : float > 0
        The largest difference that passes, as a share of the larger of 1 and the slope.

    Returns
    -------
    ActivationCheck

    Raises
    ------
    ValueError
        If f or df does not return finite real numbers in the shape of z, or changes z.
    """
    tolerance = number("tolerance", tolerance, 0, open_low=True)
    if df is None and (isinstance(f, Activation | str)):
        phi = as_activation(f, "f")
        f, df = phi.f, phi.df
    z = np.linspace(-6, 6, 500).reshape(100, 5)  # none is a round number, where a kink may lie
    h = 1e-5
    middle, right, left = (elementwise("f", f, x) for x in (z, z + h, z - h))
    given = elementwise("df", df, z)
    expected = (right - left) / (2 * h)
    kink = np.abs(right - 2 * middle + left) / h > 1e-2 * np.maximum(np.abs(expected), 1)
    error = np.where(kink, 0, np.abs(given - expected) / np.maximum(np.abs(expected), 1))
    worst = np.unravel_index(np.argmax(error), z.shape)
    passed = bool(error[worst] <= tolerance)
    return ActivationCheck(passed, float(z[worst]), float(given[worst]), float(expected[worst]))
