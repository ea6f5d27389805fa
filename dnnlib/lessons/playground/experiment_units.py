"""What each unit of a network computes, as a small picture, and the weights between them."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Units", "plane_units", "shown_layers", "units"]

DEEPEST, WIDEST = 6, 8  # layers and units of each that are drawn; of a larger network the first and the last ones
TILE = 24  # the picture of a unit has TILE x TILE points


@dataclass(frozen=True)
class Units:
    """The units that are drawn.

    Attributes
    ----------
    kind : {"plane", "images", "classes"}
        What the pictures are: activations over the plane; weights of layer 1 as images, then mean activations by class;
        mean activations by class.
    sizes : tuple of int
        n_0 ... n_L, of the whole network.
    layers : tuple of int
        The layers that are drawn, from 0, the input, to L.
    pictures : list of ndarray, shape (k, TILE, TILE), k <= WIDEST
        For each drawn layer its first k units, from -1 to 1. In the plane: the unit's activation over it, as a share of
        its largest magnitude, row 0 at the bottom; of an output, twice its distance from 1/2. Elsewhere: the weights of
        a unit of layer 1 as an image, or a unit's mean activation for each class as a stripe. Empty for inputs that are
        not drawn.
    weights : list of ndarray, shape (k, j)
        For each drawn layer the weights from the one drawn before, times the root of n_{l-1}; (k, 0) where there are
        none to draw.
    """

    kind: str
    sizes: tuple
    layers: tuple
    pictures: list
    weights: list


def shown_layers(L):
    """All layers 0 ... L of a network that is not deeper than DEEPEST, else the first and the last ones."""
    if L <= DEEPEST:
        return tuple(range(L + 1))
    return (*range(DEEPEST - 2), *range(L - 2, L + 1))


def plane_units(network, a, side):
    """The units of a network over the plane.

    Parameters
    ----------
    network : Network
    a : sequence of ndarray, shape (side**2, n_l)
        Activations at the points of a grid.
    side : int
        A multiple of TILE.

    Returns
    -------
    Units
    """
    step = side // TILE

    def pictures(l):
        values = a[l][:, :WIDEST].T.reshape(-1, side, side)[:, ::step, ::step]
        return _outputs(values) if l == network.L else _scaled(values - (_middle(values) if l == 0 else 0))

    return _collected("plane", network, pictures)


def units(network, task, X, labels):
    """The units of a network whose inputs are no points in the plane.

    Parameters
    ----------
    network : Network
    task : Task
    X, labels : ndarray
        Examples over which activations are averaged, class by class.

    Returns
    -------
    Units
    """
    a = network.forward(X, training=False).a
    classes = len(task.names)
    which = np.arange(TILE) * classes // TILE
    member = np.stack([labels == c for c in range(classes)]).astype(float)
    member /= np.maximum(member.sum(axis=1, keepdims=True), 1)

    def pictures(l):
        if l == 0:
            return np.zeros((0, TILE, TILE))
        if l == 1 and task.image:
            images = network.W[1][:WIDEST].reshape(-1, 8, 8)[:, ::-1]
            return _scaled(images.repeat(TILE // 8, axis=1).repeat(TILE // 8, axis=2))
        means = (member @ a[l][:, :WIDEST]).T[:, which]
        stripes = np.repeat(means[:, None], TILE, axis=1)
        return _outputs(stripes) if l == network.L else _scaled(stripes)

    return _collected("images" if task.image else "classes", network, pictures)


def _collected(kind, network, pictures):
    layers = shown_layers(network.L)
    drawn = [np.nan_to_num(pictures(l)) for l in layers]
    weights = []
    for place, l in enumerate(layers):
        joined = place and layers[place - 1] == l - 1
        below = len(drawn[place - 1]) if joined else 0
        W = network.W[l][: len(drawn[place]), :below] if joined else np.zeros((len(drawn[place]), 0))
        weights.append(np.nan_to_num(W * np.sqrt(network.sizes[l - 1]), posinf=0, neginf=0))
    return Units(kind, network.sizes, layers, drawn, weights)


def _scaled(values):
    """Pictures as shares of their largest magnitudes."""
    largest = np.abs(values).max(axis=(1, 2), keepdims=True)
    return values / np.where(largest > 0, largest, 1)


def _middle(values):
    return (values.max(axis=(1, 2), keepdims=True) + values.min(axis=(1, 2), keepdims=True)) / 2


def _outputs(values):
    return np.clip(2 * values - 1, -1, 1)
