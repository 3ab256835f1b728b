"""Writes packages/graph/src/__fixtures__/baselines-golden.json: values and gradients of the two baselines, 2-IGN and GIN.

Reference: independent implementations on PyTorch, float64. The 15 operations of the 2-IGN are stacked and contracted by
einsum, as the paper writes them; GIN multiplies with sparse adjacency lists of each graph by itself, without padding.
Run from the repository root: python tooling/reference/graph/baselines.py
"""

import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
TARGET = pathlib.Path('packages/graph/src/__fixtures__/baselines-golden.json')

# Graphs by their edges: the paw, a path of three vertices, and a square with one more vertex at a corner.
GRAPHS = [(4, [(0, 1), (1, 2), (0, 2), (2, 3)]), (3, [(0, 1), (1, 2)]), (5, [(0, 1), (1, 2), (2, 3), (3, 0), (0, 4)])]
UNITS = 2


def rounded(tensor):
    return [float(f'{value:.12g}') for value in tensor.detach().reshape(-1).tolist()]


def filled(shape, number):
    size = int(torch.tensor(shape).prod())
    places = torch.arange(size)
    return (0.3 * torch.sin(1.3 * places + 0.9 * number + 0.5)).reshape(shape).requires_grad_()


def pairs(graph):
    """[n, n, 2]: adjacency, and a feature of each vertex on the diagonal."""
    n, edges = graph
    x = torch.zeros(n, n, 2)
    for a, b in edges:
        x[a, b, 0] = x[b, a, 0] = 1
    for v in range(n):
        x[v, v, 1] = 1 + 0.5 * v
    return x


def outputs_and_gradients(scores, weights):
    """The scores, and per weight the norm of the gradient of a loss and its sum against sin(place + 1)."""
    factors = torch.cos(torch.arange(scores.numel()) + 1.0).reshape(scores.shape)
    loss = (factors * scores).sum() + 0.5 * (scores**2).sum()
    loss.backward()
    gradients = []
    for weight in weights:
        gradient = weight.grad.reshape(-1)
        gradients.append([gradient.norm(), (gradient * torch.sin(torch.arange(gradient.numel()) + 1.0)).sum()])
    return {
        'scores': rounded(scores),
        'loss': rounded(loss)[0],
        'gradients': [rounded(torch.stack(pair)) for pair in gradients],
    }


def operations(x, normalise):
    """[15, n, n, channels]"""
    n = x.shape[0]
    eye = torch.eye(n)[:, :, None]
    ones = torch.ones(n, n, 1)
    d = torch.einsum('iic->ic', x)
    rows, columns = x.sum(1), x.sum(0)
    trace, total = d.sum(0), x.sum((0, 1))
    along_rows = lambda v: v[:, None, :] * ones
    along_columns = lambda v: v[None, :, :] * ones
    everywhere = lambda v: v[None, None, :] * ones
    stack = [
        (eye * along_rows(d), 0),
        (eye * everywhere(trace), 1),
        (eye * along_rows(rows), 1),
        (eye * along_rows(columns), 1),
        (eye * everywhere(total), 2),
        (along_rows(columns), 1),
        (along_rows(rows), 1),
        (along_columns(columns), 1),
        (along_columns(rows), 1),
        (x, 0),
        (x.transpose(0, 1), 0),
        (along_rows(d), 0),
        (along_columns(d), 0),
        (everywhere(trace), 1),
        (everywhere(total), 2),
    ]
    return torch.stack([value / (n**power if normalise else 1) for value, power in stack])


def equivariant(x, coeffs, diag_bias, all_bias, normalise=True):
    n = x.shape[0]
    y = torch.einsum('dsb,bijd->ijs', coeffs, operations(x, normalise))
    return y + all_bias + torch.eye(n)[:, :, None] * diag_bias


def pooled(x):
    n = x.shape[0]
    diagonal = torch.einsum('iic->ic', x)
    rest = x[~torch.eye(n, dtype=torch.bool)]
    return torch.cat([diagonal.max(0).values, rest.max(0).values])


def ign(widths, hidden, normalise):
    weights, channels = [], 2
    for units in widths:
        for shape in ([channels, units, 15], [units], [units]):
            weights.append(filled(shape, len(weights)))
        channels = units
    channels *= 2
    for units in [*hidden, UNITS]:
        for shape in ([channels, units], [units]):
            weights.append(filled(shape, len(weights)))
        channels = units

    def scores(graph):
        x, left = pairs(graph), list(weights)
        for _ in widths:
            coeffs, diag_bias, all_bias = left[:3]
            x, left = torch.relu(equivariant(x, coeffs, diag_bias, all_bias, normalise)), left[3:]
        y = pooled(x)
        while left:
            kernel, bias = left[:2]
            y, left = y @ kernel + bias, left[2:]
            y = torch.relu(y) if left else y
        return y

    return outputs_and_gradients(torch.stack([scores(graph) for graph in GRAPHS]), weights)


def neighbours(graph):
    n, edges = graph
    lists = [[] for _ in range(n)]
    for a, b in edges:
        lists[a].append(b)
        lists[b].append(a)
    return lists


def batch_norm(values, gamma, beta, epsilon=1e-5):
    """Over the vertices of all graphs together; also the mean and the unbiased variance."""
    together = torch.cat(values)
    mean, variance = together.mean(0), together.var(0, unbiased=False)
    scale = gamma / torch.sqrt(variance + epsilon)
    return [(each - mean) * scale + beta for each in values]


def gin(widths, depth, norm, readout):
    weights = []

    def weight(shape):
        weights.append(filled(shape, len(weights)))
        return weights[-1]

    features = [torch.cat([torch.einsum('iic->ic', pairs(graph)), torch.ones(graph[0], 1)], 1) for graph in GRAPHS]
    lists = [neighbours(graph) for graph in GRAPHS]

    def score(values, channels):
        kernel, bias = weight([channels, UNITS]), weight([UNITS])
        pool = [each.sum(0) if readout == 'sum' else each.mean(0) for each in values]
        return torch.stack(pool) @ kernel + bias

    channels = 3
    total = score(features, channels)
    for units in widths:
        epsilon = weight([1])
        heard = [
            torch.stack([(1 + epsilon) * h[v] + sum((h[w] for w in near[v]), torch.zeros(channels)) for v in range(len(h))])
            for h, near in zip(features, lists)
        ]
        for _ in range(depth):
            kernel, bias = weight([channels, units]), weight([units])
            heard = [h @ kernel + bias for h in heard]
            if norm:
                gamma, beta = weight([units]), weight([units])
                heard = batch_norm(heard, gamma, beta)
            heard = [torch.relu(h) for h in heard]
            channels = units
        features = heard
        total = total + score(features, channels)
    return outputs_and_gradients(total, weights)


TARGET.write_text(
    json.dumps(
        {
            'graphs': [{'nodeCount': n, 'edges': [list(edge) for edge in edges]} for n, edges in GRAPHS],
            'ign': ign([3, 4], [5], True),
            'ignWithoutNormalization': ign([3, 4], [], False),
            'gin': gin([4, 3], 2, False, 'sum'),
            'ginWithBatchNormalization': gin([4, 3], 2, True, 'sum'),
            'ginMean': gin([4], 1, False, 'mean'),
        },
        indent=1,
    )
    + '\n'
)
