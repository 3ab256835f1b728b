import { describeWebgpu } from '@perceptrons/vitest-config';
import { describeOps } from '../testing/describe-ops';

describeWebgpu('ops', () => describeOps('webgpu'));
