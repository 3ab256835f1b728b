"""Sequencer layers and models in PyTorch, from the modules that its users take."""

import numpy as np
import torch
import torch.nn.functional as F


class TorchSequencer:
    def __init__(self, task: dict, weights: dict[str, np.ndarray], x: np.ndarray, factors: np.ndarray | None):
        self.task, self.case = task, task["case"]
        torch.set_num_threads(1)
        self.x = torch.from_numpy(x)
        self.factors = None if factors is None else torch.from_numpy(factors)
        self.training = self.case["mode"] == "gradient"
        self.lstms: dict[str, list[torch.nn.LSTM]] = {}
        self.weights = {}
        for name, value in weights.items():
            if name.endswith("rnn.recurrentKernel") or name == "rnn.recurrentKernel":
                self.add_lstms(name.removesuffix(".recurrentKernel"), weights)
            elif "rnn" not in name.split("."):
                turned = value.T if value.ndim == 2 else value
                self.weights[name] = torch.from_numpy(np.ascontiguousarray(turned)).requires_grad_(self.training)
        self.x.requires_grad_(self.training)

    def add_lstms(self, name: str, weights: dict[str, np.ndarray]) -> None:
        """One bidirectional module for every two chains."""
        kernel, recurrent, bias = (weights[f"{name}.{part}"] for part in ("kernel", "recurrentKernel", "bias"))
        chains, units, width = recurrent.shape
        modules = []
        for first in range(0, chains, 2):
            module = torch.nn.LSTM(kernel.shape[0], units, bidirectional=True, batch_first=True)
            with torch.no_grad():
                for direction, suffix in enumerate(("", "_reverse")):
                    own = slice((first + direction) * width, (first + direction + 1) * width)
                    getattr(module, f"weight_ih_l0{suffix}").copy_(torch.from_numpy(kernel[:, own].T.copy()))
                    turned = recurrent[first + direction].T.copy()
                    getattr(module, f"weight_hh_l0{suffix}").copy_(torch.from_numpy(turned))
                    getattr(module, f"bias_ih_l0{suffix}").copy_(torch.from_numpy(bias[own].copy()))
                    getattr(module, f"bias_hh_l0{suffix}").zero_()
            modules.append(module)
        self.lstms[name] = modules

    def dense(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, self.weights[f"{name}.kernel"], self.weights[f"{name}.bias"])

    def norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        gamma, beta = self.weights[f"{name}.gamma"], self.weights[f"{name}.beta"]
        return F.layer_norm(x, gamma.shape, gamma, beta, self.task["epsilon"])

    def chains(self, x: torch.Tensor, name: str) -> torch.Tensor:
        batch, height, width, inputs = x.shape
        vertical, horizontal = self.lstms[name]
        columns, _ = vertical(x.permute(0, 2, 1, 3).reshape(-1, height, inputs))
        rows, _ = horizontal(x.reshape(-1, width, inputs))
        columns = columns.reshape(batch, width, height, -1).permute(0, 2, 1, 3)
        return torch.cat([columns, rows.reshape(batch, height, width, -1)], dim=-1)

    def model(self, x: torch.Tensor) -> torch.Tensor:
        for index, stage in enumerate(self.case["shape"]["stages"]):
            patch, batch, side, channels = stage["patch"], x.shape[0], x.shape[1] // stage["patch"], x.shape[3]
            x = x.reshape(batch, side, patch, side, patch * channels).permute(0, 1, 3, 2, 4)
            x = self.dense(x.reshape(batch, side, side, -1), f"stages.{index}.patches")
            for block in range(stage["blocks"]):
                name = f"stages.{index}.blocks.{block}"
                x = x + self.dense(self.chains(self.norm(x, f"{name}.norm1"), f"{name}.rnn"), f"{name}.fc")
                hidden = F.gelu(self.dense(self.norm(x, f"{name}.norm2"), f"{name}.mlp1"))
                x = x + self.dense(hidden, f"{name}.mlp2")
        return self.dense(self.norm(x, "norm").mean((1, 2)), "head")

    def forward(self) -> torch.Tensor:
        if self.case["kind"] == "model":
            return self.model(self.x)
        if self.case["kind"] == "bilstm2d":
            return self.dense(self.chains(self.x, "layer.rnn"), "layer.fc")
        return self.lstms["rnn"][0](self.x)[0]

    def run(self) -> torch.Tensor:
        """The result, or the gradient of the input."""
        if not self.training:
            with torch.inference_mode():
                return self.forward()
        lstms = [parameter for modules in self.lstms.values() for module in modules for parameter in module.parameters()]
        for tensor in [self.x, *self.weights.values(), *lstms]:
            tensor.grad = None
        (self.forward() * self.factors).sum().backward()
        return self.x.grad

    def check(self) -> dict:
        values = self.run().detach().flatten()
        stride = max(1, len(values) // 500)
        return {"outputs": values[::stride].tolist()}

    def step(self) -> None:
        self.run()
