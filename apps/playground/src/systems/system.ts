import type { ComponentType } from 'react';

/** A page of the playground as the shell knows it. The page itself is loaded when it is opened. */
export interface System {
  /** Name in the address and in the job protocol. */
  id: string;
  word: string;
  /** Path data of an icon in a 20 x 20 box, drawn with strokes. */
  icon: string;
  /** The question the page answers, which is its title. */
  question: string;
  load(): Promise<{ default: ComponentType }>;
}
