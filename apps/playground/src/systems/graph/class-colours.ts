// Colours of classes on the screen. A test names its classes anew in every round; on the screen the largest part of a class
// keeps the colour of the class before, so that one sees what splits off.
import type { ReportedRound } from './oracles/report';

/**
 * Gives every class of every round a place in the palette.
 *
 * @param rounds in their order; every class of a round lies inside of one class of the round before.
 * @returns for every round the place by the name of the class.
 */
export function placesOf(rounds: readonly Pick<ReportedRound, 'sizes' | 'parents'>[]): Int32Array[] {
  const places: Int32Array[] = [];
  let next = 0;
  for (const [index, { sizes, parents }] of rounds.entries()) {
    const earlier = places[index - 1];
    const size = (name: number) => sizes.a[name] + sizes.b[name];
    const heirs = new Map<number, number>();
    if (earlier) {
      parents.forEach((parent, name) => {
        const heir = heirs.get(parent);
        if (heir === undefined || size(name) > size(heir)) heirs.set(parent, name);
      });
    }
    places.push(parents.map((parent, name) => (heirs.get(parent) === name ? earlier[parent] : next++)));
  }
  return places;
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
