"""Writes packages/vision/src/__fixtures__/golden.json: outputs, losses and gradients of the Mixer family.

Reference: timm 1.0.31 (timm/models/mlp_mixer.py) on PyTorch 2.15, float64.
Run from the repository root: python tooling/reference/mixer/golden.py
"""

import json
import pathlib

import torch
from fill import FAMILIES, LABELS, build, fill, images

TARGET = pathlib.Path('packages/vision/src/__fixtures__/golden.json')


def rounded(tensor):
    return [float(f'{value:.9g}') for value in tensor.detach().reshape(-1).tolist()]


def gradients(model):
    """Per tensor the norm and the sum against sin(flat index + 1): two numbers that a wrong gradient cannot keep."""
    report = {}
    for name, parameter in model.named_parameters():
        gradient = parameter.grad.reshape(-1)
        weights = torch.sin(torch.arange(gradient.numel(), dtype=torch.float64) + 1)
        report[name] = rounded(torch.stack([gradient.norm(), (gradient * weights).sum()]))
    return report


def run(family, gelu):
    model = fill(build(family, gelu))
    order = list(model.state_dict())
    parameters = dict(model.named_parameters())
    assert list(parameters) == order
    tokens = model.stem(images())
    block = model.blocks[0](tokens)
    features = model.forward_features(images())
    pooled = features.mean(1)
    logits = model(images())
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS))
    loss.backward()
    norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters.values()))
    return {
        'tensors': {name: list(p.shape) for name, p in parameters.items()},
        'tokens': rounded(tokens),
        'block0': rounded(block),
        'features': rounded(features),
        'pooled': rounded(pooled),
        'logits': rounded(logits),
        'loss': float(f'{loss.item():.9g}'),
        'gradientNorm': float(f'{norm.item():.9g}'),
        'gradients': gradients(model),
        'stemBiasGradient': rounded(model.stem.proj.bias.grad),
        'firstTokenRowGradient': rounded(model.blocks[0].mlp_tokens.fc1.weight.grad[0]) if hasattr(model.blocks[0], 'mlp_tokens') else [],
    }


if __name__ == '__main__':
    cases = [(family, 'erf') for family in FAMILIES] + [('mixer', 'tanh')]
    result = {f'{family}-{gelu}': run(family, gelu) for family, gelu in cases}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(result) + '\n')
    for name, case in result.items():
        count = sum(int(torch.tensor(shape).prod()) for shape in case['tensors'].values())
        print(name, len(case['tensors']), 'tensors', count, 'parameters')
        print('  logits', case['logits'], 'loss', case['loss'], 'gradient norm', case['gradientNorm'])
    mixer = result['mixer-erf']
    print('tokens', mixer['tokens'][0:16], mixer['tokens'][24:32])
    print('block0', mixer['block0'][0:8], 'pooled', mixer['pooled'][0:8])
    print('gradients', mixer['stemBiasGradient'], mixer['firstTokenRowGradient'])
