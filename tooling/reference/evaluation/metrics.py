"""Reference values of the classification metrics.

Reference: scikit-learn 1.9.1, SciPy 1.17.1, NumPy. Writes packages/evaluation/src/__fixtures__/metrics.json.
Scores are rounded to 3 decimals, so that the file holds exactly what the reference saw.
"""
import json
import pathlib

import numpy
import scipy.special
import scipy.stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, top_k_accuracy_score

COUNT, CLASSES, BINS = 60, 5, 10
generator = numpy.random.default_rng(7)
labels = generator.integers(0, CLASSES, COUNT)
logits = numpy.round(generator.normal(size=(COUNT, CLASSES)) + 1.5 * numpy.eye(CLASSES)[labels], 3)
probabilities = scipy.special.softmax(logits, axis=1)
predicted = probabilities.argmax(1)

# Expected calibration error from scikit-learn's reliability curve: it drops empty bins, so counts are found apart.
confidence = probabilities.max(1)
right = (predicted == labels).astype(int)
fraction, mean_confidence = calibration_curve(right, confidence, n_bins=BINS, strategy="uniform")
edges = numpy.linspace(0, 1, BINS + 1)
counts = numpy.bincount(numpy.searchsorted(edges[1:-1], confidence), minlength=BINS)
filled = counts[counts > 0]

result = {
    "classes": CLASSES,
    "labels": labels.tolist(),
    "logits": logits.ravel().tolist(),
    "accuracy": accuracy_score(labels, predicted),
    "top2": top_k_accuracy_score(labels, logits, k=2, labels=list(range(CLASSES))),
    "top3": top_k_accuracy_score(labels, logits, k=3, labels=list(range(CLASSES))),
    "confusion": confusion_matrix(labels, predicted).tolist(),
    "negativeLogLikelihood": log_loss(labels, probabilities),
    "bins": BINS,
    "reliability": {
        "count": filled.tolist(),
        "accuracy": fraction.tolist(),
        "confidence": mean_confidence.tolist(),
    },
    "expectedCalibrationError": float((filled / COUNT * numpy.abs(fraction - mean_confidence)).sum()),
    "student": [
        {"share": share, "freedom": freedom, "t": scipy.stats.t.ppf(share, freedom)}
        for share in (0.6, 0.9, 0.975, 0.995)
        for freedom in (1, 2, 3, 9, 50, 400)
    ],
}
target = pathlib.Path(__file__).parents[3] / "packages/evaluation/src/__fixtures__/metrics.json"
target.write_text(json.dumps(result) + "\n")
