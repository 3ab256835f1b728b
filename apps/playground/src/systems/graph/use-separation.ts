import { parseGraph6 } from '@perceptrons/graph';
import { useEffect, useState } from 'react';
import { runJob } from '../../engine/engine-client';
import type { ErrorReport } from '../../engine/protocol';
import type { Contestant } from './models';
import type { PairText } from './pairs';
import type { Separation } from './run';
import { type GraphSettings, mostTrained } from './settings';
import { modelKey } from './shown';

type Separations = Record<Contestant, Separation>;

/** Why no network is asked about two graphs; undefined where they can be asked. */
export function unusableFor({ a, b }: PairText): string | undefined {
  const largest = Math.max(parseGraph6(a).nodeCount, parseGraph6(b).nodeCount);
  return largest > mostTrained ? `up to ${mostTrained} vertices` : undefined;
}

/** What untrained networks make of two graphs, unless that is known. */
export function useSeparation({ a, b }: PairText, settings: GraphSettings, known: Separations | undefined) {
  const [answer, setAnswer] = useState<{ key: string; separations?: Separations; error?: ErrorReport }>();
  const key = `${a} ${b} ${modelKey(settings)}`;
  const wanted = !known && !unusableFor({ a, b });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the graphs and those settings that matter
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    const timer = setTimeout(async () => {
      const { outcome } = runJob<Separations>({
        system: 'graph',
        task: 'separate',
        title: 'Ask untrained networks',
        priority: 'between-steps',
        input: { a, b, settings },
      });
      const ended = await outcome;
      if (!current) return;
      if (ended.kind === 'done') setAnswer({ key, separations: ended.result });
      if (ended.kind === 'failed') setAnswer({ key, error: ended.error });
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted, key]);
  const own = answer?.key === key ? answer : undefined;
  return { separations: known ?? own?.separations, error: own?.error };
}
