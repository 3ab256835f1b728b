import { aromaticBonds } from './aromatic-bonds';
import { type Molecule, type Neighbour, neighboursOf } from './molecule';

/** The features of an atom, in their order. */
export const atomFeatureNames = [
  'H',
  'C',
  'N',
  'O',
  'F',
  'atomic number',
  'acceptor',
  'donor',
  'aromatic',
  'sp',
  'sp2',
  'sp3',
  'hydrogens',
] as const;

/** The features of a bond, in their order. */
export const bondFeatureNames = ['single', 'double', 'triple', 'aromatic'] as const;

const elementOrder = [1, 6, 7, 8, 9];

/** What a molecule looks like to a network. */
export interface MoleculeFeatures {
  /** [n, 13], see `atomFeatureNames`. */
  nodeFeatures: Float32Array;
  /** [E, 4], see `bondFeatureNames`. */
  edgeFeatures: Float32Array;
}

/**
 * Features of atoms and bonds without a chemistry library. Elements, atomic numbers, hydrogens and orders of bonds are exact.
 * Approximate are aromatic rings (see `aromaticBonds`), the hybridisation (by bonds, with nitrogen and oxygen beside a double
 * bond taken as sp2), and donors and acceptors of hydrogen bonds, by rules on elements, bonds and hydrogens.
 *
 * Source of the list of features: Gilmer et al., "Neural message passing for quantum chemistry" (2017), table 1. Source of
 * the rules for donors and acceptors: Gobbi and Poppinger, Biotechnology and Bioengineering 61 (1998).
 */
export function moleculeFeatures(molecule: Molecule): MoleculeFeatures {
  const { elements, orders, bonds } = molecule;
  const neighbours = neighboursOf(molecule);
  const aromatic = aromaticBonds(molecule);
  const inAromaticRing = new Set([...bonds].filter((_, end) => aromatic[end >> 1] === 1));
  const atoms = Array.from(elements, (element, atom) => ({
    element,
    bonds: neighbours[atom],
    aromatic: inAromaticRing.has(atom),
    hydrogens: neighbours[atom].filter((neighbour) => elements[neighbour.atom] === 1).length,
    /** A double bond from a neighbour to another atom, as in amides. */
    besideDouble: neighbours[atom].some(({ atom: next }) =>
      neighbours[next].some(({ order, atom: other }) => order === 2 && other !== atom),
    ),
    /** A neighbour with a double bond to oxygen or nitrogen. */
    besidePolar: neighbours[atom].some(({ atom: next }) =>
      neighbours[next].some(({ order, atom: other }) => order === 2 && other !== atom && elements[other] > 6),
    ),
  }));
  const nodeFeatures = new Float32Array(elements.length * atomFeatureNames.length);
  atoms.forEach((atom, index) => {
    const row = [
      ...elementOrder.map((element) => Number(atom.element === element)),
      atom.element,
      Number(isAcceptor(atom)),
      Number(isDonor(atom)),
      Number(atom.aromatic),
      ...['sp', 'sp2', 'sp3'].map((name) => Number(hybridisation(atom) === name)),
      atom.hydrogens,
    ];
    nodeFeatures.set(row, index * atomFeatureNames.length);
  });
  const edgeFeatures = new Float32Array(orders.length * bondFeatureNames.length);
  orders.forEach((order, bond) => {
    edgeFeatures[bond * bondFeatureNames.length + (aromatic[bond] === 1 ? 3 : order - 1)] = 1;
  });
  return { nodeFeatures, edgeFeatures };
}

interface Atom {
  element: number;
  bonds: readonly Neighbour[];
  aromatic: boolean;
  hydrogens: number;
  besideDouble: boolean;
  besidePolar: boolean;
}

/** Sum of the orders of its bonds: 4 for nitrogen with a positive charge, 1 for oxygen with a negative one. */
function valence({ bonds }: Atom): number {
  return bonds.reduce((sum, { order }) => sum + (order === 4 ? 1.5 : order), 0);
}

function isDonor(atom: Atom): boolean {
  return (atom.element === 7 || atom.element === 8) && atom.hydrogens > 0;
}

function isAcceptor(atom: Atom): boolean {
  const { element, hydrogens, aromatic, besidePolar } = atom;
  if (element === 9) return true;
  if (element === 8) return hydrogens === 0 || !besidePolar;
  if (element !== 7 || valence(atom) > 3) return false;
  return hydrogens === 0 || aromatic || !besidePolar;
}

function hybridisation({ element, bonds, aromatic, besideDouble }: Atom): 'none' | 'sp' | 'sp2' | 'sp3' {
  if (element === 1) return 'none';
  const double = bonds.filter(({ order }) => order === 2).length;
  if (bonds.some(({ order }) => order === 3) || double > 1) return 'sp';
  if (double === 1 || aromatic) return 'sp2';
  return (element === 7 || element === 8) && bonds.length < 4 && besideDouble ? 'sp2' : 'sp3';
}
