import type { Role } from '../../figures/palette';

/** The two models of the page. */
export type Contestant = 'sequencer' | 'mixer';
export const contestants: readonly Contestant[] = ['sequencer', 'mixer'];

/** How a model is called and drawn, everywhere on the page. */
export const modelNames: Record<Contestant, { name: string; role: Role }> = {
  sequencer: { name: 'Sequencer', role: 'ours' },
  mixer: { name: 'Mixer', role: 'baseline' },
};
