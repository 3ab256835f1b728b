import { type RefObject, useRef, useState } from 'react';
import { useDismiss } from '../shell/use-dismiss';
import { download } from './download';
import { figurePng, figureSvgText } from './figure-image';
import { type FigureTable, toCsv, toJson } from './table';

interface Props {
  figure: RefObject<HTMLElement | null>;
  table?: () => FigureTable;
  file: string;
  title: string;
  /** Whether it can be drawn; a table cannot. */
  drawn?: boolean;
}

/** Saves a figure as an image and its numbers as a table. */
export function SaveMenu({ figure, table, file, title, drawn = true }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [problem, setProblem] = useState<string>();
  useDismiss(menu);
  const save = (work: (element: HTMLElement) => Promise<void> | void) => async () => {
    try {
      if (figure.current) await work(figure.current);
      setProblem(undefined);
      if (menu.current) menu.current.open = false;
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const actions: [string, () => Promise<void>][] = [];
  if (drawn) {
    actions.push(
      ['SVG', save((element) => download(`${file}.svg`, figureSvgText(element), 'image/svg+xml'))],
      ['PNG', save(async (element) => download(`${file}.png`, await figurePng(element)))],
    );
  }
  if (table) {
    actions.push(
      ['CSV', save(() => download(`${file}.csv`, toCsv(table()), 'text/csv'))],
      ['JSON', save(() => download(`${file}.json`, toJson(table()), 'application/json'))],
    );
  }
  return (
    <details className="save" ref={menu}>
      <summary aria-label={`Save: ${title}`}>Save</summary>
      <div className="sheet">
        {actions.map(([label, act]) => (
          <button key={label} type="button" className="button tiny" onClick={act}>
            {label}
          </button>
        ))}
        {problem ? <p role="alert">{problem}</p> : null}
      </div>
    </details>
  );
}
