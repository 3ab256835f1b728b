import { useId } from 'react';
import { replaceGraphs } from './graphs-store';
import { type KnownPair, knownPairs } from './pairs';

/** Chooses one of the known pairs; says when the graphs are none of them. */
export function PairPicker({ known }: { known?: KnownPair }) {
  const id = useId();
  return (
    <div className="field pair-picker">
      <label htmlFor={id}>Pair</label>
      <span className="field-unit">or draw your own</span>
      <select
        id={id}
        value={known?.name ?? ''}
        onChange={(event) => {
          const chosen = knownPairs.find(({ name }) => name === event.target.value);
          if (chosen) replaceGraphs({ a: chosen.a, b: chosen.b }, `choose ${chosen.title}`);
        }}
      >
        {known ? null : <option value="">Your own graphs</option>}
        {knownPairs.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}
