/** One target of QM9. */
export interface Qm9Target {
  /** Name in the literature. */
  name: string;
  /** Column of `gdb9.sdf.csv`. */
  column: string;
  unit: string;
}

/**
 * The twelve targets in the order of the literature. Units are those of the raw files; energies in hartree.
 *
 * Source: Ramakrishnan et al., "Quantum chemistry structures and properties of 134 kilo molecules" (2014), table 3.
 */
export const qm9Targets: readonly Qm9Target[] = [
  { name: 'mu', column: 'mu', unit: 'D' },
  { name: 'alpha', column: 'alpha', unit: 'bohr^3' },
  { name: 'HOMO', column: 'homo', unit: 'Ha' },
  { name: 'LUMO', column: 'lumo', unit: 'Ha' },
  { name: 'gap', column: 'gap', unit: 'Ha' },
  { name: 'R2', column: 'r2', unit: 'bohr^2' },
  { name: 'ZPVE', column: 'zpve', unit: 'Ha' },
  { name: 'U0', column: 'u0', unit: 'Ha' },
  { name: 'U', column: 'u298', unit: 'Ha' },
  { name: 'H', column: 'h298', unit: 'Ha' },
  { name: 'G', column: 'g298', unit: 'Ha' },
  { name: 'Cv', column: 'cv', unit: 'cal/(mol K)' },
];
