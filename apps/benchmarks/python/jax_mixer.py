"""The Mixer in JAX on the CPU: the whole step, gradient and Adam included, is one jitted function."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np


class JaxMixer:
    def __init__(self, task: dict, weights: dict[str, np.ndarray], images: np.ndarray, labels: np.ndarray):
        self.task, self.case, self.shape = task, task["case"], task["case"]["shape"]
        self.weights = {name: jnp.asarray(value) for name, value in weights.items()}
        self.images, self.labels = jnp.asarray(images), jnp.asarray(labels)
        self.compiled = jax.jit(self.forward)
        if self.case["mode"] == "training":
            zeros = {name: jnp.zeros_like(value) for name, value in self.weights.items()}
            self.moments = (zeros, dict(zeros))
            self.count = 0
            self.advance = jax.jit(self.update)

    def forward(self, weights: dict, images: jax.Array) -> jax.Array:
        shape = self.shape
        patch, channels = shape["patchSize"], shape["channels"]
        side = shape["imageSize"] // patch

        def dense(x, name):
            return x @ weights[f"{name}.kernel"] + weights[f"{name}.bias"]

        def norm(x, name):
            mean = x.mean(-1, keepdims=True)
            variance = jnp.square(x - mean).mean(-1, keepdims=True)
            scaled = (x - mean) * jax.lax.rsqrt(variance + self.task["epsilon"])
            return scaled * weights[f"{name}.gamma"] + weights[f"{name}.beta"]

        def mlp(x, first, second):
            return dense(jax.nn.gelu(dense(x, first), approximate=self.case["gelu"] == "tanh"), second)

        x = images.reshape(-1, side, patch, side, patch * channels).transpose(0, 1, 3, 2, 4)
        x = dense(x.reshape(images.shape[0], side * side, patch * patch * channels), "stem")
        for block in range(shape["blocks"]):
            name = f"blocks.{block}"
            columns = norm(x, f"{name}.norm1").transpose(0, 2, 1)
            x = x + mlp(columns, f"{name}.token1", f"{name}.token2").transpose(0, 2, 1)
            x = x + mlp(norm(x, f"{name}.norm2"), f"{name}.channel1", f"{name}.channel2")
        return dense(norm(x, "norm").mean(1), "head")

    def loss(self, weights: dict, images: jax.Array, labels: jax.Array) -> jax.Array:
        log_probabilities = jax.nn.log_softmax(self.forward(weights, images))
        return -jnp.take_along_axis(log_probabilities, labels[:, None], 1).mean()

    def update(self, weights, first, second, count, images, labels):
        adam, rate = self.task["adam"], self.task["learningRate"]
        beta1, beta2 = adam["beta1"], adam["beta2"]
        value, gradients = jax.value_and_grad(self.loss)(weights, images, labels)
        first = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, first, gradients)
        second = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, second, gradients)
        weights = jax.tree.map(
            lambda w, m, v: w
            - rate * (m / (1 - beta1**count)) / (jnp.sqrt(v / (1 - beta2**count)) + adam["epsilon"]),
            weights,
            first,
            second,
        )
        return weights, first, second, value

    def infer(self) -> np.ndarray:
        return np.asarray(self.compiled(self.weights, self.images))

    def train(self) -> float:
        self.count += 1
        self.weights, *moments, value = self.advance(
            self.weights, *self.moments, float(self.count), self.images, self.labels
        )
        self.moments = tuple(moments)
        jax.block_until_ready(self.weights)
        return float(value)

    def check(self) -> dict:
        outputs = self.infer().flatten().tolist()
        if self.case["mode"] != "training":
            return {"outputs": outputs}
        return {"outputs": outputs, "losses": [self.train() for _ in range(self.task["checkedSteps"])]}

    def step(self) -> None:
        if self.case["mode"] == "training":
            self.train()
        else:
            self.infer()
