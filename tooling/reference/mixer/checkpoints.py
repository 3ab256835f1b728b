"""Writes small weight files and the logits that the reference implementations compute from them.

References: timm 1.0.31 on PyTorch 2.15 (safetensors), flax 0.12.8 on jax 0.10.2 (npz), both with float64 arithmetic on
float32 weights. The older spellings of the names are checked here against the reference conversions
(`flax.training.checkpoints.convert_pre_linen`, timm's `checkpoint_filter_fn`) before they are written.
Run from the repository root: python tooling/reference/mixer/checkpoints.py
"""

import json
import pathlib

import jax

jax.config.update('jax_enable_x64', True)

import jax.numpy as jnp
import numpy as np
import torch
from fill import FAMILIES, build, images
from flax.training.checkpoints import convert_pre_linen
from flax.traverse_util import flatten_dict, unflatten_dict
from flax_mixer import Mixer
from safetensors.torch import load_file, save_file
from timm.models.mlp_mixer import checkpoint_filter_fn

TARGET = pathlib.Path('packages/vision/src/weights/__fixtures__')


def rounded(values):
    return [float(f'{value:.9g}') for value in np.asarray(values).reshape(-1)]


def random_state(model, seed):
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name, value in model.state_dict().items():
        scale = ('norm' in name and name.endswith('weight')) or name.endswith('alpha')
        state[name] = 0.35 * torch.randn(value.shape, generator=generator) + (1.0 if scale else 0.0)
    return state


def timm_logits(model, state):
    model.load_state_dict({name: value.double() for name, value in state.items()})
    with torch.no_grad():
        return rounded(model(images()).numpy())


def write_timm():
    logits = {}
    for seed, family in enumerate(FAMILIES):
        state = random_state(build(family), seed)
        save_file(state, TARGET / f'{family}.timm.safetensors')
        logits[f'{family}.timm'] = timm_logits(build(family), state)
        if family == 'mixer':
            logits['mixer.timm tanh'] = timm_logits(build(family, 'tanh'), state)
        if family == 'resMlp':
            original = facebook_names(state)
            model = build(family)
            restored = checkpoint_filter_fn(original, model)
            assert all(torch.equal(restored[name], state[name]) for name in state) and len(restored) == len(state)
            save_file(original, TARGET / 'resMlp.original.safetensors')
    return logits


def facebook_names(state):
    """Names of the first ResMLP release; alpha and beta are plain vectors there."""
    out = {}
    for name, value in state.items():
        name = name.replace('stem.', 'patch_embed.').replace('linear_tokens.', 'attn.')
        name = name.replace('mlp_channels.', 'mlp.').replace('ls1', 'gamma_1').replace('ls2', 'gamma_2')
        out[name] = value.reshape(-1).contiguous() if name.endswith(('alpha', 'beta')) else value
    return out


def save_npz(name, flat, compressed=True):
    arrays = {'/'.join(path): np.asarray(value) for path, value in flat.items()}
    (np.savez_compressed if compressed else np.savez)(TARGET / f'{name}.npz', **arrays)


def same(left, right):
    left, right = flatten_dict(left), flatten_dict(right)
    return left.keys() == right.keys() and all(np.array_equal(left[key], right[key]) for key in left)


def pre_linen(params):
    """Counters of the old Flax API run over all sub-modules of a module, whatever their class."""
    out = {}
    for name, value in params.items():
        if name.startswith('MixerBlock_'):
            value = {
                'LayerNorm_0': value['LayerNorm_0'],
                'token_mixing': {'Dense_0': value['token_mixing']['Dense_0'], 'Dense_2': value['token_mixing']['Dense_1']},
                'LayerNorm_2': value['LayerNorm_1'],
                'channel_mixing': {'Dense_0': value['channel_mixing']['Dense_0'], 'Dense_2': value['channel_mixing']['Dense_1']},
            }
            name = f'MixerBlock_{int(name.split("_")[1]) + 1}'
        out[name] = value
    assert same(convert_pre_linen(out), params)
    return out


def big_vision_legacy(params):
    def phase(mlp):
        return {
            'kernel1': np.asarray(mlp['Dense_0']['kernel'])[None],
            'bias1': np.asarray(mlp['Dense_0']['bias'])[None, None],
            'kernel2': np.asarray(mlp['Dense_1']['kernel'])[None],
            'bias2': np.asarray(mlp['Dense_1']['bias'])[None, None],
        }

    out = {'embedding': params['stem'], 'head': params['head'], 'Mixer': {'encoder_norm': params['pre_head_layer_norm']}}
    for name, value in params.items():
        if name.startswith('MixerBlock_'):
            out['Mixer'][f'encoderblock_{name.split("_")[1]}'] = {
                'LayerNorm_0': value['LayerNorm_0'],
                'LayerNorm_2': value['LayerNorm_1'],
                'token_mixing_phase_0': phase(value['token_mixing']),
                'channel_mixing_phase_0': phase(value['channel_mixing']),
            }
    return out


def scenic(params):
    names = {'stem': 'embedding', 'pre_head_layer_norm': 'pre_logits_norm', 'head': 'output_projection'}
    return {names.get(name, name.replace('MixerBlock_', 'mixerblock_')): value for name, value in params.items()}


def write_flax():
    model = Mixer(patch=4, width=8, blocks=2, tokens=4, channels=32, classes=5)
    inputs = jnp.asarray(images().permute(0, 2, 3, 1).numpy())
    shapes = flatten_dict(model.init(jax.random.key(0), inputs)['params'])
    random = np.random.default_rng(7)
    flat = {
        path: (0.35 * random.standard_normal(value.shape) + (path[-1] == 'scale')).astype(np.float32)
        for path, value in shapes.items()
    }
    params = unflatten_dict(flat)
    logits = model.apply({'params': jax.tree.map(lambda value: jnp.asarray(value, jnp.float64), params)}, inputs)
    save_npz('mixer.flax', flat, compressed=False)
    save_npz('mixer.pre-linen', flatten_dict(pre_linen(params)))
    save_npz('mixer.big-vision', flatten_dict(big_vision_legacy(params)))
    save_npz('mixer.scenic', flatten_dict(scenic(params)))
    return {'mixer.flax': rounded(logits)}


def write_pickle():
    """The timm Mixer once more, as a training program leaves it."""
    state = load_file(TARGET / 'mixer.timm.safetensors')
    torch.save({'epoch': 3, 'state_dict': state}, TARGET / 'mixer.timm.pth')


if __name__ == '__main__':
    TARGET.mkdir(parents=True, exist_ok=True)
    logits = write_timm() | write_flax()
    write_pickle()
    (TARGET / 'logits.json').write_text(json.dumps(logits) + '\n')
    print(json.dumps(logits, indent=1))
