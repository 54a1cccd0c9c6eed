"""JAX: one jit a prediction, one jit a step, and an epoch of steps (`lax.scan`) in one jit."""

from workloads import RATE, SHAPES, STEPS, check, kernels, measure, samples, targets

import jax
import jax.numpy as jnp


def logits(workload, parameters, x):
    if workload == "D":
        for kernel, bias in parameters[:-1]:
            x = jax.lax.conv_general_dilated(x, kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
            x = jax.nn.relu(x + bias)
            x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        x = x.reshape(x.shape[0], -1)
    else:
        kernel, bias = parameters[0]
        x = jax.nn.relu(x @ kernel + bias)
    kernel, bias = parameters[-1]
    return x @ kernel + bias


def predict(workload, parameters, x):
    y = logits(workload, parameters, x)
    return jax.nn.sigmoid(y) if workload == "A" else jax.nn.softmax(y)


def loss(workload, parameters, x, y):
    z = logits(workload, parameters, x)
    if workload == "A":
        return jnp.mean(jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z))))
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1))


def sgd(workload, state, x, y):
    gradient = jax.grad(lambda p: loss(workload, p, x, y))(state)
    return jax.tree.map(lambda w, g: w - RATE * g, state, gradient)


def adam(workload, state, x, y):
    parameters, first, second, t = state
    gradient = jax.grad(lambda p: loss(workload, p, x, y))(parameters)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
    t = t + 1
    rate = RATE * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    parameters = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-7), parameters, first, second)
    return parameters, first, second, t


if __name__ == "__main__":
    for workload in SHAPES:
        x, y = jnp.asarray(samples(workload)), jnp.asarray(targets(workload))
        parameters = [(jnp.asarray(k), jnp.zeros(k.shape[-1])) for k in kernels(workload)]
        forward = jax.jit(lambda p, x: predict(workload, p, x))
        one = x[:1]
        check(workload, "JAX", forward(parameters, one))
        measure(workload, "forward", "JAX jit", lambda: forward(parameters, one).block_until_ready())
        measure(workload, "batch", "JAX jit", lambda: forward(parameters, x).block_until_ready())
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        for job, rule, state in (("sgd", sgd, parameters), ("adam", adam, (parameters, zeros, zeros, jnp.float32(0)))):
            step = jax.jit(lambda state, x, y: rule(workload, state, x, y))
            scan = jax.jit(lambda state: jax.lax.scan(lambda s, _: (rule(workload, s, x, y), None), state, None, STEPS)[0])
            measure(workload, job, "JAX jit", lambda: jax.block_until_ready(step(state, x, y)))
            measure(workload, job, "JAX scan of 56 steps", lambda: jax.block_until_ready(scan(state)), each=STEPS)
