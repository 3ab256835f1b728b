import { DataError, io } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../graph-data';
import { aromaticBonds } from './aromatic-bonds';
import { atomFeatureNames, bondFeatureNames, moleculeFeatures } from './atom-features';
import { atomicNumbers, type Molecule } from './molecule';
import { perceiveBonds } from './perceive-bonds';
import { readQm9 } from './read-gdb9';
import { readQm9Xyz } from './read-qm9-xyz';
import { qm9Targets } from './targets';

/** Atoms as `symbol x y z`. */
function atoms(...lines: string[]): Molecule {
  const cells = lines.map((line) => line.split(' '));
  return perceiveBonds({
    name: 'test',
    elements: Uint8Array.from(cells, ([symbol]) => atomicNumbers[symbol]),
    positions: Float32Array.from(cells.flatMap(([, ...place]) => place.map(Number))),
  });
}

/** A regular ring, each atom with what it has outside, along the same ray. */
function ring(side: number, ...members: Array<[string, string?, number?]>): Molecule {
  const radius = side / (2 * Math.sin(Math.PI / members.length));
  const place = (index: number, distance: number) => {
    const angle = (2 * Math.PI * index) / members.length;
    return `${distance * Math.cos(angle)} ${distance * Math.sin(angle)} 0`;
  };
  return atoms(
    ...members.map(([symbol], index) => `${symbol} ${place(index, radius)}`),
    ...members.flatMap(([, outside, length = 1.08], index) =>
      outside === undefined ? [] : [`${outside} ${place(index, radius + length)}`],
    ),
  );
}

const formamide = atoms(
  'C 0 0 0',
  'O 1.22 0 0',
  'N -0.675 1.169 0',
  'H -0.55 -0.953 0',
  'H -0.17 2.044 0',
  'H -1.685 1.169 0',
);
const benzene = ring(1.39, ...Array<[string, string]>(6).fill(['C', 'H']));
const furan = ring(1.38, ['O'], ...Array<[string, string]>(4).fill(['C', 'H']));
const pyrrole = ring(1.38, ['N', 'H', 1.01], ...Array<[string, string]>(4).fill(['C', 'H']));
const quinone = ring(1.43, ['C', 'O', 1.22], ['C', 'H'], ['C', 'H'], ['C', 'O', 1.22], ['C', 'H'], ['C', 'H']);
const cyanide = atoms('H -1.07 0 0', 'C 0 0 0', 'N 1.16 0 0');

/** Bonds as texts `a-b:order`, in order. */
const bondsOf = ({ bonds, orders }: Molecule) =>
  Array.from(orders, (order, bond) => `${bonds[2 * bond]}-${bonds[2 * bond + 1]}:${order}`);

/** The features of an atom by name. */
function featuresOf(molecule: Molecule, atom: number): Record<string, number> {
  const { nodeFeatures } = moleculeFeatures(molecule);
  return Object.fromEntries(atomFeatureNames.map((name, place) => [name, nodeFeatures[13 * atom + place]]));
}

describe('perceiveBonds', () => {
  it('finds bonds by distance and orders by valence', () => {
    expect(bondsOf(formamide)).toEqual(['0-1:2', '0-2:1', '0-3:1', '2-4:1', '2-5:1']);
    expect(bondsOf(cyanide)).toEqual(['0-1:1', '1-2:3']);
    expect(benzene.orders.slice().sort()).toEqual(Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2));
  });

  it('takes the shorter bond for the double one where valences allow both', () => {
    // The carbon in the middle has one valence left for either neighbour.
    const allyl = (first: number, second: number) =>
      bondsOf(atoms(`C ${-first} 0 0`, 'C 0 0 0', `C ${second / 2} ${second * 0.866} 0`, 'H 0.5 -0.95 0'));
    expect(allyl(1.34, 1.5)).toContain('0-1:2');
    expect(allyl(1.5, 1.34)).toContain('1-2:2');
  });
});

describe('aromaticBonds', () => {
  it.each<[string, Molecule, number]>([
    ['benzene', benzene, 6],
    ['furan', furan, 5],
    ['pyrrole', pyrrole, 5],
    ['benzoquinone, with 4 electrons in the ring', quinone, 0],
    ['formamide', formamide, 0],
  ])('finds the ring of %s', (_, molecule, bonds) => {
    expect(aromaticBonds(molecule).reduce((sum, value) => sum + value, 0)).toBe(bonds);
  });
});

