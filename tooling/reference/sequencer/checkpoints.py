"""Writes small weight files of recurrent models and the logits that the reference computes from them.

References: timm 1.0.31 on PyTorch 2.15 with float64 arithmetic on float32 weights, models.py beside this file for the
V-Sequencer. The authors' names are checked against timm's `checkpoint_filter_fn` before they are written.
Run from the repository root: python tooling/reference/sequencer/checkpoints.py
"""

import json
import pathlib
import re

import torch
from models import VARIANTS, images, sequencer, v_sequencer
from safetensors.torch import save_file
from timm.models.sequencer import checkpoint_filter_fn

TARGET = pathlib.Path('packages/vision/src/weights/__fixtures__')


def random_state(model, seed):
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name, value in model.state_dict().items():
        shift = 1.0 if 'norm' in name and name.endswith('weight') else 0.0
        state[name] = 0.35 * torch.randn(value.shape, generator=generator) + shift
    return state


def logits(model, state):
    model = model.double().eval()
    model.load_state_dict({name: value.double() for name, value in state.items()})
    with torch.no_grad():
        return [float(f'{value:.9g}') for value in model(images()).reshape(-1).tolist()]


def authors_names(state, layers):
    """timm opens a stage with its downsampling, the authors close the one before with it."""
    out = {}
    for name, value in state.items():
        name = re.sub(r'^stages\.(\d+)\.downsample\.', lambda m: f'blocks.{int(m[1]) - 1}.{layers[int(m[1]) - 1]}.', name)
        name = re.sub(r'^stages\.(\d+)\.blocks\.', r'blocks.\1.', name)
        out[name.replace('head.fc.', 'head.')] = value
    return out


if __name__ == '__main__':
    result = {}
    for seed, name in enumerate(['cat', 'gru', 'rnn-tanh', 'stacked']):
        state = random_state(sequencer(**VARIANTS[name]), seed)
        save_file(state, TARGET / f'sequencer-{name}.timm.safetensors')
        result[name] = logits(sequencer(**VARIANTS[name]), state)
        if name == 'cat':
            original = authors_names(state, [1, 1])
            restored = checkpoint_filter_fn(original, None)
            assert restored.keys() == state.keys() and all(restored[key] is state[key] for key in state)
            torch.save({'epoch': 3, 'arch': 'sequencer2d', 'model': original}, TARGET / 'sequencer-cat.original.pth')
    flat = dict(grid=(4, 6))
    state = random_state(v_sequencer(**flat), 9)
    save_file(state, TARGET / 'v-sequencer.original.safetensors')
    result['vSequencer'] = logits(v_sequencer(**flat), state)
    (TARGET / 'sequencer-logits.json').write_text(json.dumps(result) + '\n')
    print(json.dumps(result, indent=1))
