import { useEffect, useId, useState } from 'react';
import type { TestReport } from './oracles/report';

interface Props {
  report?: TestReport;
  round: number;
  onRound(round: number): void;
}

/** Milliseconds that a round stays when the rounds are played. */
const beat = 900;

/** Goes from round to round, by slider, by buttons, or by itself. */
export function RoundControl({ report, round, onRound }: Props) {
  const id = useId();
  const last = report?.rounds ?? 0;
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    if (round >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => onRound(round + 1), beat);
    return () => clearTimeout(timer);
  }, [playing, round, last, onRound]);
  // Another answer is another story.
  // biome-ignore lint/correctness/useExhaustiveDependencies: stops with every new answer
  useEffect(() => setPlaying(false), [report]);
  const go = (next: number) => {
    setPlaying(false);
    onRound(next);
  };
  const play = () => {
    if (!playing && round >= last) onRound(0);
    setPlaying(!playing);
  };
  return (
    <div className="round-control" data-testid="round" data-round={round} data-last={last}>
      <label htmlFor={id}>
        Round <strong className="numbers">{round}</strong>
        <span className="quiet numbers"> of {last}</span>
      </label>
      <button
        type="button"
        className="button tiny"
        aria-label="Round before"
        disabled={round === 0}
        onClick={() => go(round - 1)}
      >
        ‹
      </button>
      <input
        id={id}
        type="range"
        min={0}
        max={Math.max(1, last)}
        step={1}
        value={round}
        disabled={last === 0}
        aria-valuetext={`round ${round} of ${last}`}
        onChange={(event) => go(Number(event.target.value))}
      />
      <button
        type="button"
        className="button tiny"
        aria-label="Next round"
        disabled={round >= last}
        onClick={() => go(round + 1)}
      >
        ›
      </button>
      <button type="button" className="button tiny" disabled={last === 0} aria-pressed={playing} onClick={play}>
        {playing ? 'Stop' : 'Play'}
      </button>
    </div>
  );
}