describe('moleculeFeatures', () => {
  it('describes the atoms of an amide', () => {
    expect(featuresOf(formamide, 1)).toMatchObject({ O: 1, C: 0, 'atomic number': 8, acceptor: 1, donor: 0, sp2: 1 });
    expect(featuresOf(formamide, 2)).toMatchObject({ N: 1, acceptor: 0, donor: 1, sp2: 1, sp3: 0, hydrogens: 2 });
    expect(featuresOf(formamide, 0)).toMatchObject({ C: 1, aromatic: 0, sp2: 1, hydrogens: 1, donor: 0 });
    expect(featuresOf(formamide, 3)).toMatchObject({ H: 1, 'atomic number': 1, sp: 0, sp2: 0, sp3: 0 });
  });

  it('describes rings and triple bonds', () => {
    expect(featuresOf(benzene, 0)).toMatchObject({ aromatic: 1, sp2: 1, sp3: 0, hydrogens: 1 });
    expect(featuresOf(furan, 0)).toMatchObject({ aromatic: 1, acceptor: 1, sp2: 1 });
    expect(featuresOf(pyrrole, 0)).toMatchObject({ aromatic: 1, donor: 1, sp2: 1 });
    expect(featuresOf(cyanide, 2)).toMatchObject({ sp: 1, acceptor: 1, donor: 0 });
    const bonds = (molecule: Molecule) => {
      const { edgeFeatures } = moleculeFeatures(molecule);
      return bondFeatureNames.map((_, kind) => edgeFeatures.filter((value, i) => i % 4 === kind && value === 1).length);
    };
    expect([bonds(formamide), bonds(cyanide), bonds(benzene)]).toEqual([
      [4, 1, 0, 0],
      [1, 0, 1, 0],
      [6, 0, 0, 6],
    ]);
  });
});

// The first molecule of the set, methane, in both formats; the second is water.
const methane = `gdb_1
 -OEChem-03231823253D

  5  4  0     0  0  0  0  0  0999 V2000
   -0.0127    1.0858    0.0080 C   0  0  0  0  0  0  0  0  0  0  0  0
    0.0022   -0.0060    0.0020 H   0  0  0  0  0  0  0  0  0  0  0  0
    1.0117    1.4638    0.0003 H   0  0  0  0  0  0  0  0  0  0  0  0
   -0.5408    1.4475   -0.8766 H   0  0  0  0  0  0  0  0  0  0  0  0
   -0.5238    1.4379    0.9064 H   0  0  0  0  0  0  0  0  0  0  0  0
  1  2  1  0  0  0  0
  1  3  1  0  0  0  0
  1  4  1  0  0  0  0
  1  5  1  0  0  0  0
M  END
$$$$
`;
const water = `gdb_3
 -OEChem-03231823253D

  3  2  0     0  0  0  0  0  0999 V2000
   -0.0344    0.9775    0.0076 O   0  0  0  0  0  0  0  0  0  0  0  0
    0.0648    0.0206    0.0015 H   0  0  0  0  0  0  0  0  0  0  0  0
    0.8718    1.3008    0.0007 H   0  0  0  0  0  0  0  0  0  0  0  0
  1  2  1  0  0  0  0
  1  3  1  0  0  0  0
M  END
$$$$
`;
const table = `mol_id,A,B,C,mu,alpha,homo,lumo,gap,r2,zpve,u0,u298,h298,g298,cv,u0_atom
gdb_1,157.7118,157.70997,157.70699,0.0,13.21,-0.3877,0.1171,0.5048,35.3641,0.044749,-40.47893,-40.476062,-40.475117,-40.498597,6.469,-395.99
gdb_3,799.58812,437.90386,282.94545,1.8511,6.31,-0.2928,0.0687,0.3615,19.0002,0.021375,-76.404702,-76.401867,-76.400922,-76.422349,6.002,-213.08
`;
// Two charges cancel: a column of the atoms and a line after the bonds say so, and neither is a bond.
const zwitterion = `gdb_4
 -OEChem-03231823253D

  3  2  0     0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 N   0  3  0  0  0  0  0  0  0  0  0  0
    1.2000    0.0000    0.0000 O   0  5  0  0  0  0  0  0  0  0  0  0
   -1.2000    0.0000    0.0000 F   0  0  0  0  0  0  0  0  0  0  0  0
  1  2  1  0  0  0  0
  1  3  1  0  0  0  0
M  CHG  2   1   1   2  -1
M  END
$$$$
`;
const xyz = `5
gdb 1\t157.7118\t157.70997\t157.70699\t0.\t13.21\t-0.3877\t0.1171\t0.5048\t35.3641\t0.044749\t-40.47893\t-40.476062\t-40.475117\t-40.498597\t6.469\t
C\t-0.0126981359\t 1.0858041578\t 0.0080009958\t-0.535689
H\t 0.002150416\t-0.0060313176\t 0.0019761204\t 0.133921
H\t 1.0117308433\t 1.4637511618\t 2.765748*^-4\t 0.133922
H\t-0.540815069\t 1.4475266138\t-0.8766437152\t 0.133923
H\t-0.5238136345\t 1.4379326443\t 0.9063972942\t 0.133923
1341.307\t1341.3284\t1341.365
C\tC\t
InChI=1S/CH4/h1H4\tInChI=1S/CH4/h1H4
`;
const files = { 'gdb9.sdf': methane + water, 'gdb9.sdf.csv': table };

