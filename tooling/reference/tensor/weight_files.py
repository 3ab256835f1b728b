"""Writes the weight files that the readers and writers of packages/tensor/src/io are tested against.

Reference writers: safetensors 0.8.0, numpy 2.4.6, torch 2.15.0 (for the element types that numpy lacks).
Run: python tooling/reference/tensor/weight_files.py   (rewrites packages/tensor/src/io/__fixtures__)
"""

from pathlib import Path

import numpy as np
import safetensors.numpy
import safetensors.torch
import torch

folder = Path(__file__).resolve().parents[3] / "packages/tensor/src/io/__fixtures__"
folder.mkdir(parents=True, exist_ok=True)

safetensors.numpy.save_file(
    {
        "b.weight": np.array([[1.5, -2.0], [0.25, 3.0]], np.float32),
        "a.count": np.array([1, -2, 3], np.int32),
        "mask": np.array([True, False]),
        "a.bias": np.zeros([0, 3], np.float32),
        "é": np.array(7.0, np.float32),
    },
    folder / "plain.safetensors",
    metadata={"format": "pt"},
)

values = torch.tensor([0.0, -1.5, 0.001953125, 240.0])
safetensors.torch.save_file(
    {
        "f64": values.to(torch.float64),
        "f16": torch.tensor([0.0, -1.5, 5.960464477539063e-08, float("inf"), float("nan"), 65504.0], dtype=torch.float16),
        "bf16": torch.tensor([0.0, -1.5, 3.140625, float("-inf"), 1.0009765625], dtype=torch.bfloat16),
        "i64": torch.tensor([2**31 - 1, -(2**31)]),
        "i16": torch.tensor([-300, 300], dtype=torch.int16),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "f8_e4m3": values.to(torch.float8_e4m3fn),
        "f8_e5m2": values.to(torch.float8_e5m2),
    },
    folder / "types.safetensors",
)

grid = np.arange(6, dtype=np.float32).reshape(2, 3)
np.save(folder / "grid.npy", grid)
np.save(folder / "fortran.npy", np.asfortranarray(np.arange(24, dtype=np.float64).reshape(2, 3, 4)))
np.save(folder / "big-endian.npy", np.array([[1, -2], [300, -400]], ">i2"))
np.save(folder / "scalar.npy", np.array(2.5, np.float32))
np.save(folder / "flags.npy", np.array([True, False, True]))
np.save(folder / "half.npy", np.array([0.5, -65504.0], np.float16))
np.save(folder / "objects.npy", np.array([None, {}], object), allow_pickle=True)
np.save(folder / "records.npy", np.zeros(2, [("x", "<f4"), ("y", "<i4")]))
for version in (2, 3):
    with open(folder / f"version-{version}.npy", "wb") as file:
        np.lib.format.write_array(file, np.array([1, 2, 3], np.int32), version=(version, 0))

arrays = {"grid": grid, "counts": np.arange(40, dtype=np.int32) % 3, "flag": np.array(True)}
np.savez(folder / "stored.npz", **arrays)
np.savez_compressed(folder / "compressed.npz", **arrays)
