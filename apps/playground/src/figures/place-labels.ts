/**
 * Moves labels apart along one axis so that none overlap, as little as possible and in their order.
 *
 * @param positions wanted centres, in pixels.
 * @param gap least distance between two centres, in pixels.
 * @param range lowest and highest centre allowed; kept where the labels fit.
 * @returns the centres, in the order of `positions`.
 */
export function placeLabels(positions: readonly number[], gap: number, [low, high]: [number, number]): number[] {
  const order = positions.map((_, index) => index).sort((a, b) => positions[a] - positions[b]);
  // Blocks of labels that touch: each block sits at the mean of what its members want.
  const blocks: { members: number[]; centre: number }[] = [];
  const span = (block: { members: number[] }) => ((block.members.length - 1) * gap) / 2;
  const clamp = (centre: number, half: number) =>
    low + half > high - half ? (low + high) / 2 : Math.min(Math.max(centre, low + half), high - half);
  for (const index of order) {
    let block = { members: [index], centre: clamp(positions[index], 0) };
    for (let last = blocks.at(-1); last; last = blocks.at(-1)) {
      if (last.centre + span(last) + gap <= block.centre - span(block)) break;
      blocks.pop();
      const members = [...last.members, ...block.members];
      const mean = members.reduce((sum, member) => sum + positions[member], 0) / members.length;
      block = { members, centre: clamp(mean, span({ members })) };
    }
    blocks.push(block);
  }
  const placed = new Array<number>(positions.length);
  for (const block of blocks) {
    block.members.forEach((member, rank) => {
      placed[member] = block.centre - span(block) + rank * gap;
    });
  }
  return placed;
}
