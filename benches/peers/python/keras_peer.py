"""Keras with its TensorFlow back end: `model(x)`, and `fit`, a step."""

from workloads import BATCH, RATE, SHAPES, STEPS, check, kernels, measure, samples, targets

import keras
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)


def model(workload):
    layers = keras.layers
    stack = {
        "A": [layers.Dense(8, "relu"), layers.Dense(1, "sigmoid")],
        "B": [layers.Dense(32, "relu"), layers.Dense(10, "softmax")],
        "C": [layers.Dense(128, "relu"), layers.Dense(10, "softmax")],
        "D": [
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10, "softmax"),
        ],
    }[workload]
    made = keras.Sequential([keras.Input(SHAPES[workload]), *stack])
    with_kernels = [layer for layer in made.layers if layer.weights]
    for layer, kernel in zip(with_kernels, kernels(workload), strict=True):
        layer.set_weights([kernel, np.zeros(kernel.shape[-1], np.float32)])
    return made


if __name__ == "__main__":
    for workload in SHAPES:
        m, x, y = model(workload), samples(workload), targets(workload)
        one, all_ = tf.constant(x[:1]), tf.constant(x)
        check(workload, "Keras", m(one).numpy())
        measure(workload, "forward", "Keras model(x)", lambda: m(one))
        measure(workload, "batch", "Keras model(x)", lambda: m(all_))
        loss = "binary_crossentropy" if workload == "A" else "sparse_categorical_crossentropy"
        many_x, many_y = np.tile(x, (STEPS,) + (1,) * (x.ndim - 1)), np.tile(y, (STEPS,) + (1,) * (y.ndim - 1))
        for job, optimizer in (("sgd", keras.optimizers.SGD(RATE)), ("adam", keras.optimizers.Adam(RATE))):
            learner = model(workload)
            learner.compile(optimizer, loss)
            fit = lambda: learner.fit(many_x, many_y, batch_size=BATCH, epochs=1, verbose=0)
            measure(workload, job, "Keras fit", fit, each=STEPS)
