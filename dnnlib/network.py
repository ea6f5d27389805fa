"""A fully connected network: its forward pass, its loss and its backward pass, index by index as in the formulas.

Layers are counted l = 0 ... L, layer 0 is the input, and lists are padded with None at index 0: ``W[l]`` is W^l.
A batch has one example per row, so that Z^l = A^{l-1} (W^l)^T + b^l.
"""

import numpy as np

from dnnlib import batchnorm
from dnnlib._arrays import number_of, ones, rooms
from dnnlib._checks import batch, boolean, generator, number, one_of
from dnnlib._network_checks import activation_names, layer_sizes, own_trace, precision, targets, weights
from dnnlib.activations import ACTIVATIONS, prelu_slope_gradient
from dnnlib.initializers import INITIALIZERS
from dnnlib.output_loss import output_loss
from dnnlib.trace import Gradients, Trace

#: Overflow is a result that the lessons show, not an accident: it appears as inf or NaN in the numbers, and no warning.
ignore_overflow = np.errstate(over="ignore", invalid="ignore", divide="ignore")


class Network:
    """A fully connected network (全连接网络).

    Parameters
    ----------
    sizes : sequence of int
        n_0, ..., n_L: the widths of all layers, the input first.
    activation : str or list of str
        One name from ``ACTIVATIONS`` for every hidden layer, or one name for each.
    output : {"identity", "sigmoid", "softmax"}
    loss : {"mse", "binary_cross_entropy", "cross_entropy"}
    init : str
        A name from ``INITIALIZERS``, for the weights; biases start at 0.
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
    W, b, gamma, beta, alpha : list of ndarray
        Parameters by layer; None where a layer has none, and at index 0.
    running_mean, running_var : list of ndarray
        Batch norm's statistics for inference.

    Raises
    ------
    ValueError
        For sizes below 1 or not integer, unknown names, a negative scale or one with which weights overflow, rng None,
        or a pair of output and loss that is undefined.
    """

    def __init__(self, sizes, *, activation="tanh", output="identity", loss="mse", init="xavier_normal", scale=1.0,
                 batch_norm=False, rng, dtype=np.float64):  # fmt: skip
        self.sizes = layer_sizes(sizes)
        self.L = L = len(self.sizes) - 1
        self.activation = activation_names(activation, L)
        self.output_loss = output_loss(output, loss)
        self.output, self.loss_name = output, loss
        make = INITIALIZERS[one_of("init", init, INITIALIZERS)]
        scale, rng = number("scale", scale, 0), generator("rng", rng)
        self.dtype, self.batch_norm = precision(dtype), boolean("batch_norm", batch_norm)

        self.W, self.b, self.gamma, self.beta, self.alpha, self.running_mean, self.running_var = (
            [None] * (L + 1) for _ in range(7)
        )
        self._phi = [None] * (L + 1)
        for l in range(1, L + 1):
            n_in, n_out = self.sizes[l - 1], self.sizes[l]
            self.W[l] = weights(make, (n_out, n_in), rng, scale, self.dtype)
            if l < L:
                self._phi[l] = ACTIVATIONS[self.activation[l - 1]]
                if self._phi[l].start is not None:
                    self.alpha[l] = np.full(n_out, self._phi[l].start, self.dtype)
            if self.batch_norm and l < L:
                self.gamma[l], self.beta[l] = np.ones(n_out, self.dtype), np.zeros(n_out, self.dtype)
                self.running_mean[l], self.running_var[l] = np.zeros(n_out, self.dtype), np.ones(n_out, self.dtype)
            else:
                self.b[l] = np.zeros(n_out, self.dtype)

    def parameters(self):
        """Every parameter array as (name, l, array), layer by layer; the arrays are the network's own."""
        names = ("W", "b", "gamma", "beta", "alpha")
        return [
            (k, l, getattr(self, k)[l]) for l in range(1, self.L + 1) for k in names if getattr(self, k)[l] is not None
        ]

    def __repr__(self):
        count = sum(p.size for _, _, p in self.parameters())
        return f"Network({'-'.join(map(str, self.sizes))}, {count} parameters, {self.output} + {self.loss_name})"

    @ignore_overflow
    def forward(self, X, *, training=True):
        """The forward pass (前向传播): z^l = W^l a^{l-1} + b^l and a^l = phi(z^l) for l = 1 ... L.

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
            If X has another shape, is empty or not finite, or is a batch of one under batch norm in training.
        """
        X, training = batch("X", X, self.sizes[0], self.dtype), boolean("training", training)
        if self.batch_norm and training and self.L > 1 and len(X) < 2:
            raise ValueError("X has 1 row: batch norm in training needs a batch of at least 2; or use training=False")
        return self._forward(X, training)

    def _forward(self, X, training=True):
        L, W, b = self.L, self.W, self.b
        z, a = rooms(len(X), self.sizes, "za", W[1].dtype)
        a[0], caches = X, [None] * (L + 1)
        for l in range(1, L + 1):
            z[l] = a[l - 1].dot(W[l].T, out=z[l])
            if self.gamma[l] is None:
                z[l] += b[l]
            else:
                statistics = () if training else (self.running_mean[l].copy(), self.running_var[l].copy())
                z[l], caches[l] = batchnorm._forward(z[l], self.gamma[l], self.beta[l], batchnorm.EPS, *statistics)
            a[l] = self._activate(l, z[l], a[l])
        return Trace(tuple(a), tuple(z), tuple(caches), training)

    def _activate(self, l, z, room):
        """phi(z^l), or the output function at l = L; written into room where there is one."""
        f = self._phi[l].f if l < self.L else self.output_loss.output
        a = f(z) if self.alpha[l] is None else f(z, self.alpha[l])
        if room is None:
            return a
        room[...] = a
        return room

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
        trace = own_trace(self, trace)
        return float(self._mean_cost(trace.z[self.L], targets(self, Y, len(trace.output))))

    def _mean_cost(self, z, Y):
        return np.add.reduce(self.output_loss.cost(z, Y)) / len(Y)

    @ignore_overflow
    def backward(self, trace, Y):
        """The backward pass (反向传播): delta^L, then delta^{l-1} = (delta^l W^l) * phi'(z^{l-1}) down to layer 1.

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
        trace = own_trace(self, trace, "the backward pass needs forward(X, training=True)")
        return self._backward(trace, targets(self, Y, len(trace.output)))

    def _backward(self, trace, Y):
        L, m, W, z, a = self.L, len(Y), self.W, trace.z, trace.a
        (delta,) = rooms(m, self.sizes, "d", W[1].dtype)
        none = [None] * (L + 1)
        dW, db, dgamma, dbeta, dalpha = none[:], none[:], none[:], none[:], none[:]
        sum_rows = ones(m, self.dtype).dot
        delta[L] = self.output_loss.delta(z[L], a[L], Y)
        delta[L] /= number_of(m, self.dtype)
        for l in range(L, 0, -1):
            ds = delta[l]  # dJ/d(linear map): delta itself, unless batch norm stands between the map and z
            if self.gamma[l] is None:
                db[l] = sum_rows(ds)
            else:
                ds, dgamma[l], dbeta[l] = batchnorm.batchnorm_backward(ds, trace.batch_norm[l])
            dW[l] = ds.T.dot(a[l - 1])
            if l > 1:
                da = ds.dot(W[l], out=delta[l - 1])
                if self.alpha[l - 1] is not None:
                    dalpha[l - 1] = sum_rows(da * prelu_slope_gradient(z[l - 1]))
                delta[l - 1] = self._times_slope(l - 1, da, z[l - 1], a[l - 1])
        return Gradients(tuple(dW), tuple(db), tuple(delta), tuple(dgamma), tuple(dbeta), tuple(dalpha))

    def _times_slope(self, l, da, z, a):
        """dJ/da^l * phi'(z^l), in place."""
        da *= self._phi[l].slope(z, a) if self.alpha[l] is None else self._phi[l].df(z, self.alpha[l])
        return da

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
        trace = own_trace(self, trace, "it has no statistics of its batch")
        m = len(trace.output)
        for l in range(1, self.L):
            if (cache := trace.batch_norm[l]) is not None:
                self.running_mean[l] += momentum * (cache.mean - self.running_mean[l])
                self.running_var[l] += momentum * (cache.var * m / (m - 1) - self.running_var[l])

    def copy(self):
        """An independent network with the same parameters and running statistics."""
        other = object.__new__(type(self))
        for name, value in vars(self).items():
            copied = [v.copy() if isinstance(v, np.ndarray) else v for v in value] if type(value) is list else value
            setattr(other, name, copied)
        return other
