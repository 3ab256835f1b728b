import { describeWebgpu } from '@perceptrons/vitest-config';
import { describeOps } from '../testing/describe-ops';

describeWebgpu('the table of ops', () => describeOps('webgpu'));
