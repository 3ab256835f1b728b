import { ConfigError, random } from '@perceptrons/tensor';
import type { GraphData } from '../graph-data';
import { countTriangles } from './count-triangles';
import { randomRegularGraph } from './random-regular-graph';

/** Labels of the atoms of a synthetic molecule. */
export const syntheticAtoms = ['H', 'C', 'F'] as const;

/** A kind of molecule: molecules of one kind look the same to 1-WL, and differ in their triangles. */
interface Family {
  /** Carbon atoms of the core. */
  carbons: number;
  /** Bonds of each of them within the core. */
  degree: 3 | 4;
  /** Label of the atom on every carbon; none where the core takes all four bonds. */
  substituent?: number;
}

const hydrogen = 0;
const carbon = 1;
const fluorine = 2;

/** 8 to 24 atoms. */
const families: readonly Family[] = [
  ...[6, 8, 10, 12].flatMap((carbons): Family[] => [
    { carbons, degree: 3, substituent: hydrogen },
    { carbons, degree: 3, substituent: fluorine },
  ]),
  ...[8, 9, 10, 11, 12].map((carbons): Family => ({ carbons, degree: 4 })),
];

/** What {@link syntheticMolecules} draws. */
export interface SyntheticMoleculesOptions {
  /** Number of molecules. */
  count: number;
  key: random.KeyOrSeed;
}

/**
 * Draws a set of graphs that look like cage molecules, whose target is their number of triangles (ours).
 *
 * A core of 6 to 12 carbon atoms with three bonds each, one more to a hydrogen or a fluorine on every carbon: prismane, cubane
 * and their valence isomers; or a core of 8 to 12 carbons with four bonds each. All cores of one size and degree are regular,
 * so molecules of one kind cannot be told apart by 1-WL nor by message passing, while their triangles number from 0 to 8 and
 * more: a network bounded by 1-WL can at best learn the median of each of the 13 kinds.
 *
 * Vertices have labels (see `syntheticAtoms`) and stand in random order; `target` is one number.
 *
 * @throws ConfigError `graph/synthetic-molecules` for a count that is no whole number from 1.
 */
export function syntheticMolecules({ count, key }: SyntheticMoleculesOptions): GraphData[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new ConfigError({
      code: 'graph/synthetic-molecules',
      argument: 'count',
      message: `count is ${count}. It must be a whole number of at least 1.`,
    });
  }
  const [kindKey, graphKey, orderKey] = random.split(key, 3);
  const kinds = random.randintArray(kindKey, count, { max: families.length });
  return Array.from(kinds, (kind, index) =>
    molecule(families[kind], random.foldIn(graphKey, index), random.foldIn(orderKey, index)),
  );
}

function molecule({ carbons, degree, substituent }: Family, graphKey: random.Key, orderKey: random.Key): GraphData {
  const core = randomRegularGraph({ nodeCount: carbons, degree, key: graphKey });
  const nodeCount = substituent === undefined ? carbons : 2 * carbons;
  const order = random.permutation(orderKey, nodeCount);
  const edges = Array.from(core.edges);
  if (substituent !== undefined) for (let atom = 0; atom < carbons; atom++) edges.push(atom, carbons + atom);
  const nodeLabels = new Int32Array(nodeCount);
  for (let atom = 0; atom < nodeCount; atom++)
    nodeLabels[order[atom]] = atom < carbons ? carbon : (substituent ?? carbon);
  return {
    nodeCount,
    edges: Int32Array.from(edges, (node) => order[node]),
    nodeLabels,
    target: Float32Array.of(countTriangles(core)),
  };
}
