"""Writes packages/graph/src/ppgn/__fixtures__: scores, losses and gradients of provably powerful graph networks, and a
checkpoint with the names of the published PyTorch port.

Reference: an implementation of its own in float64 on PyTorch 2.15, one graph at a time, without padding and without masks,
channels first as in the port: 1x1 convolutions, matmul, concatenation, and maxima by amax, whose gradient is split equally
over equal maxima.
Run from the repository root: python tooling/reference/graph/ppgn.py
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
TARGET = pathlib.Path('packages/graph/src/ppgn/__fixtures__')
INPUTS, OUTPUTS = 2, 3


def cycle(n, start=0):
    return [(start + i, start + (i + 1) % n) for i in range(n)]


GRAPHS = {
    'paw': (4, [(0, 1), (1, 2), (0, 2), (2, 3)]),
    'hexagon': (6, cycle(6)),
    'twoTriangles': (6, cycle(3) + cycle(3, 3)),
    'vertex': (1, []),
    'path': (3, [(0, 1), (1, 2)]),
}
BATCH = ['paw', 'hexagon', 'vertex', 'path', 'twoTriangles']
LABELS = [0, 2, 1, 2, 0]


def encode(name):
    """[1, 2, n, n]: adjacency and identity."""
    n, edges = GRAPHS[name]
    adjacency = torch.zeros(n, n)
    for i, j in edges:
        adjacency[i, j] = adjacency[j, i] = 1
    return torch.stack([adjacency, torch.eye(n)])[None]


def kernel(inputs, outputs, s):
    flat = torch.arange(inputs * outputs)
    return (0.15 + 0.4 * torch.sin(1.3 * flat + 0.9 * s)).reshape(inputs, outputs)


def bias(outputs, s):
    return 0.1 * torch.cos(0.5 * torch.arange(outputs) + s)


def shapes(case):
    """Name and shape of every tensor in order: kernels [inputs, outputs], biases [outputs]."""
    result, channels = [], INPUTS
    for l, width in enumerate(case['widths']):
        for m in (1, 2):
            inputs = channels
            for k in range(case['depth']):
                result += [(f'block{l}/mlp{m}/fc{k + 1}', (inputs, width))]
                inputs = width
        result += [(f'block{l}/skip', (channels + width, width))]
        channels = width
    if case['suffix'] == 'new':
        result += [(f'block{l}_scores', (2 * width, OUTPUTS)) for l, width in enumerate(case['widths'])]
    else:
        sizes = [2 * channels, *case['hidden'], OUTPUTS]
        names = [f'hidden{k}' for k in range(len(case['hidden']))] + ['scores']
        result += list(zip(names, zip(sizes[:-1], sizes[1:])))
    return result


def by_formula(case):
    tensors = {}
    for t, (name, (inputs, outputs)) in enumerate(shapes(case)):
        tensors[f'{name}/kernel'] = kernel(inputs, outputs, 2 * t)
        tensors[f'{name}/bias'] = bias(outputs, 2 * t + 1)
    return tensors


def conv(tensors, name, x):
    weight = tensors[f'{name}/kernel'].T[:, :, None, None]
    return F.conv2d(x, weight, tensors[f'{name}/bias'])


def pool(x, readout):
    """[2 channels]: over the diagonal, then over the rest; 0 where there is no rest."""
    n = x.shape[-1]
    diagonal = torch.diagonal(x[0], dim1=1, dim2=2)
    rest = x[0][:, ~torch.eye(n, dtype=torch.bool)]
    parts = []
    for part in (diagonal, rest):
        if part.shape[1] == 0:
            parts.append(torch.zeros(part.shape[0]))
        elif readout == 'max':
            parts.append(part.amax(1))
        else:
            parts.append(part.sum(1) if readout == 'sum' else part.mean(1))
    return torch.cat(parts)


def forward(case, tensors, x):
    n = x.shape[-1]
    divisor = {'none': 1, 'sqrt-n': math.sqrt(n), 'n': n}[case['scaling']]
    scores = torch.zeros(OUTPUTS)
    for l, width in enumerate(case['widths']):
        factors = []
        for m in (1, 2):
            y = x
            for k in range(case['depth']):
                y = F.relu(conv(tensors, f'block{l}/mlp{m}/fc{k + 1}', y))
            factors.append(y)
        product = torch.matmul(*factors) / divisor
        y = conv(tensors, f'block{l}/skip', torch.cat([x, product], 1))
        if case['skip'] == 'relu':
            y = F.relu(y)
        if case['residual'] and x.shape == y.shape:
            y = y + x
        if case['normalization'] == 'graph':
            # gamma 1, beta 0, mean scale 1: their first values.
            mean = y.mean((2, 3), keepdim=True)
            y = (y - mean) / torch.sqrt(((y - mean) ** 2).mean((2, 3), keepdim=True) + 1e-5)
        x = y
        if case['suffix'] == 'new':
            scores = scores + pool(x, case['readout']) @ tensors[f'block{l}_scores/kernel']
            scores = scores + tensors[f'block{l}_scores/bias']
    if case['suffix'] == 'new':
        return scores
    h = pool(x, case['readout'])
    for k in range(len(case['hidden'])):
        h = F.relu(h @ tensors[f'hidden{k}/kernel'] + tensors[f'hidden{k}/bias'])
    return h @ tensors['scores/kernel'] + tensors['scores/bias']


def rounded(tensor):
    return [float(f'{value:.9g}') for value in tensor.detach().reshape(-1).tolist()]


def run(case):
    tensors = {name: value.requires_grad_() for name, value in by_formula(case).items()}
    scores = torch.stack([forward(case, tensors, encode(name)) for name in BATCH])
    loss = F.cross_entropy(scores, torch.tensor(LABELS), reduction='sum')
    loss.backward()
    return {
        'case': case,
        'scores': rounded(scores),
        'loss': float(f'{loss.item():.9g}'),
        'gradients': {name: rounded(value.grad) for name, value in tensors.items()},
    }


BASE = {
    'widths': [3, 3],
    'depth': 2,
    'suffix': 'new',
    'hidden': [4, 3],
    'skip': 'linear',
    'readout': 'max',
    'scaling': 'none',
    'normalization': 'none',
    'residual': False,
}
CASES = {
    'new linear': {},
    'new relu': {'skip': 'relu'},
    'old linear': {'suffix': 'old'},
    'old relu': {'suffix': 'old', 'skip': 'relu'},
    'sum, sqrt-n, one map': {'readout': 'sum', 'scaling': 'sqrt-n', 'depth': 1, 'widths': [4, 3]},
    'mean, n, three maps': {'readout': 'mean', 'scaling': 'n', 'depth': 3, 'widths': [3, 2]},
    'residual, three blocks': {'residual': True, 'scaling': 'n', 'widths': [3, 3, 3]},
    'each graph normalised': {'normalization': 'graph', 'readout': 'sum', 'widths': [3, 3]},
}


def port_names(tensors):
    """Our tensors under the names and in the shapes of the port."""
    result = {}
    for name, value in tensors.items():
        layer, _, kind = name.rpartition('/')
        if layer.startswith('block') and '/' in layer:
            block, part = layer.split('/', 1)
            path = f'reg_blocks.{block[5:]}.' + (
                'skip.conv' if part == 'skip' else f'{part[:4]}.convs.{int(part[7:]) - 1}'
            )
            value = value.T[:, :, None, None] if kind == 'kernel' else value
        else:
            index = int(layer[5 : layer.index('_')])
            path = f'fc_layers.{index}.fc'
            value = value.T if kind == 'kernel' else value
        result[f"{path}.{'weight' if kind == 'kernel' else 'bias'}"] = value.detach().float().contiguous()
    return result


def checkpoint():
    """A checkpoint as the port writes it, of a network with random weights, and its scores."""
    case = {**BASE, 'widths': [3, 4], 'depth': 2}
    torch.manual_seed(3)
    tensors = {}
    for name, (inputs, outputs) in shapes(case):
        tensors[f'{name}/kernel'] = torch.randn(inputs, outputs).float().double() * 0.5
        tensors[f'{name}/bias'] = torch.randn(outputs).float().double() * 0.1
    tensors = {name: value.float().double() for name, value in tensors.items()}
    state = port_names(tensors)
    optimizer = torch.optim.Adam([torch.nn.Parameter(value) for value in state.values()])
    torch.save(
        {'epoch': 7, 'model_state_dict': state, 'optimizer_state_dict': optimizer.state_dict()},
        TARGET / 'best.tar',
    )
    scores = torch.stack([forward(case, tensors, encode(name)) for name in BATCH])
    return {'case': case, 'scores': rounded(scores)}


if __name__ == '__main__':
    result = {
        'batch': BATCH,
        'labels': LABELS,
        'graphs': {name: {'n': n, 'edges': edges} for name, (n, edges) in GRAPHS.items()},
        'cases': {name: run({**BASE, **case}) for name, case in CASES.items()},
        'checkpoint': checkpoint(),
    }
    (TARGET / 'reference.json').write_text(json.dumps(result) + '\n')
