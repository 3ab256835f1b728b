import { PerceptronsError } from '@perceptrons/tensor';

/** A long computation ended by its AbortSignal. `cause` is the reason of the signal. */
export class AbortedError<Partial> extends PerceptronsError {
  /** What had been found until then; undefined where nothing had. */
  readonly partial: Partial | undefined;

  constructor({ what, signal, partial }: { what: string; signal: AbortSignal; partial: Partial | undefined }) {
    super({
      code: 'plasticity/aborted',
      argument: 'signal',
      message: `${what} was aborted: ${String(signal.reason)}. What had been found until then is in the field "partial" of this error.`,
      cause: signal.reason,
    });
    this.partial = partial;
  }
}
