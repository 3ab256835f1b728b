import type { Role } from '../../figures/palette';

/** The networks that are compared. */
export const contestants = ['ppgn', 'gin'] as const;
export type Contestant = (typeof contestants)[number];

export const modelNames: Record<Contestant, { name: string; role: Role }> = {
  ppgn: { name: 'PPGN', role: 'ours' },
  gin: { name: 'GIN', role: 'baseline' },
};
