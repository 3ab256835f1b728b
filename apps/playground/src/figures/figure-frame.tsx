import { type ReactNode, useId, useRef } from 'react';
import { SaveMenu } from '../export/save-menu';
import type { FigureTable } from '../export/table';

interface Props {
  title: string;
  /** The finding in one sentence: what somebody who cannot see the figure must know. */
  finding: string;
  /** The numbers behind the figure. */
  table?: () => FigureTable;
  /** File name without ending. */
  file: string;
  /** Whether it can be saved as an image; a table cannot. Default true. */
  drawn?: boolean;
  children: ReactNode;
  className?: string;
}

/** A figure with its title, its finding in words, and its exports. */
export function FigureFrame({ title, finding, table, file, drawn, children, className }: Props) {
  const frame = useRef<HTMLElement>(null);
  const id = useId();
  return (
    <figure className={`figure ${className ?? ''}`} ref={frame} aria-labelledby={id}>
      <div className="figure-head">
        <h3 id={id}>{title}</h3>
        <SaveMenu figure={frame} table={table} file={file} title={title} drawn={drawn} />
      </div>
      {children}
      <figcaption>{finding}</figcaption>
    </figure>
  );
}
