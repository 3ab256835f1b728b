import type { Ref } from 'react';
import { type PointerEvent, useCallback, useEffect, useImperativeHandle, useRef } from 'react';

const side = 224;

export interface DrawingPadHandle {
  clear(): void;
}

interface Props {
  label: string;
  onDraw(picture: { width: number; height: number; data: Uint8ClampedArray }): void;
  ref?: Ref<DrawingPadHandle>;
}

/** A square to draw on with mouse, pen, finger, or arrow keys with space held by "pen down". */
export function DrawingPad({ label, onDraw, ref }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number }>(undefined);
  const cursor = useRef({ x: side / 2, y: side / 2, down: false });

  const blank = useCallback(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    context.fillStyle = '#000';
    context.fillRect(0, 0, side, side);
  }, []);
  useEffect(blank, [blank]);
  useImperativeHandle(ref, () => ({ clear: blank }), [blank]);

  const line = (from: { x: number; y: number }, to: { x: number; y: number }) => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    context.strokeStyle = '#fff';
    context.lineWidth = 18;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y + 0.01);
    context.stroke();
    const { data, width, height } = context.getImageData(0, 0, side, side);
    onDraw({ data, width, height });
  };
  const place = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) * side) / box.width,
      y: ((event.clientY - box.top) * side) / box.height,
    };
  };
  return (
    <canvas
      ref={canvas}
      className="drawing-pad"
      width={side}
      height={side}
      tabIndex={0}
      role="img"
      aria-label={`${label} With the keyboard: space lowers or lifts the pen, arrow keys move it.`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = place(event);
        line(last.current, last.current);
      }}
      onPointerMove={(event) => {
        if (!last.current) return;
        const to = place(event);
        line(last.current, to);
        last.current = to;
      }}
      onPointerUp={() => {
        last.current = undefined;
      }}
      onPointerCancel={() => {
        last.current = undefined;
      }}
      onKeyDown={(event) => {
        const pen = cursor.current;
        const moves: Record<string, [number, number]> = {
          ArrowLeft: [-10, 0],
          ArrowRight: [10, 0],
          ArrowUp: [0, -10],
          ArrowDown: [0, 10],
        };
        if (event.key === ' ') pen.down = !pen.down;
        const [dx, dy] = moves[event.key] ?? [0, 0];
        if (dx === 0 && dy === 0 && event.key !== ' ') return;
        event.preventDefault();
        const from = { x: pen.x, y: pen.y };
        pen.x = Math.min(Math.max(pen.x + dx, 0), side);
        pen.y = Math.min(Math.max(pen.y + dy, 0), side);
        if (pen.down) line(from, pen);
      }}
    />
  );
}
