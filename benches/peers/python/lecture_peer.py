"""The trainings of the examples in Keras and scikit-learn, on the data that `peers-lecture` wrote: `keras|sklearn JOB FOLDER`.

Prints the job, the library, the seconds that `fit` took, and how good the model is. Keras's first call, which builds its graph,
does not count.
"""

import sys
import time
from pathlib import Path

import workloads  # one thread; before numpy
import numpy as np

EPOCHS = {"XOR": 2048, "overweight": 512, "weight class": 200, "digits": 20}


def data(folder, name):
    table = np.loadtxt(folder / f"{name}.csv", delimiter=",", dtype=np.float32, ndmin=2)
    return table[:, :-1], table[:, -1]


def in_keras(job, x, y, held_out):
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    layers = keras.layers
    stack, optimizer, loss, metrics = {
        "XOR": ([layers.Dense(8, "tanh"), layers.Dense(1)], keras.optimizers.SGD(0.1), "mse", []),
        "overweight": (
            [layers.Dense(8, "relu"), layers.Dense(1, "sigmoid")],
            keras.optimizers.SGD(0.1),
            "binary_crossentropy",
            ["binary_accuracy"],
        ),
        "weight class": (
            [layers.Dense(16, "relu"), layers.Dense(16, "relu"), layers.Dense(4, "softmax")],
            keras.optimizers.Adam(0.01),
            "sparse_categorical_crossentropy",
            ["sparse_categorical_accuracy"],
        ),
        "digits": (
            [layers.Dense(32, "relu"), layers.Dense(10, "softmax")],
            keras.optimizers.Adam(0.001),
            "sparse_categorical_crossentropy",
            [],
        ),
    }[job]
    model = keras.Sequential([keras.Input((x.shape[1],)), *stack])
    model.compile(optimizer, loss, metrics=metrics)
    start_weights = model.get_weights()
    model.fit(x, y, batch_size=32, epochs=1, verbose=0)
    model.set_weights(start_weights)
    start = time.perf_counter()
    history = model.fit(x, y, batch_size=32, epochs=EPOCHS[job], verbose=0)
    seconds = time.perf_counter() - start
    if job == "digits":
        accuracy = np.mean(model.predict(held_out[0], verbose=0).argmax(1) == held_out[1])
        return seconds, f"held-out accuracy {accuracy:.3f}"
    if metrics:
        return seconds, f"accuracy {history.history[metrics[0]][-1]:.3f}"
    return seconds, f"mean squared error {history.history['loss'][-1]:.3f}"


def in_sklearn(job, x, y, held_out):
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    timed = []
    for seed in range(5):
        model = MLPClassifier((32,), alpha=0.0, batch_size=32, max_iter=EPOCHS[job], random_state=seed)
        start = time.perf_counter()
        model.fit(x, y)
        timed.append((time.perf_counter() - start, model.score(*held_out)))
    seconds, accuracy = (sorted(column)[2] for column in zip(*timed, strict=True))
    return seconds, f"held-out accuracy {accuracy:.3f}"


if __name__ == "__main__":
    library, job, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    x, y = data(folder, job)
    held_out = data(folder, "digits held out") if job == "digits" else None
    seconds, good = {"keras": in_keras, "sklearn": in_sklearn}[library](job, x, y, held_out)
    print(job, {"keras": "Keras", "sklearn": "scikit-learn"}[library], seconds, good, sep="\t")
