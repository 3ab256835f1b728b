"""Writes packages/vision/src/__fixtures__/s32-logits.json: every tenth logit of a filled Mixer-S/32.

The fill is that of fill.py with 0.04 in place of 0.4, so that activations stay of order one over eight wide blocks.
Reference: timm 1.0.31 on PyTorch 2.15, float64. Run from the repository root: python tooling/reference/mixer/large.py
"""

import json
import pathlib

import torch
from fill import fill
from timm.models.mlp_mixer import MlpMixer

TARGET = pathlib.Path('packages/vision/src/__fixtures__/s32-logits.json')

if __name__ == '__main__':
    model = fill(MlpMixer(patch_size=32, num_blocks=8, embed_dim=512).double().eval(), amplitude=0.04)
    i = torch.arange(224 * 224 * 3, dtype=torch.float64)
    image = torch.sin(0.01 * i * i + 0.1 * i).reshape(1, 224, 224, 3).permute(0, 3, 1, 2)
    with torch.no_grad():
        logits = model(image)[0, ::10]
    TARGET.write_text(json.dumps([float(f'{value:.9g}') for value in logits.tolist()]) + '\n')
    print(logits.abs().max().item(), logits.std().item(), logits[:4].tolist())
