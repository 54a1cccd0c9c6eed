"""ONNX Runtime, with bound inputs and outputs."""

from workloads import SHAPES, channels_first, check, kernels, measure, samples

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


def model(workload):
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    weights, at = kernels(workload), "x"
    for i, kernel in enumerate(weights):
        bias = constant(f"b{i}", np.zeros(kernel.shape[-1], np.float32))
        last = i == len(weights) - 1
        if kernel.ndim == 4:
            nodes.append(helper.make_node("Conv", [at, constant(f"w{i}", kernel.transpose(3, 2, 0, 1)), bias], [f"c{i}"]))
            nodes.append(helper.make_node("Relu", [f"c{i}"], [f"r{i}"]))
            nodes.append(helper.make_node("MaxPool", [f"r{i}"], [f"p{i}"], kernel_shape=[2, 2], strides=[2, 2]))
            at = f"p{i}"
            continue
        if workload == "D":
            nodes.append(helper.make_node("Flatten", [at], ["flat"]))
            at, kernel = "flat", channels_first(kernel)
        nodes.append(helper.make_node("Gemm", [at, constant(f"w{i}", kernel), bias], [f"z{i}"]))
        activation = "Relu" if not last else "Sigmoid" if workload == "A" else "Softmax"
        at = "y" if last else f"r{i}"
        nodes.append(helper.make_node(activation, [f"z{i}"], [at]))
    shape = [1, 28, 28] if workload == "D" else list(SHAPES[workload])
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", *shape])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", weights[-1].shape[-1]])
    graph = helper.make_graph(nodes, workload, [x], [y], constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made.SerializeToString()


if __name__ == "__main__":
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    for workload in SHAPES:
        session = onnxruntime.InferenceSession(model(workload), options, providers=["CPUExecutionProvider"])
        x = samples(workload)
        if workload == "D":
            x = np.ascontiguousarray(x.transpose(0, 3, 1, 2))
        for job, batch in (("forward", x[:1]), ("batch", x)):
            binding = session.io_binding()
            binding.bind_cpu_input("x", batch)
            out = onnxruntime.OrtValue.ortvalue_from_shape_and_type(
                [len(batch), kernels(workload)[-1].shape[-1]], np.float32
            )
            binding.bind_ortvalue_output("y", out)
            run = lambda: session.run_with_iobinding(binding)
            run()
            check(workload, "ONNX Runtime", out.numpy())
            measure(workload, job, "ONNX Runtime", run)
