import type { GraphData } from '../../graph-data';
import { moleculeFeatures } from './atom-features';
import type { Molecule } from './molecule';

/**
 * A molecule as a graph: atoms are vertices with 13 features, bonds edges with 4, and positions give distances. With the
 * adjacency these are the 19 channels of the encoding 'separate'.
 */
export function moleculeGraph(molecule: Molecule, target?: Float32Array): GraphData {
  const { elements, bonds, positions } = molecule;
  return {
    nodeCount: elements.length,
    edges: bonds,
    positions,
    ...moleculeFeatures(molecule),
    ...(target && { target }),
  };
}
