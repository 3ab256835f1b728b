"""Prints the parameters of every published configuration, with both biases and with one, counted on timm's modules.

The modules are made without memory for their weights. Run from the repository root: python tooling/reference/sequencer/counts.py
"""

import torch
from models import VSequencer, gru, simple, with_cell
from timm.models.sequencer import LSTM2d, Sequencer2d

SIZES = dict(patch_sizes=[7, 2, 1, 1], embed_dims=[192, 384, 384, 384], hidden_sizes=[48, 96, 96, 96])
SMALL = dict(**SIZES, layers=[4, 3, 8, 3])
DOUBLED = {**SMALL, 'hidden_sizes': [96, 192, 192, 192]}
LARGE = dict(layers=[8, 8, 16, 4])
NANO = dict(in_chans=1, num_classes=10, layers=[3], patch_sizes=[4], embed_dims=[56], hidden_sizes=[14], mlp_ratios=[3.0])
FLAT = dict(layers=[4, 3, 8, 3], patch_sizes=[14, 1, 1, 1], embed_dims=[384] * 4, hidden_sizes=[192] * 4, classes=1000)

PLANAR = {
    'S': SMALL,
    'M': {**SIZES, 'layers': [4, 3, 14, 3]},
    'L': {**SIZES, **LARGE},
    'L-d4-3x': {**SIZES, **LARGE, 'embed_dims': [256, 512, 512, 512], 'hidden_sizes': [64, 128, 128, 128]},
    'S-unidirectional': {**SMALL, 'bidirectional': False},
    'S-add': {**SMALL, 'union': 'add'},
    'S-h2x': DOUBLED,
    'S-noFc': {**SMALL, 'with_fc': False},
    'S-vertical': {**DOUBLED, 'union': 'vertical', 'with_fc': False},
    'S-horizontal': {**DOUBLED, 'union': 'horizontal', 'with_fc': False},
    'S-gru': {**SMALL, 'rnn_layer': with_cell(gru)},
    'S-rnn': {**SMALL, 'rnn_layer': with_cell(simple('tanh'))},
    'nano': NANO,
    'nano unidirectional': {**NANO, 'bidirectional': False},
    'nano one axis': {**NANO, 'hidden_sizes': [28], 'union': 'horizontal', 'with_fc': False},
    'nano gru': {**NANO, 'rnn_layer': with_cell(gru)},
}
VANILLA = {
    'v S': FLAT,
    'v S-H': {**FLAT, **DOUBLED},
    'v S-PE': {**FLAT, 'grid': (16, 16)},
}


def report(name, model):
    sizes = {key: value.numel() for key, value in model.named_parameters()}
    second = sum(size for key, size in sizes.items() if '.bias_hh_' in key)
    print(f'{name}: {sum(sizes.values()):,} parameters, {sum(sizes.values()) - second:,} with one bias')


if __name__ == '__main__':
    with torch.device('meta'):
        for name, settings in PLANAR.items():
            report(name, Sequencer2d(**{'rnn_layer': LSTM2d, **settings}))
        for name, settings in VANILLA.items():
            report(name, VSequencer(**settings))
