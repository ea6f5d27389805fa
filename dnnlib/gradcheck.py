"""Gradient checking (梯度检验): every entry of every gradient against numbers that know no backpropagation."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import batch, number
from dnnlib._network_checks import targets
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
        """The name of the parameter with the largest absolute error against the complex step."""
        return self.names[int(np.argmax(np.abs(self.analytic - self.complex_step)))]

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
    network = _as_type(network, np.float64)
    Y = targets(network, Y, len(X))
    trace = network._forward(X)
    gradients = network._backward(trace, Y)
    entries = [
        (f"{k}[{l}][{', '.join(map(str, i))}]", getattr(gradients, k)[l][i], _central(network, p, i, X, Y, h))
        for k, l, p in network.parameters()
        for i in np.ndindex(p.shape)
    ]
    names, analytic, central = zip(*entries, strict=True)
    complex_step = _complex_steps(_as_type(network, np.complex128), X, Y)
    loss = float(network._mean_cost(trace.z[-1], Y))
    return GradientCheck(names, np.array(analytic), np.array(central), complex_step, loss, h)


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
    return other


def _loss_at(network, p, i, value, X, Y):
    """J with entry i of the parameter array p set to value; the old value is put back."""
    old, p[i] = p[i], value
    loss = network._mean_cost(network._forward(X).z[-1], Y)
    p[i] = old
    return loss


def _central(network, p, i, X, Y, h):
    return (_loss_at(network, p, i, p[i] + h, X, Y) - _loss_at(network, p, i, p[i] - h, X, Y)) / (2 * h)


def _complex_steps(network, X, Y, h=1e-30):
    return np.array(
        [
            _loss_at(network, p, i, p[i] + 1j * h, X, Y).imag / h
            for _, _, p in network.parameters()
            for i in np.ndindex(p.shape)
        ]
    )
