/** A molecule: atoms with places, and bonds. */
export interface Molecule {
  name: string;
  /** Atomic number of every atom, [n]. */
  elements: Uint8Array;
  /** Place of every atom in ångström, [n, 3] row by row. */
  positions: Float32Array;
  /** Both ends of every bond, [2 E]. */
  bonds: Int32Array;
  /** 1 single, 2 double, 3 triple, 4 aromatic; [E]. */
  orders: Uint8Array;
}

/** One bond, seen from one of its atoms. */
export interface Neighbour {
  atom: number;
  /** Number of the bond. */
  bond: number;
  order: number;
}

/** Atomic numbers by symbol, of the elements that occur in QM9. */
export const atomicNumbers: Readonly<Record<string, number>> = { H: 1, C: 6, N: 7, O: 8, F: 9 };

/** The bonds of every atom, in the order of the bonds. */
export function neighboursOf({ elements, bonds, orders }: Molecule): Neighbour[][] {
  const neighbours: Neighbour[][] = Array.from(elements, () => []);
  orders.forEach((order, bond) => {
    const [a, b] = [bonds[2 * bond], bonds[2 * bond + 1]];
    neighbours[a].push({ atom: b, bond, order });
    neighbours[b].push({ atom: a, bond, order });
  });
  return neighbours;
}
