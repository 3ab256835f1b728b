"""Writes packages/graph/src/graphs/__fixtures__/text-formats.json: graphs with their graph6 and sparse6 texts.

Reference: networkx 3.6.1 (readwrite/graph6.py, readwrite/sparse6.py).
Run from the repository root: python tooling/reference/graph/text_formats.py
"""

import json
import pathlib

import networkx as nx

TARGET = pathlib.Path('packages/graph/src/graphs/__fixtures__/text-formats.json')


def entry(name, graph):
    graph = nx.convert_node_labels_to_integers(graph)
    return {
        'name': name,
        'nodeCount': graph.number_of_nodes(),
        'edges': [end for edge in sorted(graph.edges) for end in sorted(edge)],
        'graph6': nx.to_graph6_bytes(graph, header=False).decode().strip(),
        'sparse6': nx.to_sparse6_bytes(graph, header=False).decode().strip(),
    }


def padded(count, edges):
    """Few edges, and isolated vertices behind: where sparse6 pads in a way of its own."""
    graph = nx.empty_graph(count)
    graph.add_edges_from(edges)
    return graph


graphs = [('Petersen', nx.petersen_graph()), ('Pappus', nx.pappus_graph()), ('karate club', nx.karate_club_graph())]
for size in [1, 2, 3, 4, 5, 8, 16, 17, 62, 63, 64, 70]:
    graphs.append((f'{size} vertices at random', nx.gnp_random_graph(size, min(0.5, 4 / size), seed=size)))
for size in [2, 4, 8, 16, 32]:
    graphs.append((f'{size} vertices, no edge', nx.empty_graph(size)))
    if size > 2:
        graphs.append((f'{size} vertices, an edge of the last but one', padded(size, [(0, size - 2)])))
        graphs.append((f'{size} vertices, two edges of the last but one', padded(size, [(0, size - 2), (1, size - 2)])))
        graphs.append((f'{size} vertices, a path without the last', padded(size, nx.path_graph(size - 1).edges)))

TARGET.write_text('[\n' + ',\n'.join('  ' + json.dumps(entry(*item)) for item in graphs) + '\n]\n')
