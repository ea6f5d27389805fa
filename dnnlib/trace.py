"""What the two passes of a network leave behind: data that figures and tests read."""

from typing import NamedTuple


class Trace(NamedTuple):
    """Everything that one forward pass computed.

    Attributes
    ----------
    a : tuple of ndarray
        a[l] of shape (m, n_l); a[0] is the input X.
    z : tuple of ndarray
        z[l] of shape (m, n_l), what the activation receives; z[0] is None.
    batch_norm : tuple
        The ``BatchNormCache`` of each layer that normalizes, else None.
    training : bool
        True if batch norm used the statistics of this batch.
    """

    a: tuple
    z: tuple
    batch_norm: tuple
    training: bool = True

    @property
    def output(self):
        """a[L], shape (m, n_L)."""
        return self.a[-1]


class Gradients(NamedTuple):
    """The gradient of J with respect to every parameter, under its name and index; None where there is none.

    Attributes
    ----------
    W, b : tuple of ndarray
        dJ/dW[l] of shape (n_l, n_{l-1}), dJ/db[l] of shape (n_l,).
    delta : tuple of ndarray
        dJ/dz[l] of shape (m, n_l); holds the 1/m already.
    gamma, beta : tuple of ndarray
        For batch norm, shape (n_l,).
    alpha : tuple of ndarray
        For the learned slopes of PReLU, shape (n_l,).
    """

    W: tuple
    b: tuple
    delta: tuple
    gamma: tuple
    beta: tuple
    alpha: tuple
