import { memo, useEffect, useRef } from 'react';
import { DropArea } from '../files/drop-area';
import { ErrorPanel } from '../shell/error-panel';
import { DrawingPad, type DrawingPadHandle } from './drawing-pad';
import { type DataName, dataNames } from './image-data';
import { PixelImage } from './pixel-image';
import { ProbabilityBars } from './probability-bars';
import type { SamplePrediction } from './sample-grid';
import { type Classification, useClassifier } from './use-classifier';

const hints = {
  'fashion-mnist': 'Draw a piece of clothing',
  mnist: 'Draw a digit',
  own: 'Draw one of your classes',
};

interface Props {
  /** The page whose worker answers. */
  system: string;
  /** Data that the model was trained on. */
  data: DataName;
  /** Goes to the worker with a picture. Keep it stable (useMemo); a change asks about the last picture again. */
  input: object;
  classNames: string[];
  /** Shown before the visitor has tried anything: a held-out image with its answer. */
  showcase?: { sample: SamplePrediction; pixels: Uint8Array; beside?: Classification['beside'] };
}

/** Draw, drop, paste or pick a picture: the model names it, also while it trains. */
export const TryPanel = memo(function TryPanel({ system, data, input, classNames, showcase }: Props) {
  const { answer, error, classify, clear } = useClassifier(system, input);
  const pad = useRef<DrawingPadHandle>(null);

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (file) void classify({ kind: 'file', file, name: file.name });
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [classify]);

  const shown: (Omit<Classification, 'model' | 'probabilities'> & { probabilities: readonly number[] }) | undefined =
    answer ??
    (showcase && {
      classNames,
      probabilities: showcase.sample.probabilities,
      pixels: showcase.pixels,
      beside: showcase.beside,
    });
  return (
    <section className="try-panel" aria-labelledby="try-title" data-testid="try" data-answered={answer !== undefined}>
      <div className="figure-head">
        <h3 id="try-title">Try it</h3>
        <span className="small quiet">Nothing leaves this machine.</span>
      </div>
      <div className="try-body">
        <DropArea
          pickLabel="Pick an image"
          onFiles={([{ file }]) => void classify({ kind: 'file', file, name: file.name })}
          actions={
            <button
              type="button"
              className="button tiny"
              onClick={() => {
                pad.current?.clear();
                clear();
              }}
            >
              Clear
            </button>
          }
        >
          <DrawingPad
            ref={pad}
            label={`${hints[data]}.`}
            onDraw={(picture) => void classify({ kind: 'pixels', ...picture })}
          />
          <p className="small quiet">{hints[data]}, or drop or paste an image.</p>
        </DropArea>
        {shown ? (
          <div className="try-answer">
            <div className="seen">
              <PixelImage pixels={shown.pixels} label="The picture as the model sees it" />
              <p className="small quiet">
                {answer ? 'What the model sees' : 'A held-out image'}
                <br />
                {answer ? answer.model : `of ${dataNames[data]}`}
              </p>
            </div>
            <ProbabilityBars classNames={shown.classNames} probabilities={shown.probabilities} />
            {shown.beside ? <Beside beside={shown.beside} classNames={shown.classNames} /> : null}
          </div>
        ) : null}
      </div>
      {error ? <ErrorPanel error={error} onDismiss={clear} /> : null}
    </section>
  );
});

/** The answer of a second model, in one line. */
function Beside({ beside, classNames }: { beside: NonNullable<Classification['beside']>; classNames: string[] }) {
  const { name, probabilities, reason } = beside;
  if (!probabilities) return <p className="small quiet">{reason}</p>;
  const most = probabilities.indexOf(Math.max(...probabilities));
  return (
    <p className="small quiet numbers">
      {name}: {classNames[most]}, {Math.round(100 * probabilities[most])} %
    </p>
  );
}
