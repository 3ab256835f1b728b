import { useCallback, useRef, useState } from 'react';
import { runJob } from '../../../engine/engine-client';
import type { ErrorReport } from '../../../engine/protocol';
import type { DataName } from '../settings';

/** A picture for the worker: a file, or pixels in RGBA order. */
export type Picture =
  | { kind: 'file'; file: Blob; name: string }
  | { kind: 'pixels'; width: number; height: number; data: Uint8ClampedArray };

export interface Classification {
  classNames: string[];
  probabilities: number[];
  /** The 28 x 28 grey levels the model saw. */
  pixels: Uint8Array;
  /** Which model answered. */
  model: string;
}

/** Asks the worker what a picture shows. While an answer is under way only the newest picture waits. */
export function useClassifier(data: DataName) {
  const [answer, setAnswer] = useState<Classification>();
  const [error, setError] = useState<ErrorReport>();
  const busy = useRef(false);
  const next = useRef<Picture>(undefined);

  const classify = useCallback(
    async (picture: Picture) => {
      next.current = picture;
      if (busy.current) return;
      busy.current = true;
      while (next.current) {
        const current: Picture = next.current;
        next.current = undefined;
        const { outcome } = runJob<Classification>({
          system: 'mixer',
          task: 'classify',
          title: 'Name a picture',
          priority: 'between-steps',
          input: { picture: current, data },
        });
        const ended = await outcome;
        if (ended.kind === 'done') setAnswer(ended.result);
        setError(ended.kind === 'failed' ? ended.error : undefined);
      }
      busy.current = false;
    },
    [data],
  );
  const clear = useCallback(() => {
    next.current = undefined;
    setAnswer(undefined);
    setError(undefined);
  }, []);
  return { answer, error, classify, clear };
}
