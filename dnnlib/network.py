"""A fully connected network: its forward pass, its loss and its backward pass, index by index as in the formulas.

Layers are counted l = 0 ... L, layer 0 is the input, and lists are padded with None at index 0: ``W[l]`` is W^l.
A batch has one example per row: Z^l = A^{l-1} (W^l)^T + b^l (1.5).
"""

import copy

import numpy as np

from dnnlib import batchnorm
from dnnlib._checks import batch, boolean, generator, integer, number
from dnnlib._network_checks import activations, check_trace, initial_weights, layer_sizes, precision, targets
from dnnlib._parameters import checked, conversions, parameter_shapes, put_in
from dnnlib.activations import floats, prelu_slope_gradient
from dnnlib.initializers import as_initializer
from dnnlib.output_loss import output_loss
from dnnlib.trace import Gradients, Trace

#: Overflow is a result that the lessons show, not an accident: it appears as inf or NaN in the numbers, and no warning.
#: What is too small to be a number is 0. A session that asks NumPy to raise gets the same numbers.
ignore_overflow = np.errstate(all="ignore")

# When a large block is freed, glibc raises its mmap and trim thresholds to that size: from here on freed arrays of up
# to 32 MiB stay with the process and are used again, instead of being mapped anew page by page. The two passes of a
# deep network take half the time. With musl, on macOS, on Windows and in WebAssembly this does nothing.
np.empty(2**25 - 2**13, np.uint8)


