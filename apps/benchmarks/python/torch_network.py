"""The networks of src/networks in PyTorch."""

import numpy as np
import torch
import torch.nn.functional as F


class TorchNetwork:
    def __init__(self, task: dict, weights: dict[str, np.ndarray], inputs: np.ndarray, labels: np.ndarray):
        self.task, self.network = task, task["case"]["network"]
        if task["threads"] == 1:
            torch.set_num_threads(1)
        self.weights = {}
        for name, value in weights.items():
            if name.endswith("kernel") and value.ndim == 2:
                value = value.T  # `F.linear` wants [out, in]
            elif name.endswith("kernel"):
                value = value.transpose(3, 2, 0, 1)
            self.weights[name] = torch.from_numpy(np.ascontiguousarray(value)).requires_grad_(True)
        self.inputs, self.labels = torch.from_numpy(inputs), torch.from_numpy(labels)
        adam = task["adam"]
        self.optimizer = torch.optim.Adam(
            list(self.weights.values()),
            lr=task["learningRate"],
            betas=(adam["beta1"], adam["beta2"]),
            eps=adam["epsilon"],
        )

    def dense(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, self.weights[f"{name}.kernel"], self.weights[f"{name}.bias"])

    def forward(self) -> torch.Tensor:
        kinds = {"dense": self.fully_connected, "convolution": self.convolution, "transformer": self.transformer}
        return kinds[self.network["kind"]](self.inputs)

    def fully_connected(self, x: torch.Tensor) -> torch.Tensor:
        layers = len(self.network["widths"]) - 1
        for index in range(layers):
            x = self.dense(x, f"layer{index}")
            if index + 1 < layers:
                x = F.relu(x)
        return x

    def convolution(self, images: torch.Tensor) -> torch.Tensor:
        x = images.permute(0, 3, 1, 2)
        for name in ("first", "second"):
            x = F.conv2d(x, self.weights[f"{name}.kernel"], self.weights[f"{name}.bias"])
            x = F.max_pool2d(F.relu(x), 2)
        return self.dense(x.permute(0, 2, 3, 1).flatten(1), "head")

    def transformer(self, tokens: torch.Tensor) -> torch.Tensor:
        width, heads = self.network["width"], self.network["heads"]
        batch, context = tokens.shape[:2]

        def norm(x, name):
            weights = self.weights[f"{name}.gamma"], self.weights[f"{name}.beta"]
            return F.layer_norm(x, (width,), *weights, self.task["epsilon"])

        x = tokens @ self.weights["tokens"] + self.weights["positions"]
        for index in range(self.network["layers"]):
            name = f"block{index}"
            qkv = self.dense(norm(x, f"{name}.norm1"), f"{name}.qkv")
            q, k, v = qkv.reshape(batch, context, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.dense(mixed.transpose(1, 2).reshape(batch, context, width), f"{name}.projection")
            hidden = F.gelu(self.dense(norm(x, f"{name}.norm2"), f"{name}.expand"), approximate="tanh")
            x = x + self.dense(hidden, f"{name}.contract")
        return self.dense(norm(x, "norm"), "head").flatten(0, 1)

    def train(self) -> float:
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.forward(), self.labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def check(self) -> dict:
        return {"losses": [self.train() for _ in range(self.task["checkedSteps"])]}

    def step(self) -> None:
        self.train()
