"""Writes packages/vision/src/tokens/__fixtures__/resampling.json: grids of numbers at other sizes.

Reference: torch.nn.functional.interpolate of PyTorch 2.15, float64, align_corners and antialias off.
Run from the repository root: python tooling/reference/sequencer/resampling.py
"""

import json
import pathlib

import torch

TARGET = pathlib.Path('packages/vision/src/tokens/__fixtures__/resampling.json')


def rounded(tensor):
    return [float(f'{value:.9g}') for value in tensor.reshape(-1).tolist()]


def case(start, end):
    i = torch.arange(start[0] * start[1], dtype=torch.float64)
    grid = torch.sin(0.3 * i * i + 0.7 * i).reshape(1, 1, *start)
    resized = {
        method: rounded(torch.nn.functional.interpolate(grid, size=end, mode=method, align_corners=False))
        for method in ['bilinear', 'bicubic']
    }
    return {'from': list(start), 'to': list(end), 'values': rounded(grid), **resized}


if __name__ == '__main__':
    cases = [case((3, 4), (6, 8)), case((7, 7), (5, 6)), case((2, 5), (3, 9)), case((1, 1), (2, 3))]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(cases) + '\n')
    print(json.dumps(cases[0]))
