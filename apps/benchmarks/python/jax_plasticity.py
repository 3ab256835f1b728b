"""Loss and gradient of a plasticity rule in JAX on the CPU.

Structure 'reference': a scan over trials, a vmap over presentations, a nested vmap of the rule of one synapse, value_and_grad
and jit, with a Python loop over experiments, each padded to its own longest trial. Structure 'padded': the same, with all
experiments padded to one length and joined by a vmap.
"""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np

from draws import mixed, uniform

STREAMS = 8
NOISE, ODOUR, LENGTH, REWARD, WEIGHTS, ACTIVITY = range(6)


def rule_parameters(task: dict) -> np.ndarray:
    if task["rule"] == "mlp":
        return uniform(-7, [6 * task["hidden"] + 1], 0, 0.1)
    coefficients = uniform(-7, [81], 0, 0.01)
    if task["recording"] == "behaviour":
        coefficients[28], coefficients[3] = 0.5, -0.05
    else:
        coefficients[36], coefficients[21] = 1, -1
    return coefficients


def trial_length(bits: int, longest: int) -> int:
    length = 1
    while length < longest and bits & 1:
        bits, length = bits >> 1, length + 1
    return length


def make_experiment(task: dict, index: int) -> dict[str, np.ndarray]:
    """The arrays of src/plasticity/data.ts."""
    inputs, units, trials, longest = task["inputs"], task["units"], task["trials"], task["longest"]
    behaviour = task["recording"] == "behaviour"

    def stream(purpose: int) -> int:
        return index * STREAMS + purpose

    lengths = np.array(
        [trial_length(int(bits), longest) if behaviour else 1 for bits in mixed(stream(LENGTH), trials)], np.int32
    )
    x = uniform(stream(NOISE), [trials, longest, inputs], 0, 0.05 if behaviour else 0.3**0.5)
    if behaviour:
        odours = (mixed(stream(ODOUR), trials * longest) & np.uint64(1)).astype(np.int64).reshape(trials, longest, 1)
        x = x + np.where(np.arange(inputs) % 2 == odours, np.float32(0.75), np.float32(0))
    valid = np.arange(longest) < lengths[:, None]
    x = np.where(valid[..., None], x, 0)[:, : lengths.max()]
    return {
        "x": x.astype(np.float32),
        "lengths": lengths,
        "rewards": uniform(stream(REWARD), [trials], 0, 0.6) if behaviour else np.zeros(trials, np.float32),
        "activity": np.zeros([trials, 0], np.float32)
        if behaviour
        else uniform(stream(ACTIVITY), [trials, units], 0.5, 0.4),
        "weights": uniform(stream(WEIGHTS), [inputs, units], 0, 0.02 if behaviour else (6 / inputs) ** 0.5),
    }


def taylor(x, y, w, r, theta):
    """dW of one synapse: the sum over all 81 products of powers."""

    def powers(value, axis):
        return jnp.stack([jnp.ones_like(value), value, value * value]).reshape([3 if i == axis else 1 for i in range(4)])

    return jnp.sum(powers(x, 0) * powers(y, 1) * powers(w, 2) * powers(r, 3) * theta.reshape(3, 3, 3, 3))


def perceptron(hidden, leak):
    def rule(x, y, w, r, theta):
        first = theta[: 4 * hidden].reshape(4, hidden)
        inner = jnp.stack([x, y, w, r]) @ first + theta[4 * hidden : 5 * hidden]
        active = jax.nn.leaky_relu(inner, leak)
        return jnp.tanh(active @ theta[5 * hidden : 6 * hidden] + theta[6 * hidden])

    return rule


class JaxPlasticity:
    def __init__(self, settings: dict):
        task = settings["case"]
        self.task, self.structure = task, settings["structure"]
        self.theta = jnp.asarray(rule_parameters(task))
        experiments = [make_experiment(task, index) for index in range(task["experiments"])]
        self.rule = taylor if task["rule"] == "taylor" else perceptron(task["hidden"], task["leak"])
        if self.structure == "padded":
            longest = max(one["x"].shape[1] for one in experiments)
            for one in experiments:
                one["x"] = np.pad(one["x"], [(0, 0), (0, longest - one["x"].shape[1]), (0, 0)])
            self.data = {name: jnp.stack([one[name] for one in experiments]) for name in experiments[0]}
            every = jax.vmap(self.loss, (None, 0))
            self.compiled = jax.jit(jax.value_and_grad(lambda theta, data: every(theta, data).mean()))
        else:
            self.data = [{name: jnp.asarray(value) for name, value in one.items()} for one in experiments]
            self.compiled = jax.jit(jax.value_and_grad(self.loss))

    def loss(self, theta: jax.Array, data: dict) -> jax.Array:
        task = self.task
        behaviour = task["recording"] == "behaviour"
        step_size = 1 / task["inputs"] if behaviour else 1.0
        readout = jnp.full(task["units"], task["readout"] / task["units"])
        over_units = jax.vmap(self.rule, (None, 0, 0, None, None))
        over_synapses = jax.vmap(over_units, (0, None, 0, None, None))

        def present(x, weights):
            total = x @ weights
            return jnp.tanh(total) if behaviour else jax.nn.sigmoid(total)

        def trial(weights, inputs):
            x, length, reward = inputs
            y = jax.vmap(present, (0, None))(x, weights)
            change = over_synapses(x[length - 1], y[length - 1], weights, reward, theta)
            return weights + step_size * change, y

        _, y = jax.lax.scan(trial, data["weights"], (data["x"], data["lengths"], data["rewards"]))
        if not behaviour:
            return 0.5 * jnp.mean((y[:, 0] - data["activity"]) ** 2)
        logits = y @ readout
        places = jnp.arange(logits.shape[1])
        valid = places < data["lengths"][:, None]
        decisions = places == data["lengths"][:, None] - 1
        each = jnp.maximum(logits, 0) - logits * decisions + jnp.log1p(jnp.exp(-jnp.abs(logits)))
        return jnp.sum(jnp.where(valid, each, 0)) / valid.sum()

    def compute(self) -> tuple[float, np.ndarray]:
        if self.structure == "padded":
            value, gradient = self.compiled(self.theta, self.data)
            return float(value), np.asarray(gradient)
        value, gradient = 0.0, np.zeros(self.theta.shape, np.float32)
        for one in self.data:
            result = self.compiled(self.theta, one)
            value += float(result[0]) / len(self.data)
            gradient += np.asarray(result[1]) / len(self.data)
        return value, gradient

    def check(self) -> dict:
        value, gradient = self.compute()
        return {"losses": [value], "outputs": gradient.tolist()}

    def step(self) -> None:
        self.compute()
