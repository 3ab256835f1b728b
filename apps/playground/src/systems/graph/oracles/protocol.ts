import type { RefineProgress } from '@perceptrons/graph';
import type { ErrorReport } from '../../../engine/protocol';
import type { TestReport } from './report';

/** What the worker of the tests says about the question that it has. */
export type OracleMessage =
  | { kind: 'progress'; progress: RefineProgress }
  | { kind: 'done'; report: TestReport }
  | { kind: 'failed'; error: ErrorReport };
