import { type ReactNode, useState } from 'react';
import { filesOf } from '../../files/dropped-files';
import { type Side, showProblem } from './graphs-store';
import { type Taken, takeFile, takeText } from './take-graphs';

interface Props {
  side: Side;
  /** The graph as graph6. */
  text(): string;
  children: ReactNode;
}

/** A text beside the drawing is copied as a text. */
const inDrawing = (target: EventTarget) => (target as Element).closest('.graph-canvas') !== null;

const report = (taken: Taken) => showProblem(taken.kind === 'refused' ? taken.problem : undefined);

/** The place of one graph: takes files and texts that are dropped or pasted there, and gives its graph to be copied. */
export function GraphSide({ side, text, children }: Props) {
  const [over, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: all of this can be done with the buttons of the page too
    <div
      className={`graph-side ${over ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer.getData('text/plain');
        if (dropped) report(takeText(dropped, side, 'drop a text'));
        else
          void filesOf(event.dataTransfer).then(async ([first]) => first && report(await takeFile(first.file, side)));
      }}
      onPaste={(event) => {
        if (!inDrawing(event.target)) return;
        event.preventDefault();
        report(takeText(event.clipboardData.getData('text/plain'), side, 'paste a graph'));
      }}
      onCopy={(event) => {
        if (!inDrawing(event.target)) return;
        event.preventDefault();
        event.clipboardData.setData('text/plain', text());
      }}
    >
      {children}
    </div>
  );
}
