import { toGraph6 } from '@perceptrons/graph';
import { useId, useState } from 'react';
import { DropArea } from '../../files/drop-area';
import { replaceGraphs, type Side } from './graphs-store';
import { readGraphs } from './read-graphs';

/** Larger files hold no graph that this page draws. */
const largestBytes = 1e6;

/** Takes graphs as text or file: graph6, sparse6, edges, a matrix. They stay on this machine. */
export function OwnGraphs() {
  const id = useId();
  const [text, setText] = useState('');
  const [side, setSide] = useState<Side>('a');
  const [problem, setProblem] = useState<string>();
  const take = (content: string, label: string) => {
    try {
      const [first, second] = readGraphs(content).map(toGraph6);
      replaceGraphs(second === undefined ? { [side]: first } : { a: first, b: second }, label);
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const takeFile = async (file: File) => {
    if (file.size > largestBytes) {
      setProblem(`${file.name} has ${Math.ceil(file.size / 1e6)} MB; at most ${largestBytes / 1e6} MB are read.`);
    } else take(await file.text(), `open ${file.name}`);
  };
  return (
    <div className="own-graphs">
      <DropArea
        accept=".g6,.s6,.txt,.csv,.json,.edges,text/plain"
        pickLabel="Pick a file"
        onFiles={([{ file }]) => void takeFile(file)}
        actions={
          <button
            type="button"
            className="button tiny"
            disabled={text.trim() === ''}
            onClick={() => take(text, 'read a text')}
          >
            Read the text as {side.toUpperCase()}
          </button>
        }
      >
        <div className="own-side small">
          <span>Goes to</span>
          {(['a', 'b'] as const).map((value) => (
            <button
              key={value}
              type="button"
              className="button tiny"
              aria-pressed={side === value}
              aria-label={`${value.toUpperCase()}: the text goes there`}
              onClick={() => setSide(value)}
            >
              {value.toUpperCase()}
            </button>
          ))}
          <span className="quiet">two graphs fill both</span>
        </div>
        <label htmlFor={id} className="small">
          Paste graph6, sparse6, edges such as 0-1, 1-2, or a matrix; or drop a file here.
        </label>
        <textarea
          id={id}
          rows={3}
          spellCheck={false}
          autoCapitalize="none"
          value={text}
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(undefined);
          }}
        />
      </DropArea>
      {problem ? (
        <p className="small field-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
}
