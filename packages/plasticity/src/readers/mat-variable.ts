// Variables of MATLAB files of a known layout.
import type { MatNumbers, MatValue } from '@perceptrons/data';
import { DataError } from '@perceptrons/tensor';

/** The file does not have the layout that its reader expects. */
export function layoutError(
  name: string,
  problem: string,
  variables: ReadonlyMap<string, MatValue>,
  next: string,
): DataError {
  const held = [...variables].map(([variable, value]) =>
    'shape' in value ? `${variable} [${value.shape.join(', ')}]` : variable,
  );
  return new DataError({
    code: 'plasticity/mat-layout',
    message: `${name}: ${problem}. The file holds ${held.join(', ') || 'no variables'}. ${next}`,
  });
}

/**
 * A numeric variable without imaginary part.
 *
 * @throws DataError `plasticity/mat-layout`.
 */
export function numbersNamed(
  variables: ReadonlyMap<string, MatValue>,
  variable: string,
  { name, next }: { name: string; next: string },
): MatNumbers {
  const value = variables.get(variable);
  if (value === undefined) throw layoutError(name, `there is no variable ${variable}`, variables, next);
  if (value.kind !== 'numbers' || value.imaginary) {
    throw layoutError(name, `${variable} does not hold real numbers`, variables, next);
  }
  return value;
}

/** A cell of a file with a value that is not possible there; row and column count from 1, as in MATLAB. */
export function cellError(place: string, value: number, expected: string, code: string): DataError {
  return new DataError({
    code: `plasticity/${code}`,
    message: `${place} is ${value}, expected ${expected}. Rows and columns count from 1; repair or leave out this recording.`,
  });
}
