"""Writes packages/vision/src/__fixtures__/sequencer-golden.json: outputs, losses, gradients and receptive fields.

Reference: timm 1.0.31 (timm/models/sequencer.py) on PyTorch 2.15, float64; models.py beside this file for the rest.
Run from the repository root: python tooling/reference/sequencer/golden.py
"""

import json
import math
import pathlib

import torch
from models import LABELS, VARIANTS, filled, images, sequencer, v_sequencer

TARGET = pathlib.Path('packages/vision/src/__fixtures__/sequencer-golden.json')


def rounded(tensor):
    return [float(f'{value:.9g}') for value in tensor.detach().reshape(-1).tolist()]


def number(value):
    return float(f'{value.item():.9g}')


def gradients(model):
    """Per tensor the norm and the sum against sin(flat index + 1): two numbers that a wrong gradient cannot keep."""
    report = {}
    for name, parameter in model.named_parameters():
        gradient = parameter.grad.reshape(-1)
        weights = torch.sin(torch.arange(gradient.numel(), dtype=torch.float64) + 1)
        report[name] = rounded(torch.stack([gradient.norm(), (gradient * weights).sum()]))
    return report


def run(model):
    model = filled(model)
    parameters = dict(model.named_parameters())
    assert list(parameters) == list(model.state_dict())
    logits = model(images())
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS))
    loss.backward()
    norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters.values()))
    return {
        'tensors': {name: list(p.shape) for name, p in parameters.items()},
        'parameters': sum(p.numel() for p in parameters.values()),
        'logits': rounded(logits),
        'loss': number(loss),
        'gradientNorm': number(norm),
        'gradients': gradients(model),
    }


def activations():
    """What lies between the images and the logits of the plain model, and two whole gradients."""
    model = filled(sequencer())
    grid = model.stem(images())
    block = model.stages[0].blocks[0]
    recurrent = block.rnn_tokens(block.norm1(grid))
    features = model.forward_features(images())
    loss = torch.nn.functional.cross_entropy(model(images()), torch.tensor(LABELS))
    loss.backward()
    return {
        'stem': rounded(grid),
        'recurrent': rounded(recurrent),
        'block': rounded(block(grid)),
        'tokens': rounded(features),
        'pooled': rounded(features.mean((1, 2))),
        'stemBiasGradient': rounded(model.stem.proj.bias.grad),
        'verticalBiasGradient': rounded(block.rnn_tokens.rnn_v.bias_ih_l0.grad),
    }


def sizes():
    model = filled(sequencer())
    report = {f'{h}x{w}': rounded(model(images(2, h, w))) for h, w in [(12, 8), (16, 16), (8, 8)]}
    return report | {'9x13': rounded(model(images(1, 9, 13)))}


def receptive_field(model, layers, pixels, center=None):
    """log10(sum over images and colours of relu(d sum(F[center]) / d image) + 1) for the output F of each layer."""
    result = {}
    for name, take in layers.items():
        pixels = pixels.detach().requires_grad_()
        features = take(model, pixels)
        row, column = center or (features.shape[1] // 2 - 1, features.shape[2] // 2 - 1)
        (gradient,) = torch.autograd.grad(features[:, row, column].sum(), pixels)
        result[name] = rounded(torch.log10(gradient.relu().sum((0, 1)) + 1))
    return result


LAYERS = {
    'stage0_block0': lambda model, x: model.stages[0](model.stem(x)),
    'stage1_block0': lambda model, x: model.stages(model.stem(x)),
}


if __name__ == '__main__':
    torch.manual_seed(0)
    variants = {name: run(sequencer(**changes)) for name, changes in VARIANTS.items()}
    variants['vSequencer'] = run(v_sequencer())
    plain = filled(sequencer())
    fields = receptive_field(plain, LAYERS, images(1))
    result = {
        'variants': variants,
        'activations': activations(),
        'sizes': sizes(),
        'receptiveFields': {
            'first image': fields,
            'both images at [1, 2]': receptive_field(plain, {'stage0_block0': LAYERS['stage0_block0']}, images(2), (1, 2)),
        },
    }
    TARGET.write_text(json.dumps(result) + '\n')
    for name, case in variants.items():
        print(name, len(case['tensors']), 'tensors', case['parameters'], 'parameters', case['logits'], case['loss'])
    print('gradient norm', variants['cat']['gradientNorm'])
    for name, values in result['activations'].items():
        print(name, values[:8])
    for name, values in result['sizes'].items():
        print(name, values)
    field = fields['stage1_block0']
    print('receptive field: sum', math.fsum(field), 'max', max(field), 'row 0', field[:12])
