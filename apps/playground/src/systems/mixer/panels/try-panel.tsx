import { memo, useEffect, useRef } from 'react';
import { DropArea } from '../../../files/drop-area';
import { ErrorPanel } from '../../../shell/error-panel';
import { dataNames } from '../model-names';
import type { RunDescription, SamplePrediction } from '../run';
import { DrawingPad, type DrawingPadHandle } from './drawing-pad';
import { PixelImage } from './pixel-image';
import { ProbabilityBars } from './probability-bars';
import { useClassifier } from './use-classifier';

const hints = {
  'fashion-mnist': 'Draw a piece of clothing',
  mnist: 'Draw a digit',
  own: 'Draw one of your classes',
};

interface Props {
  description: RunDescription;
  /** Shown before the visitor has tried anything. */
  showcase?: SamplePrediction;
}

/** Draw, drop, paste or pick a picture: the model names it, also while it trains. */
export const TryPanel = memo(function TryPanel({ description, showcase }: Props) {
  const { data } = description.settings;
  const { answer, error, classify, clear } = useClassifier(data);
  const pad = useRef<DrawingPadHandle>(null);

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (file) void classify({ kind: 'file', file, name: file.name });
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [classify]);

  const shownAnswer =
    answer ??
    (showcase && {
      classNames: description.classNames,
      probabilities: showcase.probabilities,
      pixels: description.sampleImages.subarray(0, 784),
      model: undefined,
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
        {shownAnswer ? (
          <div className="try-answer">
            <div className="seen">
              <PixelImage pixels={shownAnswer.pixels} label="The picture as the model sees it" />
              <p className="small quiet">
                {answer ? 'What the model sees' : 'A held-out image'}
                <br />
                {answer ? answer.model : `of ${dataNames[data]}`}
              </p>
            </div>
            <ProbabilityBars classNames={shownAnswer.classNames} probabilities={shownAnswer.probabilities} />
          </div>
        ) : null}
      </div>
      {error ? <ErrorPanel error={error} onDismiss={clear} /> : null}
    </section>
  );
});
