// The arms of the fly experiment: flies with a decay of weights, their control, and a control like recorded flies.
import { median } from './match-control';
import type { GroupReport } from './test-flies';

export const armNames = {
  decay: 'syntheticFly, with decay (simulated)',
  control: 'syntheticFly, decay exactly zero (simulated)',
  recordedLevel: 'syntheticFly, decay exactly zero, level of recorded flies (simulated)',
} as const;
export type Arm = keyof typeof armNames;
/** Reports of the groups of each arm, in the order of their seeds. */
export type Arms = Record<Arm, GroupReport[]>;

/** A likelihood ratio with a smaller p finds a decay. */
export const SIGNIFICANCE = 0.01;

/** The same for every arm. */
export function armsOf<Value>(make: (arm: Arm) => Value): Value[] {
  return [make('decay'), make('control'), make('recordedLevel')];
}

/** Percent deviance explained without w, of all flies of an arm. */
export function allFlies(reports: readonly GroupReport[]): number[] {
  return reports.flatMap(({ withoutWeight }) => withoutWeight);
}

/** Their median. */
export function levelOf(reports: readonly GroupReport[]): number {
  return median(allFlies(reports));
}

/** Three digits, for tables and text. */
export function digits(value: number): number {
  return Number(value.toPrecision(3));
}
