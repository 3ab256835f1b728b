"""Writes the PyTorch files that the reader in packages/tensor/src/io/torch is tested against.

Reference writer: torch 2.15.0.
Run: python tooling/reference/tensor/torch_files.py   (rewrites packages/tensor/src/io/__fixtures__/*.pt)
"""

from argparse import Namespace
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

folder = Path(__file__).resolve().parents[3] / "packages/tensor/src/io/__fixtures__"
folder.mkdir(parents=True, exist_ok=True)
torch.manual_seed(1)

# The state dict of a model, with the versions of its modules as an attribute and a counter of 64 bits.
model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
with torch.no_grad():
    for index, tensor in enumerate(model.state_dict().values()):
        tensor.copy_(torch.arange(tensor.numel(), dtype=tensor.dtype).reshape(tensor.shape) + 10 * index)
torch.save(model.state_dict(), folder / "model.pt")

# Views: transposed, with an offset and steps, expanded, of one shared storage, empty, scalar.
grid = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
torch.save(
    {
        "grid": grid,
        "transposed": grid.permute(2, 0, 1),
        "part": grid[1, 1:, ::2],
        "middle": grid[1, 0],
        "expanded": torch.tensor([[1.0], [2.0]]).expand(2, 3),
        "empty": torch.zeros(0, 3),
        "scalar": torch.tensor(7.0),
    },
    folder / "views.pt",
)

values = torch.tensor([0.0, -1.5, 0.001953125, 240.0])
torch.save(
    {
        "f64": values.to(torch.float64),
        "f16": torch.tensor([0.0, -1.5, 5.960464477539063e-08, float("inf"), float("nan"), 65504.0], dtype=torch.float16),
        "bf16": torch.tensor([0.0, -1.5, 3.140625, float("-inf")], dtype=torch.bfloat16),
        "i64": torch.tensor([2**31 - 1, -(2**31)]),
        "i32": torch.tensor([1, -2], dtype=torch.int32),
        "i16": torch.tensor([-300, 300], dtype=torch.int16),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 255], dtype=torch.uint8),
        "u16": torch.tensor([0, 65535], dtype=torch.uint16),
        "bool": torch.tensor([True, False, True]),
        "f8_e4m3": values.to(torch.float8_e4m3fn),
        "steps": torch.arange(6, dtype=torch.int16).reshape(2, 3).t(),
    },
    folder / "types.pt",
)

# A checkpoint of a training run.
layer = torch.nn.Linear(2, 1)
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 2.0]]))
    layer.bias.copy_(torch.tensor([3.0]))
optimizer = torch.optim.AdamW(layer.parameters(), lr=0.1)
layer(torch.ones(1, 2)).sum().backward()
optimizer.step()
torch.save(
    {
        "epoch": 3,
        "loss": 0.25,
        "notes": ["a", None, True, -5, 2**40, 2**80, (1, 2)],
        "device": torch.device("cpu"),
        "size": torch.Size([2, 3]),
        "dtype": torch.float32,
        "state_dict": OrderedDict(weight=torch.tensor([[1.0, 2.0]]), bias=torch.nn.Parameter(torch.tensor([3.0]))),
        "ema": {"model": {"weight": torch.tensor([[4.0, 5.0]])}},
        "optimizer": optimizer.state_dict(),
    },
    folder / "checkpoint.pt",
)

torch.save(torch.tensor([1.0]), folder / "tensor.pt")
torch.save({"weight": torch.tensor([1.0])}, folder / "legacy.pt", _use_new_zipfile_serialization=False)
torch.save({"weight": torch.tensor([1.0]), "options": Namespace(rate=0.1)}, folder / "code.pt")
torch.save({"weight": torch.tensor([1.0]), "score": np.float64(1.0)}, folder / "numpy.pt")
