// Files with places of atoms alone leave bonds to be found: by distances, and their orders by valences.
import type { Molecule } from './molecule';

/** Covalent radii in ångström. Source: Cordero et al., Dalton Transactions (2008), table 2. */
const radii: Readonly<Record<number, number>> = { 1: 0.31, 6: 0.76, 7: 0.71, 8: 0.66, 9: 0.57 };
const valences: Readonly<Record<number, number>> = { 1: 1, 6: 4, 7: 3, 8: 2, 9: 1 };
/** Atoms closer than this many sums of their radii are bonded. The longest single bonds of small rings reach 1.12. */
const reach = 1.2;

/**
 * Finds the bonds of a molecule of H, C, N, O and F from the places of its atoms (ours). Two atoms are bonded where they are
 * closer than 1.2 times the sum of their covalent radii. Orders raise the valences of atoms as far as possible; of several
 * ways to do that, the one whose double and triple bonds are the shortest is taken. Aromatic rings come out as alternating
 * bonds, charges are not known.
 */
export function perceiveBonds({ name, elements, positions }: Omit<Molecule, 'bonds' | 'orders'>): Molecule {
  const count = elements.length;
  const bonds: number[] = [];
  const stretch: number[] = [];
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const single = radii[elements[a]] + radii[elements[b]];
      const distance = Math.hypot(...[0, 1, 2].map((axis) => positions[3 * a + axis] - positions[3 * b + axis]));
      if (distance >= reach * single) continue;
      bonds.push(a, b);
      stretch.push(distance / single);
    }
  }
  const molecule = { name, elements, positions, bonds: Int32Array.from(bonds), orders: new Uint8Array(stretch.length) };
  return { ...molecule, orders: bondOrders(molecule, stretch) };
}

/** The orders with the largest sum that no valence forbids; of equal ones those with the least stretch of multiple bonds. */
function bondOrders({ elements, bonds, orders }: Molecule, stretch: readonly number[]): Uint8Array {
  const free = Array.from(elements, (element) => valences[element]);
  for (const atom of bonds) free[atom]--;
  const raised = orders.slice();
  let best = { sum: -1, stretch: 0, orders: raised };
  // Where a bond cannot be raised at all there is nothing to try.
  const open = Array.from(orders.keys()).filter((bond) => free[bonds[2 * bond]] > 0 && free[bonds[2 * bond + 1]] > 0);
  const rest = open.map((_, place) =>
    open.slice(place).reduce((sum, bond) => sum + Math.min(2, free[bonds[2 * bond]], free[bonds[2 * bond + 1]]), 0),
  );
  const search = (place: number, sum: number, total: number) => {
    if (place === open.length) {
      if (sum > best.sum || (sum === best.sum && total < best.stretch - 1e-9)) {
        best = { sum, stretch: total, orders: raised.slice() };
      }
      return;
    }
    if (sum + rest[place] < best.sum) return;
    const bond = open[place];
    const [a, b] = [bonds[2 * bond], bonds[2 * bond + 1]];
    for (let more = Math.min(2, free[a], free[b]); more >= 0; more--) {
      free[a] -= more;
      free[b] -= more;
      raised[bond] = more;
      search(place + 1, sum + more, total + more * stretch[bond]);
      free[a] += more;
      free[b] += more;
    }
    raised[bond] = 0;
  };
  search(0, 0, 0);
  return best.orders.map((more) => more + 1);
}
