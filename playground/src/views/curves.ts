// A line through points, with a gap where there is none, drawn as its racer's colour and dash say.

import { DASHES, theme } from "../theme";

export interface Look {
  racer: number;
  thin?: boolean; // for theory
}

export function dress(context: CanvasRenderingContext2D, { racer, thin }: Look): void {
  context.strokeStyle = context.fillStyle = theme().series[racer]!;
  context.lineWidth = thin ? 1.1 : 1.8;
  context.lineJoin = "round";
  context.setLineDash(thin ? [2, 3] : [...DASHES[racer]!]);
}

export function line(
  context: CanvasRenderingContext2D,
  points: readonly (readonly [number, number])[],
  look: Look,
): void {
  dress(context, look);
  context.beginPath();
  let pen = false;
  for (const [x, y] of points) {
    if (!Number.isFinite(y)) pen = false;
    else if (pen) context.lineTo(x, y);
    else {
      context.moveTo(x, y);
      pen = true;
    }
  }
  context.stroke();
  context.setLineDash([]);
}

/** A mark of the racer's own shape, for those who see no colours. */
export function mark(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  racer: number,
  size = 3,
): void {
  context.fillStyle = theme().series[racer]!;
  context.beginPath();
  const path = (...corners: [number, number][]) => {
    corners.forEach(([dx, dy], k) =>
      k === 0 ? context.moveTo(x + dx, y + dy) : context.lineTo(x + dx, y + dy),
    );
    context.closePath();
  };
  const s = size, t = size * 1.3;
  if (racer === 0) context.arc(x, y, s, 0, 2 * Math.PI);
  else if (racer === 1) path([-s, -s], [s, -s], [s, s], [-s, s]);
  else if (racer === 2) path([0, -t], [t, s], [-t, s]);
  else if (racer === 3) path([0, -t], [t, 0], [0, t], [-t, 0]);
  else if (racer === 4) path([0, t], [t, -s], [-t, -s]);
  else {
    const w = s * 0.5;
    path([-w, -t], [w, -t], [w, -w], [t, -w], [t, w], [w, w], [w, t], [-w, t], [-w, w], [-t, w], [-t, -w], [-w, -w]);
  }
  context.fill();
}
