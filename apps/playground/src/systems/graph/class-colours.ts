// Colours of classes on the screen. A test names its classes anew in every round; on the screen the largest part of a class
// keeps the colour of the class before, so that one sees what splits off.

/** The colours of both graphs after one round, under names that both share. */
export type ColouredRound = readonly [a: Int32Array, b: Int32Array];

/**
 * Gives every class of every round a place in the palette.
 *
 * @param rounds in their order; every class of a round lies inside of one class of the round before.
 * @returns for every round the place by the name of the class.
 */
export function placesOf(rounds: readonly ColouredRound[]): number[][] {
  const places: number[][] = [];
  rounds.forEach((round, index) => {
    const sizes: number[] = [];
    const parents: number[] = [];
    round.forEach((colours, graph) => {
      const before = index > 0 ? rounds[index - 1][graph] : undefined;
      colours.forEach((name, member) => {
        sizes[name] = (sizes[name] ?? 0) + 1;
        parents[name] = before ? before[member] : 0;
      });
    });
    if (index === 0) {
      places.push(sizes.map((_, name) => name));
      return;
    }
    const earlier = places[index - 1];
    const heirs = new Map<number, number>();
    sizes.forEach((size, name) => {
      const heir = heirs.get(parents[name]);
      if (heir === undefined || size > sizes[heir]) heirs.set(parents[name], name);
    });
    let next = Math.max(...places.flat()) + 1;
    places.push(sizes.map((_, name) => (heirs.get(parents[name]) === name ? earlier[parents[name]] : next++)));
  });
  return places;
}

/** How often every class occurs, by name, in both graphs. */
export function classSizes([a, b]: ColouredRound): { name: number; a: number; b: number }[] {
  const sizes: { name: number; a: number; b: number }[] = [];
  const count = (colours: Int32Array, graph: 'a' | 'b') => {
    for (const name of colours) {
      sizes[name] ??= { name, a: 0, b: 0 };
      sizes[name][graph]++;
    }
  };
  count(a, 'a');
  count(b, 'b');
  return sizes.filter((size) => size !== undefined);
}

/** Okabe-Ito without the blue and the orange, which stand for models on these pages, and a grey. */
const firstColours = ['#56b4e9', '#f0e442', '#cc79a7', '#009e73', '#d55e00', '#c2c7cc'];
/** The golden angle: hues that follow each other lie far apart. */
const turn = 137.508;

function hex(hue: number, saturation: number, lightness: number): string {
  const part = (shift: number) => {
    const k = (shift + hue / 30) % 12;
    const value = lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${part(0)}${part(8)}${part(4)}`;
}

/** The colour at a place of the palette, as #rrggbb. Only the first six can be told apart by everybody: show numbers too. */
export function classColour(place: number): string {
  if (place < firstColours.length) return firstColours[place];
  const later = place - firstColours.length;
  return hex((later * turn) % 360, 0.55, [0.72, 0.45, 0.84, 0.58][later % 4]);
}

/** Black or white, whichever is easier to read on a colour. */
export function inkOn(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff';
}
