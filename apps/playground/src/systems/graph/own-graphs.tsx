import { useId, useState } from 'react';
import { DropArea } from '../../files/drop-area';
import type { Side } from './graphs-store';
import { type Taken, takeFile, takeText } from './take-graphs';

/** Takes graphs as text or file: graph6, sparse6, edges, a matrix. They stay on this machine. */
export function OwnGraphs() {
  const id = useId();
  const [text, setText] = useState('');
  const [side, setSide] = useState<Side>('a');
  const [taken, setTaken] = useState<Taken>();
  const refused = taken?.kind === 'refused' ? taken : undefined;
  const read = (symmetrize = false) => setTaken(takeText(text, side, 'read a text', symmetrize));
  return (
    <div className="own-graphs">
      <DropArea
        accept=".g6,.s6,.txt,.csv,.json,.edges,text/plain"
        pickLabel="Pick a file"
        onFiles={([{ file }]) => void takeFile(file, side).then(setTaken)}
        actions={
          <button type="button" className="button tiny" disabled={text.trim() === ''} onClick={() => read()}>
            Read the text as {side.toUpperCase()}
          </button>
        }
      >
        <label htmlFor={id} className="own-title">
          Your own graphs
        </label>
        <p className="small" id={`${id}-forms`}>
          Paste graph6, sparse6, edges such as 0-1, 1-2, or a matrix; or drop a file here or on a drawing.
        </p>
        <textarea
          id={id}
          rows={3}
          spellCheck={false}
          autoCapitalize="none"
          value={text}
          aria-invalid={refused !== undefined}
          aria-describedby={`${id}-forms ${id}-taken`}
          onChange={(event) => {
            setText(event.target.value);
            setTaken(undefined);
          }}
        />
        <div className="own-side small">
          <span>One graph becomes</span>
          {(['a', 'b'] as const).map((value) => (
            <button
              key={value}
              type="button"
              className="button tiny"
              aria-pressed={side === value}
              aria-label={`One graph becomes ${value.toUpperCase()}`}
              onClick={() => setSide(value)}
            >
              {value.toUpperCase()}
            </button>
          ))}
          <span className="quiet">Two fill both.</span>
        </div>
      </DropArea>
      <div id={`${id}-taken`} role="status">
        {refused ? <p className="small field-problem">{refused.problem}</p> : null}
        {taken?.kind === 'done' && taken.note ? <p className="small">{taken.note}</p> : null}
      </div>
      {refused?.asymmetric && text.trim() !== '' ? (
        <button type="button" className="button tiny" onClick={() => read(true)}>
          Take an edge where either entry is 1
        </button>
      ) : null}
    </div>
  );
}
