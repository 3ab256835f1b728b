import { AbortedError } from '../inference/aborted-error';

/** Ends a comparison whose signal was aborted. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError({ what: 'The comparison', signal, partial: undefined });
}
