/**
 * A breath that does not throw when the job is cancelled: the signal stops the run after its step, with a checkpoint.
 *
 * @param breathe of the job.
 */
export function untilStopped(breathe: () => Promise<void>): () => Promise<void> {
  return () =>
    breathe().catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
    });
}
