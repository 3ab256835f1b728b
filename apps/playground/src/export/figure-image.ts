// A figure as a file. It holds plots (svg), images of pixels (canvas) and text, laid out by the page; the export draws
// the same pieces at the same places into one SVG, with all colours resolved, so that it stands alone.

const namespace = 'http://www.w3.org/2000/svg';
const copied = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'fill-opacity', 'font-family'];
const copiedText = ['font-size', 'font-weight', 'text-anchor', 'font-variant-numeric', 'paint-order'];

function element<Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Record<string, string | number>) {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** Copies an svg with the computed style of every part written into its attributes; parts that only help a pointer stay. */
function standalone(source: SVGSVGElement): SVGSVGElement {
  const copy = source.cloneNode(true) as SVGSVGElement;
  const originals = [source, ...source.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    for (const property of [...copied, ...(original.tagName === 'text' ? copiedText : [])]) {
      copies[index].setAttribute(property, style.getPropertyValue(property));
    }
  });
  for (const part of copy.querySelectorAll('style, [data-screen-only]')) part.remove();
  return copy;
}

function textPiece(node: HTMLElement, left: number, top: number) {
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const piece = element('text', {
    x: box.left - left,
    y: box.top - top + Number.parseFloat(style.fontSize),
    fill: style.color,
    'font-family': style.fontFamily,
    'font-size': style.fontSize,
    'font-weight': style.fontWeight,
  });
  piece.textContent = node.textContent;
  return piece;
}

/** The whole figure as one SVG element, as large as it is on the page. */
export function figureSvg(figure: HTMLElement): SVGSVGElement {
  const { left, top, width, height } = figure.getBoundingClientRect();
  const svg = element('svg', { xmlns: namespace, width, height, viewBox: `0 0 ${width} ${height}` });
  const background = getComputedStyle(document.documentElement).backgroundColor;
  svg.append(element('rect', { width, height, fill: background }));
  for (const node of figure.querySelectorAll<SVGSVGElement | HTMLCanvasElement | HTMLElement>(
    'svg, canvas, h3, [data-export-text]',
  )) {
    const box = node.getBoundingClientRect();
    if (box.width === 0 || node.parentElement?.closest('svg')) continue;
    if (node instanceof SVGSVGElement) {
      const plot = standalone(node);
      for (const [key, value] of Object.entries({ x: box.left - left, y: box.top - top, ...sizeOf(box) })) {
        plot.setAttribute(key, String(value));
      }
      svg.append(plot);
    } else if (node instanceof HTMLCanvasElement) {
      const image = element('image', { x: box.left - left, y: box.top - top, ...sizeOf(box) });
      image.setAttribute('href', node.toDataURL());
      image.style.imageRendering = 'pixelated';
      svg.append(image);
    } else {
      svg.append(textPiece(node, left, top));
    }
  }
  return svg;
}

const sizeOf = ({ width, height }: DOMRect) => ({ width, height });

export function figureSvgText(figure: HTMLElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(figureSvg(figure))}\n`;
}

/** The figure as a PNG at twice the size of the page. */
export async function figurePng(figure: HTMLElement, scale = 2): Promise<Blob> {
  const text = figureSvgText(figure);
  const { width, height } = figure.getBoundingClientRect();
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser offers no 2D canvas, so the figure cannot be drawn. Save it as SVG.');
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The PNG could not be written.'))), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
