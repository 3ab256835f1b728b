// Test data of every op of this package.
import { activationGradCases } from '../ops/activation-grad/cases';
import { adamWCases } from '../ops/adam-w/cases';
import { denseCases } from '../ops/dense/cases';
import { geluCases } from '../ops/gelu/cases';
import { layerNormCases } from '../ops/layer-norm/cases';
import { layerNormGradCases } from '../ops/layer-norm-grad/cases';
import { batchProductCases, matMulCases } from '../ops/mat-mul/cases';
import type { OpCases } from './op-cases';

export const allCases = [
  matMulCases,
  batchProductCases,
  denseCases,
  geluCases,
  activationGradCases,
  layerNormCases,
  layerNormGradCases,
  adamWCases,
] as unknown as ReadonlyArray<OpCases<object>>;
