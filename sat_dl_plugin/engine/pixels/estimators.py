"""The classifiers: a random forest, logistic regression, and their mean."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from typing import Optional

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from sat_dl_plugin.contract.jobs import PIXEL_METHODS
from sat_dl_plugin.contract.limits import thread_limit
from sat_dl_plugin.contract.reporting import Reporter

Floats = NDArray[np.float32]

_FOREST, _LINEAR, _MEAN = PIXEL_METHODS

# Grown in steps, between which a job can be stopped.
_TREES_AT_ONCE = 2

# Leaves of single pixels only learn noise of labels by heart.
_PIXELS_OF_A_LEAF = 4

_MOST_STEPS = 200


@dataclass(frozen=True)
class LinearLayer:
    """Logistic regression on features as they are: ``softmax(features @ weights + bias)``."""

    weights: NDArray[np.float64]
    """Shape (features, classes)."""
    bias: NDArray[np.float64]
    """Shape (classes,)."""

    def predict(self, features: Floats) -> NDArray[np.float64]:
        """Return the probabilities (pixels, classes)."""
        logits = features @ self.weights + self.bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        result: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return result


@dataclass(frozen=True)
class PixelClassifier:
    """A trained classifier; with both parts it is their mean."""

    classes: tuple[int, ...]
    """Class ids in the order of the probabilities."""
    forest: Optional[RandomForestClassifier]
    linear: Optional[LinearLayer]

    def predict(self, features: Floats) -> NDArray[np.float64]:
        """Return the probabilities (pixels, classes)."""
        parts = []
        if self.forest is not None:
            parts.append(self.forest.predict_proba(features))
        if self.linear is not None:
            parts.append(self.linear.predict(features))
        mean: NDArray[np.float64] = np.mean(parts, axis=0)
        return mean


def fit_classifier(
    features: Floats,
    class_id: NDArray[np.uint8],
    weights: NDArray[np.float64],
    method: str,
    size: tuple[int, int],
    seed: int,
    reporter: Reporter,
) -> PixelClassifier:
    """Train a classifier.

    Args:
        features: Shape (pixels, features).
        class_id: Class of each pixel, two at least.
        weights: Weight of each pixel, 1 on average.
        method: One of `jobs.PIXEL_METHODS`.
        size: Number of trees, and most leaves of each.
        seed: Of the trees.
        reporter: Hears of progress and is asked for cancellation.

    Source:
        Breiman (2001), Random forests, doi:10.1023/A:1010933404324. The mean of a linear model
        and a forest on pixels is from Nowaczyński et al. (deepsense.ai, 2017), who took linear
        regression; logistic regression tells several classes apart (docs/decisions.md).
    """
    reporter.check_cancelled()
    linear = None if method == _FOREST else _fit_linear(features, class_id, weights)
    forest = None
    if method != _LINEAR:
        forest = _fit_forest(features, class_id, weights, size, seed, reporter)
    return PixelClassifier(tuple(np.unique(class_id).tolist()), forest, linear)


def _fit_forest(
    features: Floats,
    class_id: NDArray[np.uint8],
    weights: NDArray[np.float64],
    size: tuple[int, int],
    seed: int,
    reporter: Reporter,
) -> RandomForestClassifier:
    trees, leaves = size
    forest = RandomForestClassifier(
        n_estimators=0,
        max_leaf_nodes=leaves,
        min_samples_leaf=_PIXELS_OF_A_LEAF,
        random_state=seed,
        warm_start=True,
        n_jobs=thread_limit() or os.cpu_count() or 1,
    )
    for grown in range(0, trees, _TREES_AT_ONCE):
        reporter.check_cancelled()
        reporter.progress(grown / trees, "Training")
        forest.n_estimators = min(grown + _TREES_AT_ONCE, trees)
        forest.fit(features, class_id, sample_weight=weights)
    return forest


def _fit_linear(
    features: Floats, class_id: NDArray[np.uint8], weights: NDArray[np.float64]
) -> LinearLayer:
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(max_iter=_MOST_STEPS)
    with warnings.catch_warnings():
        # The scores tell whether it is good enough.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(scaler.transform(features), class_id, sample_weight=weights)
    slopes, starts = model.coef_, model.intercept_
    if len(slopes) == 1:
        # Of two classes scikit-learn keeps the second one's only.
        slopes, starts = np.vstack([0 * slopes, slopes]), np.array([0.0, starts[0]])
    folded = slopes / scaler.scale_
    return LinearLayer(folded.T, starts - folded @ scaler.mean_)