class Network:
    """A fully connected network (全连接网络).

    Parameters
    ----------
    sizes : sequence of int
        n_0, ..., n_L: the widths of all layers, the input first.
    activation : str, Activation, or a list of these
        A name from ``ACTIVATIONS`` or an ``Activation`` of your own, for every hidden layer or one for each.
    output : {"identity", "sigmoid", "softmax"}
    loss : {"mse", "binary_cross_entropy", "cross_entropy"}
    init : str or callable
        A name from ``INITIALIZERS`` or a function f(shape, rng, *, scale), for the weights; biases start at 0.
    scale : float >= 0
        Multiplies the initial weights; for ``init="normal"`` it is their standard deviation.
    batch_norm : bool
        Normalize the linear map of every hidden layer over the batch.
    rng : numpy.random.Generator or int
        Where the initial weights come from.
    dtype : numpy.float64 or numpy.float32

    Attributes
    ----------
    sizes, L, activation, output, loss_name, batch_norm, dtype
        The settings: L is the depth, activation a tuple of names for layers 1 ... L - 1.
    output_loss : OutputLoss
        The cost of each example, and its derivative, from the logits z^L.
    W, b, gamma, beta, alpha : list of ndarray
        Parameters by layer; None where a layer has none, and at index 0.
    running_mean, running_var : list of ndarray
        Batch norm's statistics for inference.

    Raises
    ------
    ValueError
        For sizes below 1 or not integer, unknown names, a negative scale or one with which weights overflow, rng None,
        an initializer that returns no weights of the right shape, or a pair of output and loss that is undefined.
    """

    def __init__(
        self,
        sizes,
        *,
        activation="tanh",
        output="identity",
        loss="mse",
        init="xavier_normal",
        scale=1.0,
        batch_norm=False,
        rng,
        dtype=np.float64,
    ):
        self.sizes = layer_sizes(sizes)
        self.L = L = len(self.sizes) - 1
        self._activations = activations(activation, L)
        self.activation = tuple(phi.name for phi in self._activations[1:L])
        self.output_loss = output_loss(output, loss)
        self.output = output
        self.loss_name = loss
        init = as_initializer(init)
        scale = number("scale", scale, 0)
        rng = generator("rng", rng)
        self.dtype = precision(dtype)
        self.batch_norm = boolean("batch_norm", batch_norm)
        self._start(init, scale, rng)

    def _start(self, init, scale, rng):
        """Give every parameter and every running statistic its first value."""
        slopes = [phi and phi.start for phi in self._activations]
        self._shapes = parameter_shapes(self.sizes, self.batch_norm, slopes)
        for name, shapes in self._shapes.items():
            first = 1 if name in ("gamma", "running_var") else 0
            setattr(self, name, [shape and np.full(shape, first, self.dtype) for shape in shapes])
        for l in range(1, self.L + 1):
            self.W[l] = initial_weights(init, self.W[l].shape, rng, scale, self.dtype)
            if self.alpha[l] is not None:
                self.alpha[l][:] = slopes[l]

    def parameters(self):
        """Every parameter array as (name, l, array), layer by layer; the arrays are the network's own."""
        names = ("W", "b", "gamma", "beta", "alpha")
        layers = range(1, self.L + 1)
        return [
            (name, l, getattr(self, name)[l]) for l in layers for name in names if getattr(self, name)[l] is not None
        ]

    def __repr__(self):
        count = sum(np.size(p) for _, _, p in self.parameters())
        return f"Network({'-'.join(map(str, self.sizes))}, {count} parameters, {self.output} + {self.loss_name})"

    def phi(self, l, z):
        """a^l = phi_l(z^l) of one layer (1.4): its activation, at l = L the output function.

        Parameters
        ----------
        l : int, 1 ... L
        z : ndarray, shape (..., n_l), real or complex

        Returns
        -------
        ndarray, the shape of z

        Raises
        ------
        ValueError
            If l is no layer, or z holds no numbers.
        """
        return self._phi_of(integer("l", l, 1, self.L), floats(z))

    def _phi_of(self, l, z):
        if l == self.L:
            return self.output_loss.output(z)
        f = self._activations[l].f
        a = f(z) if self.alpha[l] is None else f(z, self.alpha[l])
        return np.asarray(a, z.dtype)

    def phi_prime(self, l, z, a=None):
        """phi'(z^l) of a hidden layer.

        Parameters
        ----------
        l : int, 1 ... L - 1
        z : ndarray, shape (..., n_l)
        a : ndarray, the shape of z, optional
            phi(z), where it is known: that saves a second exponential.

        Returns
        -------
        ndarray, the shape of z

        Raises
        ------
        ValueError
            If l is no hidden layer, or z holds no numbers.
        """
        l = integer("l", l, 1, self.L - 1)
        z = floats(z)
        return self._phi_prime_of(l, z, self._phi_of(l, z) if a is None else a)

    def _phi_prime_of(self, l, z, a):
        phi = self._activations[l]
        slope = phi.slope(z, a) if self.alpha[l] is None else phi.df(z, self.alpha[l])
        return np.asarray(slope, z.dtype)

    @ignore_overflow
    def forward(self, X, *, training=True):
        """The forward pass (前向传播): z^l = W^l a^{l-1} + b^l and a^l = phi(z^l) for l = 1 ... L (1.4), (1.5).

        With batch norm z^l is the normalized linear map, (9.1) to (9.4), or (9.6) without training.

        Parameters
        ----------
        X : array_like, shape (m, n_0)
        training : bool
            With batch norm: True normalizes by this batch, False by the running statistics.

        Returns
        -------
        Trace

        Raises
        ------
        ValueError
            If X has another shape, is empty or not finite, or is a batch of one under batch norm in training; or if
            what was assigned to ``W``, ``b`` ... is no array of real numbers of the right shape.
        """
        X = batch("X", X, self.sizes[0], self.dtype)
        training = boolean("training", training)
        if self.batch_norm and training and self.L > 1 and len(X) < 2:
            raise ValueError("X has 1 row: batch norm in training needs a batch of at least 2; or use training=False")
        return checked(self)._forward(X.copy(), training)  # the trace must not follow what becomes of X

    def _forward(self, X, training=True):
        L, W, b = self.L, self.W, self.b
        a, z, caches = ([None] * (L + 1) for _ in range(3))
        a[0] = X
        for l in range(1, L + 1):
            linear = a[l - 1] @ W[l].T
            if self.gamma[l] is None:
                z[l] = linear + b[l]  # (1.5)
            else:
                statistics = () if training else (self.running_mean[l].copy(), self.running_var[l].copy())
                z[l], caches[l] = batchnorm.normalize(linear, self.gamma[l], self.beta[l], batchnorm.EPS, *statistics)
            a[l] = self._phi_of(l, z[l])  # (1.4)
        return Trace(tuple(a), tuple(z), tuple(caches), training)

    @ignore_overflow
    def loss(self, trace, Y):
        """The loss J: summed over the outputs of an example, averaged over the batch; from the logits z[L].

        Parameters
        ----------
        trace : Trace
        Y : array_like, shape (m, n_L); for a softmax output also int labels of shape (m,)

        Returns
        -------
        float

        Raises
        ------
        ValueError
            If the trace is of another network, or Y does not fit it or holds what the loss does not allow.
        """
        trace = check_trace(self, trace)
        return float(self._mean_cost(trace.z[self.L], targets(self, Y, len(trace.output))))

    def _mean_cost(self, z, Y):
        return self.output_loss.cost(z, Y).sum() / len(Y)

    @ignore_overflow
    def backward(self, trace, Y):
        """The backward pass (反向传播), from delta^L down to layer 1 (3.6), and all gradients (3.7), (3.8).

        delta^L is (3.2) divided by m. Batch norm stands between the linear map and z^l: (9.9) and (9.10).

        Parameters
        ----------
        trace : Trace
            From ``forward`` with the present parameters, in training mode.
        Y : array_like, shape (m, n_L); for a softmax output also int labels of shape (m,)

        Returns
        -------
        Gradients

        Raises
        ------
        ValueError
            If the trace is of another network or used running statistics, or Y does not fit.
        """
        trace = check_trace(self, trace, training_needed_for="the backward pass")
        return checked(self)._backward(trace, targets(self, Y, len(trace.output)))

    def _backward(self, trace, Y):
        L, W, z, a = self.L, self.W, trace.z, trace.a
        delta, dW, db, dgamma, dbeta, dalpha = ([None] * (L + 1) for _ in range(6))
        delta[L] = self.output_loss.delta(z[L], a[L], Y) / len(Y)
        for l in range(L, 0, -1):
            if self.gamma[l] is None:
                dlinear = delta[l]
                db[l] = dlinear.sum(axis=0)  # (3.8)
            else:
                dlinear, dgamma[l], dbeta[l] = batchnorm.batchnorm_backward(delta[l], trace.batch_norm[l])
            dW[l] = dlinear.T @ a[l - 1]  # (3.7)
            if l > 1:
                da = dlinear @ W[l]
                delta[l - 1] = da * self._phi_prime_of(l - 1, z[l - 1], a[l - 1])  # (3.6)
                if self.alpha[l - 1] is not None:
                    dalpha[l - 1] = (da * prelu_slope_gradient(z[l - 1])).sum(axis=0)
        return Gradients(tuple(dW), tuple(db), tuple(delta), tuple(dgamma), tuple(dbeta), tuple(dalpha))

    @ignore_overflow
    def update_running_statistics(self, trace, momentum=0.1):
        """Move batch norm's running statistics towards those of a trace: the one place where they change.

        The variance is the unbiased one, times m / (m - 1), as in Ioffe & Szegedy's algorithm 2.

        Parameters
        ----------
        trace : Trace
            From ``forward(X, training=True)``.
        momentum : float in [0, 1]
            The weight of the new batch.

        Raises
        ------
        ValueError
            If momentum is out of range, or the trace is of another network or used the running statistics.
        """
        momentum = number("momentum", momentum, 0, 1)
        trace = check_trace(self, trace, training_needed_for="an update of the running statistics")
        put_in(self, conversions(self, writable=True))
        self._update_running_statistics(trace, momentum)

    def _update_running_statistics(self, trace, momentum=0.1):
        m = len(trace.output)
        for l in range(1, self.L):
            if (cache := trace.batch_norm[l]) is not None:
                self.running_mean[l] += momentum * (cache.mean - self.running_mean[l])
                self.running_var[l] += momentum * (cache.var * m / (m - 1) - self.running_var[l])

    def copy(self):
        """An independent network with the same parameters and running statistics."""
        other = object.__new__(type(self))
        for name, value in vars(self).items():
            setattr(other, name, copy.deepcopy(value) if isinstance(value, list) else value)
        return other
