// Test data of every op of this package: the export that ends in `Cases` of each `cases.ts`.
import type { OpCases } from './op-cases';

const modules = import.meta.glob<Record<string, unknown>>('../ops/*/cases.ts', { eager: true });

export const allCases = Object.values(modules).flatMap((module) =>
  Object.entries(module).flatMap(([name, value]) => (name.endsWith('Cases') ? [value] : [])),
) as ReadonlyArray<OpCases<object>>;
