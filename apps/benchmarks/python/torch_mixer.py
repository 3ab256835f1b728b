"""The Mixer in PyTorch, from the functions that a module of it would call."""

import numpy as np
import torch
import torch.nn.functional as F


class TorchMixer:
    def __init__(self, task: dict, weights: dict[str, np.ndarray], images: np.ndarray, labels: np.ndarray):
        self.task, self.case, self.shape = task, task["case"], task["case"]["shape"]
        if task["threads"] == 1:
            torch.set_num_threads(1)
        # `F.linear` wants [out, in]; contiguous, as a module would hold it.
        self.weights = {
            name: torch.from_numpy(np.ascontiguousarray(value.T if name.endswith("kernel") else value))
            for name, value in weights.items()
        }
        self.images, self.labels = torch.from_numpy(images), torch.from_numpy(labels)
        self.training = self.case["mode"] == "training"
        if self.training:
            for value in self.weights.values():
                value.requires_grad_(True)
            adam = task["adam"]
            self.optimizer = torch.optim.Adam(
                list(self.weights.values()),
                lr=task["learningRate"],
                betas=(adam["beta1"], adam["beta2"]),
                eps=adam["epsilon"],
            )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        shape, weights = self.shape, self.weights
        patch, channels, hidden = shape["patchSize"], shape["channels"], shape["hiddenDim"]
        side = shape["imageSize"] // patch
        approximate = "tanh" if self.case["gelu"] == "tanh" else "none"

        def dense(x, name):
            return F.linear(x, weights[f"{name}.kernel"], weights[f"{name}.bias"])

        def norm(x, name):
            return F.layer_norm(x, (hidden,), weights[f"{name}.gamma"], weights[f"{name}.beta"], self.task["epsilon"])

        def mlp(x, first, second):
            return dense(F.gelu(dense(x, first), approximate=approximate), second)

        x = images.reshape(-1, side, patch, side, patch * channels).permute(0, 1, 3, 2, 4)
        x = dense(x.reshape(images.shape[0], side * side, patch * patch * channels), "stem")
        for block in range(shape["blocks"]):
            name = f"blocks.{block}"
            columns = norm(x, f"{name}.norm1").transpose(1, 2)
            x = x + mlp(columns, f"{name}.token1", f"{name}.token2").transpose(1, 2)
            x = x + mlp(norm(x, f"{name}.norm2"), f"{name}.channel1", f"{name}.channel2")
        return dense(norm(x, "norm").mean(1), "head")

    def infer(self) -> torch.Tensor:
        with torch.inference_mode():
            return self.forward(self.images)

    def train(self) -> float:
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.forward(self.images), self.labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def check(self) -> dict:
        outputs = self.infer().flatten().tolist()
        if not self.training:
            return {"outputs": outputs}
        return {"outputs": outputs, "losses": [self.train() for _ in range(self.task["checkedSteps"])]}

    def step(self) -> None:
        if self.training:
            self.train()
        else:
            self.infer()
