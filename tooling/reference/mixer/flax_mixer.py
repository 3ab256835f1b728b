"""MLP-Mixer in Flax, written from the equations of the paper with the module names of the published checkpoints.

Sub-modules without a name get Flax's own counters (`MixerBlock_0`, `LayerNorm_0`, `Dense_0`), which is what the
published `.npz` files contain.
"""

import flax.linen as nn
import jax.numpy as jnp


class Mlp(nn.Module):
    hidden: int

    @nn.compact
    def __call__(self, x):
        # Two statements: Flax counts layers in the order in which they are constructed.
        y = nn.gelu(nn.Dense(self.hidden)(x))
        return nn.Dense(x.shape[-1])(y)


class MixerBlock(nn.Module):
    tokens: int
    channels: int

    @nn.compact
    def __call__(self, x):
        mixed = Mlp(self.tokens, name='token_mixing')(jnp.swapaxes(nn.LayerNorm()(x), 1, 2))
        x = x + jnp.swapaxes(mixed, 1, 2)
        return x + Mlp(self.channels, name='channel_mixing')(nn.LayerNorm()(x))


class Mixer(nn.Module):
    patch: int
    width: int
    blocks: int
    tokens: int
    channels: int
    classes: int

    @nn.compact
    def __call__(self, x):
        x = nn.Conv(self.width, (self.patch, self.patch), strides=(self.patch, self.patch), name='stem')(x)
        x = x.reshape(x.shape[0], -1, self.width)
        for _ in range(self.blocks):
            x = MixerBlock(self.tokens, self.channels)(x)
        x = nn.LayerNorm(name='pre_head_layer_norm')(x).mean(1)
        return nn.Dense(self.classes, kernel_init=nn.initializers.zeros, name='head')(x)
