import { useEffect, useMemo, useRef, useState } from 'react';
import { runJob } from '../../engine/engine-client';
import type { ErrorReport } from '../../engine/protocol';
import type { SizeView } from './run';
import type { Shown } from './shown';

interface Question {
  side: number;
  sampleImages: Uint8Array;
  own: boolean;
}

/**
 * Asks the worker what the weights of the moment make of the sample images at a side: when the side changes, and after every
 * evaluation of a run. While an answer is under way only the newest question waits. Where a run has no answer yet, and
 * before the engine is there, `recorded` stands in.
 */
export function useView(shown: Shown, side: number, recorded: SizeView | undefined) {
  const { description, courses, live } = shown;
  const { sampleImages } = description;
  const evaluations = courses.sequencer.heldOut.length;
  const [answer, setAnswer] = useState<{ view: SizeView; sampleImages: Uint8Array }>();
  const [error, setError] = useState<ErrorReport>();
  const busy = useRef(false);
  const next = useRef<Question>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every evaluation asks again
  useEffect(() => {
    next.current = { side, sampleImages, own: live };
    const ask = async () => {
      busy.current = true;
      while (next.current) {
        const question: Question = next.current;
        next.current = undefined;
        const { outcome } = runJob<SizeView>({
          system: 'sequencer',
          task: 'look',
          title: `Look at ${question.side} × ${question.side} pixels`,
          priority: 'between-steps',
          input: question,
        });
        const ended = await outcome;
        if (ended.kind === 'done') setAnswer({ view: ended.result, sampleImages: question.sampleImages });
        setError(ended.kind === 'failed' ? ended.error : undefined);
      }
      busy.current = false;
    };
    if (!busy.current) void ask();
  }, [side, sampleImages, live, evaluations]);

  const earlier = answer?.sampleImages === sampleImages ? answer.view : undefined;
  const fitting = earlier?.side === side ? earlier : undefined;
  const view = useMemo(() => {
    if (live) return fitting ?? earlier;
    // The weights of the recorded Mixer are not shipped: its answers come from the record.
    if (fitting && recorded) return { ...fitting, mixer: recorded.mixer };
    return fitting ?? recorded ?? earlier;
  }, [live, fitting, earlier, recorded]);
  return { view, error, dismiss: () => setError(undefined) };
}
