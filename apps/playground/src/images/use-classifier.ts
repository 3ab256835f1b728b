import { useCallback, useEffect, useRef, useState } from 'react';
import { runJob } from '../engine/engine-client';
import type { ErrorReport } from '../engine/protocol';

/** A picture for the worker: a file, or pixels in RGBA order. */
export type Picture =
  | { kind: 'file'; file: Blob; name: string }
  | { kind: 'pixels'; width: number; height: number; data: Uint8ClampedArray };

export interface Classification {
  classNames: string[];
  probabilities: number[];
  /** The grey levels the model saw, a square of them. */
  pixels: Uint8Array;
  /** Which model answered. */
  model: string;
  /** What a second model says, or why it says nothing. */
  beside?: { name: string; probabilities?: number[]; reason?: string };
}

/**
 * Asks the worker what a picture shows. While an answer is under way only the newest picture waits. A change of `input`,
 * which goes to the worker with the picture, asks about the last picture again. Keep it stable (useMemo).
 */
export function useClassifier(system: string, input: object) {
  const [answer, setAnswer] = useState<Classification>();
  const [error, setError] = useState<ErrorReport>();
  const busy = useRef(false);
  const next = useRef<{ picture: Picture; input: object }>(undefined);
  const last = useRef<Picture>(undefined);
  const asked = useRef(input);

  const ask = useCallback(
    async (picture: Picture, also: object) => {
      next.current = { picture, input: also };
      last.current = picture;
      if (busy.current) return;
      busy.current = true;
      while (next.current) {
        const current: { picture: Picture; input: object } = next.current;
        next.current = undefined;
        const { outcome } = runJob<Classification>({
          system,
          task: 'classify',
          title: 'Name a picture',
          priority: 'between-steps',
          input: { picture: current.picture, ...current.input },
        });
        const ended = await outcome;
        // A picture that was cleared meanwhile has no answer.
        if (!last.current) continue;
        if (ended.kind === 'done') setAnswer(ended.result);
        setError(ended.kind === 'failed' ? ended.error : undefined);
      }
      busy.current = false;
    },
    [system],
  );
  useEffect(() => {
    if (asked.current !== input && last.current) void ask(last.current, input);
    asked.current = input;
  }, [ask, input]);
  const classify = useCallback((picture: Picture) => ask(picture, input), [ask, input]);
  const clear = useCallback(() => {
    next.current = undefined;
    last.current = undefined;
    setAnswer(undefined);
    setError(undefined);
  }, []);
  return { answer, error, classify, clear };
}
