"""Writes packages/vision/src/__fixtures__/sequencer-published.json: logits of Sequencer2D-S at an eighth of its width.

The 18 blocks, four stages and 1x1 downsampling of the published model, for 28x56 images. The fill is that of models.py
with 0.2 in place of 0.4, so that activations stay of order one over 18 blocks. Reference: timm 1.0.31 on PyTorch 2.15, float64.
Run from the repository root: python tooling/reference/sequencer/published.py
"""

import json
import pathlib

import torch
from models import filled, images
from timm.models.sequencer import Sequencer2d

TARGET = pathlib.Path('packages/vision/src/__fixtures__/sequencer-published.json')

if __name__ == '__main__':
    model = Sequencer2d(
        num_classes=10, layers=[4, 3, 8, 3], patch_sizes=[7, 2, 1, 1], embed_dims=[24, 48, 48, 48], hidden_sizes=[6, 12, 12, 12]
    )
    with torch.no_grad():
        logits = filled(model, amplitude=0.2)(images(1, 28, 56))
    TARGET.write_text(json.dumps([float(f'{value:.9g}') for value in logits.reshape(-1).tolist()]) + '\n')
    print(sum(p.numel() for p in model.parameters()), logits)
