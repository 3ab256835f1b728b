// Which rings are aromatic, by counting their pi electrons. Chemistry libraries also look at systems of fused rings as a whole;
// here each ring is judged by itself, which is the same for most molecules of nine heavy atoms.
import { type Molecule, type Neighbour, neighboursOf } from './molecule';

const smallestRing = 5;
const largestRing = 7;

/**
 * Marks aromatic bonds: those of rings of 5 to 7 atoms with 4 k + 2 pi electrons. A double bond within the ring or into
 * another ring gives 1 for each atom, a double bond to an atom outside of all rings 0, a nitrogen or oxygen with single bonds
 * alone 2; any other atom ends the ring's chances. Bonds with order 4 are aromatic as they come.
 *
 * @returns 1 for every aromatic bond, else 0; [E].
 */
export function aromaticBonds(molecule: Molecule): Uint8Array {
  const neighbours = neighboursOf(molecule);
  const aromatic = Uint8Array.from(molecule.orders, (order) => (order === 4 ? 1 : 0));
  const rings = ringsOf(neighbours);
  const inRing = new Set(rings.flat());
  for (const ring of rings) {
    const electrons = ring.map((atom) => piElectrons(molecule.elements[atom], neighbours[atom], ring, inRing));
    const sum = electrons.reduce((total, value) => total + value, 0);
    if (sum % 4 !== 2) continue;
    ring.forEach((atom, place) => {
      const next = ring[(place + 1) % ring.length];
      const bond = neighbours[atom].find((neighbour) => neighbour.atom === next);
      if (bond) aromatic[bond.bond] = 1;
    });
  }
  return aromatic;
}

/** Electrons that an atom gives to a ring; NaN, which no sum survives, where it can be in no aromatic ring. */
function piElectrons(
  element: number,
  neighbours: readonly Neighbour[],
  ring: readonly number[],
  inRing: ReadonlySet<number>,
): number {
  const double = neighbours.filter(({ order }) => order === 2);
  if (neighbours.some(({ order }) => order === 3) || double.length > 1) return Number.NaN;
  if (double.length === 1) {
    const { atom } = double[0];
    return ring.includes(atom) || inRing.has(atom) ? 1 : 0;
  }
  if (element === 7) return neighbours.length === 3 || neighbours.length === 2 ? 2 : Number.NaN;
  if (element === 8) return neighbours.length === 2 ? 2 : Number.NaN;
  return Number.NaN;
}

/** Every ring of the sizes in question, once, as atoms in order around it. */
function ringsOf(neighbours: readonly Neighbour[][]): number[][] {
  const rings: number[][] = [];
  const extend = (path: number[]) => {
    const [start] = path;
    for (const { atom } of neighbours[path[path.length - 1]]) {
      // Each ring starts at its smallest atom, and runs in the direction of the smaller neighbour.
      if (atom === start && path.length >= smallestRing && path[1] < path[path.length - 1]) rings.push([...path]);
      else if (atom > start && path.length < largestRing && !path.includes(atom)) extend([...path, atom]);
    }
  };
  neighbours.forEach((_, atom) => {
    extend([atom]);
  });
  return rings;
}