describe('readQm9', () => {
  it('reads molecules with features, bonds, positions and twelve targets', async () => {
    const [first, second, ...rest] = await readQm9(files);
    expect(rest).toEqual([]);
    checkGraph(first);
    expect(first.nodeCount).toBe(5);
    expect(first.edges).toEqual(Int32Array.of(0, 1, 0, 2, 0, 3, 0, 4));
    expect(first.positions?.slice(0, 3)).toEqual(Float32Array.of(-0.0127, 1.0858, 0.008));
    expect(first.nodeFeatures).toHaveLength(5 * 13);
    expect(first.edgeFeatures).toHaveLength(4 * 4);
    expect(first.target).toEqual(
      Float32Array.of(
        0,
        13.21,
        -0.3877,
        0.1171,
        0.5048,
        35.3641,
        0.044749,
        -40.47893,
        -40.476062,
        -40.475117,
        -40.498597,
        6.469,
      ),
    );
    expect(qm9Targets.map(({ name }) => name).join(' ')).toBe('mu alpha HOMO LUMO gap R2 ZPVE U0 U H G Cv');
    // Oxygen of water: acceptor and donor, sp3, two hydrogens.
    expect(Array.from(second.nodeFeatures!.slice(0, 13))).toEqual([0, 0, 0, 1, 0, 8, 1, 1, 0, 0, 0, 1, 2]);
  });

  it('reads sources in pieces, no more molecules than asked for, and leaves out those that failed a check', async () => {
    const source = io.bytesSource(new TextEncoder().encode(files['gdb9.sdf']));
    expect(await readQm9({ ...files, 'gdb9.sdf': source })).toEqual(await readQm9(files));
    expect(await readQm9(files, { limit: 1 })).toHaveLength(1);
    const uncharacterized = 'Molecules\n--------\n  Index  SMILES\n      1   C   C   x\n--------\n';
    const left = await readQm9({ ...files, 'uncharacterized.txt': uncharacterized });
    expect(left.map(({ nodeCount }) => nodeCount)).toEqual([3]);
  });

  it('keeps rows beside their molecules when one in between is left out, and passes over charges', async () => {
    // The row of the third molecule has the numbers 1 to 12 as targets, in other units of writing.
    const row = 'gdb_4,9,9,9,1,2.0,3e0,4,5,6,7,8.,9,10,11,+12,0\r\n';
    const given = { 'gdb9.sdf': methane + water + zwitterion, 'gdb9.sdf.csv': table + row };
    const excluded = '! Molecules\n! Index, SMILES of GDB-17, of the geometry\n 2 O O\n';
    const [first, third, ...rest] = await readQm9({ ...given, 'uncharacterized.txt': excluded });
    expect(rest).toEqual([]);
    expect((first.target as Float32Array)[1]).toBeCloseTo(13.21, 5);
    expect(third.target).toEqual(Float32Array.from({ length: 12 }, (_, index) => index + 1));
    expect(third.edges).toEqual(Int32Array.of(0, 1, 0, 2));
  });

  it('stops at the signal', async () => {
    const source = io.bytesSource(new TextEncoder().encode(files['gdb9.sdf']));
    const reading = readQm9({ ...files, 'gdb9.sdf': source }, { signal: AbortSignal.abort() });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each<[string, Record<string, string>, string, string | RegExp]>([
    ['no molecules', { 'gdb9.sdf.csv': table }, 'missing-file', 'There is no file gdb9.sdf. Given: gdb9.sdf.csv.'],
    ['no table', { 'gdb9.sdf': methane }, 'missing-file', 'There is no file gdb9.sdf.csv.'],
    [
      'a table without a target',
      { ...files, 'gdb9.sdf.csv': table.replace('zpve', 'z') },
      'column',
      /row 1: there is no column zpve/,
    ],
    [
      'a row of another length',
      { ...files, 'gdb9.sdf.csv': table.replace(',6.002', '') },
      'file-row',
      /row 3: it has 16 cells, the first row 17/,
    ],
    [
      'a target that is no number',
      { ...files, 'gdb9.sdf.csv': table.replace('13.21', '-') },
      'file-row',
      /row 2: "-" is not a finite number/,
    ],
    [
      'rows of other molecules',
      { ...files, 'gdb9.sdf': water },
      'file-length',
      /gdb9.sdf, row 1: molecule 1 is gdb_3, and row 2 of gdb9.sdf.csv has gdb_1/,
    ],
    [
      'fewer rows than molecules',
      { ...files, 'gdb9.sdf': methane + water + water },
      'file-length',
      /row 4 of gdb9.sdf.csv has no such row/,
    ],
    [
      'a file that was cut off',
      { ...files, 'gdb9.sdf': methane + water.slice(0, 200) },
      'molecule',
      /row 16: the last molecule does not end/,
    ],
    [
      'a block that was cut off',
      { ...files, 'gdb9.sdf': methane.replace(/ {2}1 {2}5 .*\nM {2}END\n/, '') },
      'molecule',
      /row 4: gdb_1: 5 atoms and 4 bonds in 12 lines/,
    ],
    [
      'another format',
      { ...files, 'gdb9.sdf': methane.replace('V2000', 'V3000') },
      'molecule',
      /row 4: gdb_1: the counts line/,
    ],
    [
      'another element',
      { ...files, 'gdb9.sdf': methane.replace(' C ', ' Si') },
      'molecule',
      /row 5: gdb_1: atom 1 is of the element "Si"/,
    ],
    [
      'a bond to nowhere',
      { ...files, 'gdb9.sdf': methane.replace('  1  5  1', '  1  6  1') },
      'molecule',
      /row 13: gdb_1: bond \(1, 6\) of order 1/,
    ],
  ])('refuses %s', async (_, bad, code, message) => {
    const reading = readQm9(bad);
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toMatchObject({ code: `graph/${code}` });
    await expect(reading).rejects.toThrow(message);
  });
});

describe('readQm9Xyz', () => {
  it('reads the same molecule from the original file, with bonds found', async () => {
    const [expected] = await readQm9(files);
    const graph = await readQm9Xyz(xyz);
    expect(graph.edges).toEqual(expected.edges);
    expect(graph.nodeFeatures).toEqual(expected.nodeFeatures);
    expect(graph.edgeFeatures).toEqual(expected.edgeFeatures);
    expect(graph.target).toEqual(expected.target);
    expect(graph.positions?.[8]).toBeCloseTo(2.765748e-4, 9);
  });

  it('reads exponents of every form, in places and in properties, and lines that end as on Windows', async () => {
    const exponents = xyz
      .replace('\t0.\t13.21', '\t1.5*^-4\t13.21')
      .replace('0.0019761204', '-1.*^-6')
      .replace('-0.0060313176', '6.*^-3')
      .replace('-0.3877', '-3.877e-1')
      .replaceAll('\n', '\r\n');
    const graph = await readQm9Xyz(exponents);
    expect((graph.target as Float32Array).slice(0, 3)).toEqual(Float32Array.of(1.5e-4, 13.21, -0.3877));
    expect(graph.positions?.slice(4, 6)).toEqual(Float32Array.of(6e-3, -1e-6));
    expect(graph.edges).toHaveLength(8);
  });

  it.each<[string, string, string, string]>([
    ['a file that was cut off', xyz.slice(0, 160), 'molecule', 'row 1: 5 atoms, and the file has'],
    ['another head', xyz.replace('gdb 1', 'molecule'), 'molecule', 'm.xyz, row 2'],
    ['another element', xyz.replace('H\t-0.54', 'Cl\t-0.54'), 'molecule', 'row 6: "Cl'],
    [
      'a coordinate that is no number',
      xyz.replace('1.4475266138', 'x'),
      'file-row',
      'row 6: "x" is not a finite number',
    ],
  ])('refuses %s', async (_, content, code, message) => {
    const reading = readQm9Xyz(content, { file: 'm.xyz' });
    await expect(reading).rejects.toMatchObject({ code: `graph/${code}` });
    await expect(reading).rejects.toThrow(message);
  });
});
