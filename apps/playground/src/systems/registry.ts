import type { System } from './system';

/** The systems that have a page. Navigation, titles and the worker follow from this list and from `task-tables.ts`. */
export const systems: readonly System[] = [
  {
    id: 'mixer',
    word: 'Mixer',
    icon: 'M3 3h6v6H3zM11 11h6v6h-6zM12 4l4 4M16 4l-4 4M4 12l4 4M8 12l-4 4',
    question: 'Can an image model do without attention and convolution?',
    load: () => import('./mixer/mixer-page'),
  },
  {
    id: 'sequencer',
    word: 'Sequencer',
    icon: 'M3 3h14v14H3zM3 10h11M11 7l3 3-3 3M10 3v11M7 11l3 3 3-3',
    question: 'Can an LSTM read an image of any size?',
    load: () => import('./sequencer/sequencer-page'),
  },
  {
    id: 'graph',
    word: 'Graph',
    icon: 'M4 5h12M4 5l6 10 6-10M4 3.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM16 3.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM10 13.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
    question: 'Which graphs can a network tell apart?',
    load: () => import('./graph/graph-page'),
  },
  {
    id: 'plasticity',
    word: 'Plasticity',
    icon: 'M3 10h6M12 4l-3 6 3 6M12 4h5M12 16h5M13 10h4',
    question: 'Which rule changed these synapses?',
    load: () => import('./plasticity/plasticity-page'),
  },
];

/** The system an address asks for; the first one when it names none that exists. */
export function systemFromQuery(query: string): System {
  const id = new URLSearchParams(query).get('page');
  return systems.find((system) => system.id === id) ?? systems[0];
}

/** The address of a page with all settings at their defaults. */
export function addressOf(system: System): string {
  return system === systems[0] ? '/' : `/?page=${system.id}`;
}
