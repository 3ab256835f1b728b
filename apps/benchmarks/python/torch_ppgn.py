"""A provably powerful graph network in PyTorch, from the modules of its published code: channels first, 1x1 convolutions."""

import numpy as np
import torch
import torch.nn.functional as F


class Mlp(torch.nn.Module):
    """1x1 convolutions, each followed by ReLU."""

    def __init__(self, layers: list[torch.nn.Conv2d]):
        super().__init__()
        self.layers = torch.nn.ModuleList(layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = F.relu(layer(x))
        return x


class Block(torch.nn.Module):
    def __init__(self, mlp1: Mlp, mlp2: Mlp, skip: torch.nn.Conv2d):
        super().__init__()
        self.mlp1, self.mlp2, self.skip = mlp1, mlp2, skip

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        product = torch.matmul(self.mlp1(x), self.mlp2(x))
        return self.skip(torch.cat((x, product), dim=1))


def largest(x: torch.Tensor) -> torch.Tensor:
    """Largest values on the diagonal, then off it."""
    on = torch.diagonal(x, dim1=-2, dim2=-1).amax(2)
    distance = torch.abs(on.max() + (-x).max())
    off = (x - torch.diag_embed(distance.expand(x.shape[:3]))).amax((2, 3))
    return torch.cat((on, off), dim=1)


class TorchPpgn:
    def __init__(self, task: dict, weights: dict[str, np.ndarray], pairs: np.ndarray, labels: np.ndarray):
        self.task = task
        torch.set_num_threads(1)

        def convolution(name: str) -> torch.nn.Conv2d:
            kernel = weights[f"{name}.kernel"]
            layer = torch.nn.Conv2d(kernel.shape[0], kernel.shape[1], kernel_size=1)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(kernel.T.copy())[:, :, None, None])
                layer.bias.copy_(torch.from_numpy(weights[f"{name}.bias"]))
            return layer

        def mlp(name: str) -> Mlp:
            count = sum(key.startswith(f"{name}.") and key.endswith(".kernel") for key in weights)
            return Mlp([convolution(f"{name}.{index}") for index in range(count)])

        def head(name: str) -> torch.nn.Linear:
            kernel = weights[f"{name}.kernel"]
            layer = torch.nn.Linear(*kernel.shape)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(kernel.T.copy()))
                layer.bias.copy_(torch.from_numpy(weights[f"{name}.bias"]))
            return layer

        names = [f"block{index}" for index in range(task["case"]["shape"]["blocks"])]
        self.blocks = torch.nn.ModuleList(
            [Block(mlp(f"{name}.mlp1"), mlp(f"{name}.mlp2"), convolution(f"{name}.skip")) for name in names]
        )
        self.heads = torch.nn.ModuleList([head(f"head{index}") for index in range(len(names))])
        self.pairs = torch.from_numpy(np.ascontiguousarray(pairs.transpose(0, 3, 1, 2)))
        self.labels = torch.from_numpy(labels)
        adam = task["adam"]
        self.optimizer = torch.optim.Adam(
            [*self.blocks.parameters(), *self.heads.parameters()],
            lr=task["learningRate"],
            betas=(adam["beta1"], adam["beta2"]),
            eps=adam["epsilon"],
        )

    def train(self) -> float:
        self.optimizer.zero_grad()
        x, scores = self.pairs, 0
        for block, head in zip(self.blocks, self.heads):
            x = block(x)
            scores = scores + head(largest(x))
        loss = F.cross_entropy(scores, self.labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def check(self) -> dict:
        return {"losses": [self.train() for _ in range(self.task["checkedSteps"])]}

    def step(self) -> None:
        self.train()
