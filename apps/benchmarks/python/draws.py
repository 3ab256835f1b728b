"""The random numbers of src/mixer/weights.ts."""

import numpy as np


def mixed(stream: int, size: int) -> np.ndarray:
    """Well mixed 32-bit integers of a stream number and the indices below `size`."""
    index = np.arange(1, size + 1, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    x = np.uint64(((stream + 1) * 0x9E3779B1) & 0xFFFFFFFF) ^ (index * np.uint64(0x85EBCA6B) & mask)
    x = (x ^ (x >> np.uint64(16))) * np.uint64(0x21F0AAAD) & mask
    x = (x ^ (x >> np.uint64(15))) * np.uint64(0x735A2D97) & mask
    return x ^ (x >> np.uint64(15))


def uniform(stream: int, shape: list[int], centre: float, reach: float) -> np.ndarray:
    values = mixed(stream, int(np.prod(shape))).astype(np.float64)
    return (centre + reach * (values / 2**31 - 1)).astype(np.float32).reshape(shape)
