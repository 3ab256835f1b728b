"""The deterministic weights and images that the golden values of the Mixer family rest on.

Formulas, not files: the TypeScript tests compute the same numbers. Tensor k (0-based, in `state_dict` order, PyTorch
layout) holds 0.4 sin(0.05 i^2 + 0.7 i + 1.3 k + 0.4) at flat index i, plus one for the scale of a norm.
"""

from functools import partial

import torch
from timm.layers import GatedMlp, GluMlp
from timm.models.mlp_mixer import Affine, MlpMixer, ResBlock, SpatialGatingBlock
from torch import nn

BATCH, HEIGHT, WIDTH, CHANNELS, CLASSES = 2, 8, 12, 3, 5
LABELS = [1, 3]
SKELETON = dict(num_classes=CLASSES, img_size=(HEIGHT, WIDTH), in_chans=CHANNELS, patch_size=4, num_blocks=2, embed_dim=8)

FAMILIES = {
    'mixer': dict(mlp_ratio=(0.5, 4.0)),
    'gMixer': dict(mlp_ratio=(1.0, 4.0), mlp_layer=GluMlp, act_layer=nn.SiLU),
    'resMlp': dict(mlp_ratio=4, block_layer=ResBlock, norm_layer=Affine),
    'gMlp': dict(mlp_ratio=6, block_layer=SpatialGatingBlock, mlp_layer=GatedMlp),
}


def build(family, gelu='erf'):
    """The timm model of a family at the golden size, in float64. `gelu` replaces the activation where there is a GELU."""
    settings = dict(FAMILIES[family])
    if gelu == 'tanh':
        settings['act_layer'] = partial(nn.GELU, approximate='tanh')
    return MlpMixer(**SKELETON, **settings).double().eval()


def fill(model, amplitude=0.4):
    with torch.no_grad():
        for k, (name, parameter) in enumerate(model.state_dict().items()):
            i = torch.arange(parameter.numel(), dtype=torch.float64)
            value = amplitude * torch.sin(0.05 * i * i + 0.7 * i + 1.3 * k + 0.4)
            if ('norm' in name and name.endswith('weight')) or name.endswith('alpha'):
                value = value + 1
            parameter.copy_(value.reshape(parameter.shape))
    return model


def images():
    """[2, 3, 8, 12] in PyTorch layout; the flat index of the formula runs over NHWC."""
    i = torch.arange(BATCH * HEIGHT * WIDTH * CHANNELS, dtype=torch.float64)
    return torch.sin(0.01 * i * i + 0.1 * i).reshape(BATCH, HEIGHT, WIDTH, CHANNELS).permute(0, 3, 1, 2)
