"""Contender of a benchmark in Python: PyTorch or JAX on the CPU.

Speaks the line protocol of src/harness/protocol.ts: one JSON object per line, replies begin with MARK.
Builds weights and inputs with the same integer arithmetic as src/mixer/weights.ts and src/networks/values.ts.
"""

import json
import sys
import time
import traceback

import numpy as np

from draws import mixed, uniform

MARK = "@bench "


def tokens_of(shape: dict) -> int:
    return (shape["imageSize"] // shape["patchSize"]) ** 2


def make_weights(shape: dict) -> dict[str, np.ndarray]:
    """The weights by name; dense kernels are [in, out]."""
    hidden, tokens = shape["hiddenDim"], tokens_of(shape)
    weights: dict[str, np.ndarray] = {}

    def add(name: str, dimensions: list[int], centre: float, reach: float) -> None:
        weights[name] = uniform(len(weights), dimensions, centre, reach)

    def dense(name: str, inputs: int, outputs: int) -> None:
        add(f"{name}.kernel", [inputs, outputs], 0, (3 / inputs) ** 0.5)
        add(f"{name}.bias", [outputs], 0, 0.05)

    def norm(name: str) -> None:
        add(f"{name}.gamma", [hidden], 1, 0.05)
        add(f"{name}.beta", [hidden], 0, 0.05)

    dense("stem", shape["patchSize"] ** 2 * shape["channels"], hidden)
    for block in range(shape["blocks"]):
        name = f"blocks.{block}"
        norm(f"{name}.norm1")
        dense(f"{name}.token1", tokens, shape["tokensDim"])
        dense(f"{name}.token2", shape["tokensDim"], tokens)
        norm(f"{name}.norm2")
        dense(f"{name}.channel1", hidden, shape["channelsDim"])
        dense(f"{name}.channel2", shape["channelsDim"], hidden)
    norm("norm")
    dense("head", hidden, shape["classes"])
    return weights


def make_batch(case: dict) -> tuple[np.ndarray, np.ndarray]:
    shape = case["shape"]
    side = shape["imageSize"]
    images = uniform(-2, [case["batch"], side, side, shape["channels"]], 0, 1)
    return images, (mixed(-3, case["batch"]) % shape["classes"]).astype(np.int64)


def plan_weights(task: dict) -> dict[str, np.ndarray]:
    """Weights by name; the position in the plan is the seed."""
    return {
        entry["name"]: uniform(stream, entry["shape"], entry["centre"], entry["reach"])
        for stream, entry in enumerate(task["plan"])
    }


def make_network(task: dict) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Weights by name, inputs and one class per row of a network."""
    weights = plan_weights(task)
    rows, classes = task["targetShape"]
    labels = (mixed(-3, rows) % classes).astype(np.int64)
    if task["case"]["network"]["kind"] != "transformer":
        return weights, uniform(-2, task["inputShape"], 0, 1), labels
    tokens = (mixed(-2, rows) % classes).astype(np.int64)
    return weights, np.eye(classes, dtype=np.float32)[tokens].reshape(task["inputShape"]), labels


def make_subject(task: dict) -> object:
    if "structure" in task:
        from jax_plasticity import JaxPlasticity

        return JaxPlasticity(task)
    if "ppgn" in task:
        from torch_ppgn import TorchPpgn

        case = task["case"]
        labels = (mixed(-3, case["batch"]) % case["shape"]["classes"]).astype(np.int64)
        return TorchPpgn(task, plan_weights(task), uniform(-2, task["inputShape"], 0, 1), labels)
    if "sequencer" in task:
        from torch_sequencer import TorchSequencer

        factors = uniform(-5, task["outputShape"], 0, 1)
        return TorchSequencer(task, plan_weights(task), uniform(-2, task["inputShape"], 0, 1), factors)
    if "plan" in task:
        from torch_network import TorchNetwork

        return TorchNetwork(task, *make_network(task))
    if task["framework"] == "torch":
        from torch_mixer import TorchMixer as Subject
    else:
        from jax_mixer import JaxMixer as Subject
    return Subject(task, make_weights(task["case"]["shape"]), *make_batch(task["case"]))


def main() -> None:
    subject = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["type"] == "prepare":
                subject = make_subject(request["task"])
                value = subject.check()
                for _ in range(2):
                    subject.step()
            else:
                wall, cpu = time.perf_counter(), time.process_time()
                for _ in range(request["steps"]):
                    subject.step()
                scale = 1000 / request["steps"]
                value = {
                    "wallMs": (time.perf_counter() - wall) * scale,
                    "cpuMs": (time.process_time() - cpu) * scale,
                }
            reply = {"id": request["id"], "value": value}
        except Exception:  # the parent reports it and goes on without this row
            lines = traceback.format_exc().strip().splitlines()
            reply = {"id": request["id"], "error": "\n".join([lines[-1], *lines])}
        sys.stdout.write(MARK + json.dumps(reply) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
