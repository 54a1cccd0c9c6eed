"""LiteRT (formerly TensorFlow Lite) with XNNPACK: `invoke` alone. `--convert FOLDER` makes the models with TensorFlow."""

import sys
from pathlib import Path

from workloads import BATCH, SHAPES, check, measure, samples

folder = Path(sys.argv[-1])


def file(workload, batch):
    return folder / f"{workload}_{batch}.tflite"


def convert():
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2 as frozen

    from keras_peer import model

    for workload, shape in SHAPES.items():
        made = model(workload)
        for batch in (1, BATCH):
            function = tf.function(made).get_concrete_function(tf.TensorSpec((batch, *shape), tf.float32))
            # Unfrozen, Keras 3's variables do not reach the file, and the model answers NaN.
            converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen(function)])
            file(workload, batch).write_bytes(converter.convert())


def time_all():
    from ai_edge_litert.interpreter import Interpreter

    for workload in SHAPES:
        for job, batch in (("forward", 1), ("batch", BATCH)):
            interpreter = Interpreter(str(file(workload, batch)), num_threads=1)
            interpreter.allocate_tensors()
            interpreter.set_tensor(interpreter.get_input_details()[0]["index"], samples(workload)[:batch])
            interpreter.invoke()
            check(workload, "LiteRT", interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
            measure(workload, job, "LiteRT", interpreter.invoke)


if __name__ == "__main__":
    convert() if "--convert" in sys.argv else time_all()
