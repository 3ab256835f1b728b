import { binaryCases } from './cases/binary';
import { convolutionCases } from './cases/convolution';
import { imageCases } from './cases/images';
import { layoutCases } from './cases/layout';
import { madeCases } from './cases/made';
import { productCases } from './cases/products';
import { reductionCases } from './cases/reductions';
import { stringAndSparseCases } from './cases/strings-and-sparse';
import { unaryCases } from './cases/unary';
import type { DifferentialCase } from './differential-case';

/** Every case, in the order in which it runs. */
export const differentialCases: readonly DifferentialCase[] = [
  ...unaryCases,
  ...binaryCases,
  ...reductionCases,
  ...layoutCases,
  ...madeCases,
  ...productCases,
  ...convolutionCases,
  ...imageCases,
  ...stringAndSparseCases,
];
