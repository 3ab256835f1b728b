"""The recurrent models at the golden size, in float64, and their deterministic fill.

Sequencer2D is that of timm with other cells put in its place; the V-Sequencer, which timm lacks, is written here from the
equations of the paper. Formulas, not files: the TypeScript tests compute the same numbers. Tensor k (0-based, in
`state_dict` order, PyTorch layout) holds 0.4 sin(0.05 i^2 + 0.7 i + 1.3 k + 0.4) at flat index i, plus one for the scale of
a norm.
"""

import torch
from timm.models.sequencer import LSTM2d, RNN2dBase, Sequencer2d
from torch import nn

BATCH, HEIGHT, WIDTH, CHANNELS, CLASSES = 2, 8, 12, 3, 5
LABELS = [1, 3]
SHAPE = dict(num_classes=CLASSES, in_chans=CHANNELS, layers=[1, 1], patch_sizes=[2, 2], embed_dims=[8, 12])
GOLDEN = dict(**SHAPE, hidden_sizes=[2, 3], mlp_ratios=[3.0, 3.0])
DOUBLED = dict(hidden_sizes=[4, 6])


def with_cell(make):
    """A layer of timm whose two recurrent layers come from `make(inputs, hidden, layers, bidirectional)`."""

    class Layer(RNN2dBase):
        def __init__(self, input_size, hidden_size, num_layers=1, bias=True, bidirectional=True, union='cat', with_fc=True, device=None, dtype=None):
            super().__init__(input_size, hidden_size, num_layers, bias, bidirectional, union, with_fc)
            if self.with_vertical:
                self.rnn_v = make(input_size, hidden_size, num_layers, bidirectional)
            if self.with_horizontal:
                self.rnn_h = make(input_size, hidden_size, num_layers, bidirectional)

    return Layer


def gru(inputs, hidden, layers, bidirectional):
    return nn.GRU(inputs, hidden, layers, batch_first=True, bidirectional=bidirectional)


def simple(nonlinearity):
    return lambda inputs, hidden, layers, bidirectional: nn.RNN(
        inputs, hidden, layers, batch_first=True, bidirectional=bidirectional, nonlinearity=nonlinearity
    )


VARIANTS = {
    'cat': {},
    'unidirectional': dict(bidirectional=False),
    'add': dict(union='add'),
    'vertical': dict(union='vertical'),
    'horizontal': dict(union='horizontal'),
    'vertical-noFc': dict(union='vertical', with_fc=False, **DOUBLED),
    'horizontal-noFc': dict(union='horizontal', with_fc=False, **DOUBLED),
    'noFc': dict(with_fc=False),
    'h2x': DOUBLED,
    'stacked': dict(num_rnn_layers=2),
    'gru': dict(rnn_layer=with_cell(gru)),
    'rnn-tanh': dict(rnn_layer=with_cell(simple('tanh'))),
    'rnn-relu': dict(rnn_layer=with_cell(simple('relu'))),
}


def sequencer(**changes):
    return Sequencer2d(**{'rnn_layer': LSTM2d, **GOLDEN, **changes})


class FlatRecurrence(nn.Module):
    """All tokens of a grid, row by row, through one bidirectional LSTM."""

    def __init__(self, channels, hidden):
        super().__init__()
        self.rnn = nn.LSTM(channels, hidden, batch_first=True, bidirectional=True)

    def forward(self, grid):
        return self.rnn(grid.flatten(1, 2))[0].reshape(grid.shape)


class Mlp(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.fc1 = nn.Linear(channels, hidden)
        self.fc2 = nn.Linear(hidden, channels)

    def forward(self, x):
        return self.fc2(nn.functional.gelu(self.fc1(x)))


class FlatBlock(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.norm1 = nn.LayerNorm(channels, eps=1e-6)
        self.rnn_tokens = FlatRecurrence(channels, hidden)
        self.norm2 = nn.LayerNorm(channels, eps=1e-6)
        self.mlp_channels = Mlp(channels, 3 * channels)

    def forward(self, x):
        x = x + self.rnn_tokens(self.norm1(x))
        return x + self.mlp_channels(self.norm2(x))


class Patches(nn.Module):
    """A convolution whose stride is its size, between grids with channels last."""

    def __init__(self, name, inputs, outputs, size):
        super().__init__()
        self.add_module(name, nn.Conv2d(inputs, outputs, size, size))

    def forward(self, x):
        (convolution,) = self.children()
        return convolution(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class VSequencer(nn.Module):
    """Named as the published code names it: downsampling closes a stage, `blocks.<stage>.<index>`."""

    def __init__(self, layers, patch_sizes, embed_dims, hidden_sizes, channels=CHANNELS, classes=CLASSES, grid=None):
        super().__init__()
        if grid is not None:
            self.absolute_pos_embed = nn.Parameter(torch.zeros(1, *grid, embed_dims[0]))
        self.stem = Patches('proj', channels, embed_dims[0], patch_sizes[0])
        stages = []
        for i, count in enumerate(layers):
            parts = [FlatBlock(embed_dims[i], hidden_sizes[i]) for _ in range(count)]
            if i + 1 < len(layers):
                parts.append(Patches('down', embed_dims[i], embed_dims[i + 1], patch_sizes[i + 1]))
            stages.append(nn.Sequential(*parts))
        self.blocks = nn.Sequential(*stages)
        self.norm = nn.LayerNorm(embed_dims[-1], eps=1e-6)
        self.head = nn.Linear(embed_dims[-1], classes)

    def forward(self, images):
        x = self.stem(images.permute(0, 2, 3, 1))
        if hasattr(self, 'absolute_pos_embed'):
            x = x + self.absolute_pos_embed
        return self.head(self.norm(self.blocks(x)).mean((1, 2)))


def v_sequencer(**changes):
    return VSequencer(**{**dict(layers=[1, 1], patch_sizes=[2, 1], embed_dims=[8, 8], hidden_sizes=[4, 4]), **changes})


def filled(model, amplitude=0.4):
    model = model.double().eval()
    with torch.no_grad():
        for k, (name, parameter) in enumerate(model.state_dict().items()):
            i = torch.arange(parameter.numel(), dtype=torch.float64)
            value = amplitude * torch.sin(0.05 * i * i + 0.7 * i + 1.3 * k + 0.4)
            if 'norm' in name and name.endswith('weight'):
                value = value + 1
            parameter.copy_(value.reshape(parameter.shape))
    return model


def images(batch=BATCH, height=HEIGHT, width=WIDTH):
    """[batch, 3, height, width] in PyTorch layout; the flat index of the formula runs over NHWC."""
    i = torch.arange(batch * height * width * CHANNELS, dtype=torch.float64)
    return torch.sin(0.01 * i * i + 0.1 * i).reshape(batch, height, width, CHANNELS).permute(0, 3, 1, 2)
