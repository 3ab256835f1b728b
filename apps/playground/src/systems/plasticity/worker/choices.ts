// What the choices of the settings mean in the terms of the package; shared by the worker and by the program shown.
import type { PlasticitySettings } from '../settings';

/** Simulated animals that the search never sees. */
export const freshAnimals = 7;

/** Sizes of the network: inputs, plastic units, and one decision unit unless the inputs decide directly. */
export const sizesOf = <Inputs>(inputs: Inputs, units: PlasticitySettings['units']): (Inputs | number)[] =>
  units === '1' ? [inputs, 1] : [inputs, Number(units), 1];

/** The terms that the search of a series may use, as options of `taylorRule`. */
export const startOptions = {
  all: {},
  second: { maxOrder: 2 },
  'without-y': { variables: ['x', 'w', 'r'] },
} as const;
