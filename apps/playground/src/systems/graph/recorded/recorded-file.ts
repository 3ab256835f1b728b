// The form of the file that `scripts/record-graph.mjs` writes.
import { type Contestant, contestants } from '../models';
import type { RunDescription, ShownPoint } from '../run';
import type { GraphSettings } from '../settings';
import type { LadderTest } from '../verdict-strip';

/** One pair; numbers of steps stand in their order, from step 1. */
interface FilePair {
  name: string;
  title: string;
  a: string;
  b: string;
  /** First round that parts the graphs; null where none does. */
  rounds: Record<LadderTest, number | null>;
  untrained: RunDescription['untrained'];
  /** `asB` after the last step alone. */
  points: Record<Contestant, { accuracy: number[]; gap: number[]; asB: [number, number] }>;
}

export interface RecordedFile {
  settings: GraphSettings;
  parameters: RunDescription['parameters'];
  pairs: FilePair[];
  /** What made it. */
  environment: Record<string, string>;
}

/** A recorded run in the form of a visitor's. */
export interface RecordedPair {
  name: string;
  title: string;
  rounds: FilePair['rounds'];
  description: RunDescription;
  points: Record<Contestant, ShownPoint[]>;
}

export function recordedPairs({ settings, parameters, pairs }: RecordedFile): RecordedPair[] {
  return pairs.map(({ name, title, a, b, rounds, untrained, points }) => ({
    name,
    title,
    rounds,
    description: { a, b, settings, totalSteps: settings.steps, parameters, untrained },
    points: Object.fromEntries(
      contestants.map((model) => {
        const { accuracy, gap, asB } = points[model];
        const point = (value: number, index: number): ShownPoint => ({
          step: index + 1,
          accuracy: value,
          gap: gap[index],
          ...(index === accuracy.length - 1 && { asB }),
        });
        return [model, accuracy.map(point)];
      }),
    ) as RecordedPair['points'],
  }));
}
