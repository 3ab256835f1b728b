import { useEffect, useRef, useState } from 'react';
import { runJob } from '../engine/engine-client';
import type { ErrorReport } from '../engine/protocol';
import { DropArea } from '../files/drop-area';
import { classOf, type NamedFile } from '../files/dropped-files';
import { ErrorPanel } from '../shell/error-panel';
import { DrawingPad, type DrawingPadHandle } from './drawing-pad';
import type { Picture } from './use-classifier';

/** What the worker keeps: class names with the number of their images. */
export interface OwnSummary {
  classes: { name: string; count: number }[];
  /** Files that could not be read, with the reason. */
  refused: string[];
}

export interface OwnAddition {
  pictures: { picture: Picture; className: string }[];
}

/**
 * Collects images of the visitor: folders become classes, single files and drawings go to the class that is named. All
 * pages share them; `system` names the page whose tasks keep them.
 */
export default function OwnImages({ system }: { system: string }) {
  const [summary, setSummary] = useState<OwnSummary>({ classes: [], refused: [] });
  const [className, setClassName] = useState('first');
  const [error, setError] = useState<ErrorReport>();
  const pad = useRef<DrawingPadHandle>(null);
  const drawing = useRef<Picture>(undefined);

  const ask = async (task: string, title: string, input: unknown) => {
    const { outcome } = runJob<OwnSummary>({ system, task, title, priority: 'between-steps', input });
    const ended = await outcome;
    if (ended.kind === 'done') setSummary(ended.result);
    setError(ended.kind === 'failed' ? ended.error : undefined);
  };
  const add = (pictures: OwnAddition['pictures']) => ask('addOwn', 'Read your images', { pictures });
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the panel opens
  useEffect(() => {
    void ask('addOwn', 'Read your images', { pictures: [] });
  }, []);

  const addFiles = (files: NamedFile[]) =>
    add(
      files
        .filter(({ file }) => file.type.startsWith('image/'))
        .map(({ file, path }) => ({
          picture: { kind: 'file', file, name: path },
          className: classOf(path) ?? className,
        })),
    );
  const total = summary.classes.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className="own-images" aria-label="Your images">
      <DropArea folders multiple pickLabel="Pick images" onFiles={(files) => void addFiles(files)}>
        <p className="small">
          Drop a folder with one folder per class, or name a class and add images or drawings to it. They are scaled to
          28 × 28 grey and stay on this machine.
        </p>
        <div className="field">
          <label htmlFor="own-class">Class</label>
          <span className="field-unit">name</span>
          <input id="own-class" value={className} onChange={(event) => setClassName(event.target.value)} />
        </div>
        <DrawingPad
          ref={pad}
          label="Draw an example of the class."
          onDraw={(picture) => {
            drawing.current = { kind: 'pixels', ...picture };
          }}
        />
        <button
          type="button"
          className="button tiny"
          onClick={() => {
            if (drawing.current) void add([{ picture: drawing.current, className }]);
            drawing.current = undefined;
            pad.current?.clear();
          }}
        >
          Add the drawing
        </button>
      </DropArea>
      <ul className="own-classes small numbers" aria-label="Classes">
        {summary.classes.map(({ name, count }) => (
          <li key={name}>
            <span>{name}</span> <span className="quiet">{count}</span>
          </li>
        ))}
      </ul>
      {total > 0 ? (
        <button
          type="button"
          className="button tiny"
          onClick={() => void ask('clearOwn', 'Forget your images', undefined)}
        >
          Forget all images
        </button>
      ) : null}
      <p className="small quiet">Training needs two classes with at least four images each; every fifth is held out.</p>
      {summary.refused.length > 0 ? (
        <p className="small" role="alert">
          Not read: {summary.refused.slice(0, 3).join('; ')}
          {summary.refused.length > 3 ? ` and ${summary.refused.length - 3} more` : ''}
        </p>
      ) : null}
      {error ? <ErrorPanel error={error} onDismiss={() => setError(undefined)} /> : null}
    </section>
  );
}
