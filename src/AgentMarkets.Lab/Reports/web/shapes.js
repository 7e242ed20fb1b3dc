// Shapes that ECharts has no series for: bands between two curves, and bars on a numeric axis.

/** The area between low and high, in pieces where either is missing. */
export function bandOf(figure, series, base, colour) {
  const positive = value => (value === null || (figure.y.log && value <= 0) ? null : value);
  return {
    ...base,
    id: `${base.id}-band`,
    type: 'custom',
    silent: true,
    clip: true,
    z: 2,
    tooltip: { show: false },
    encode: { x: 0, y: [1, 2] },
    data: series.x.map((x, k) => [x, positive(series.low[k]), positive(series.high[k])]),
    // The whole band is one shape; it hangs on the first point.
    renderItem: (params, api) => (params.dataIndex === 0 ? bandShape(figure, series, params, api, colour) : undefined),
  };
}

function bandShape(figure, series, params, api, colour) {
  const floor = params.coordSys.y + params.coordSys.height;
  const pixel = (k, edge) => {
    // On a logarithmic axis an edge at or below zero lies infinitely far down: the band reaches the floor.
    const sunk = figure.y.log && edge[k] <= 0;
    return sunk ? [api.coord([series.x[k], 1])[0], floor] : api.coord([series.x[k], edge[k]]);
  };
  const known = k => series.low[k] !== null && series.high[k] !== null && !(figure.x.log && series.x[k] <= 0);
  return {
    type: 'group',
    children: piecesOf(series.x.length, known).map(piece => ({
      type: 'polygon',
      shape: {
        points: [...piece.map(k => pixel(k, series.high)), ...piece.reverse().map(k => pixel(k, series.low))],
      },
      style: { fill: colour, opacity: 0.2 },
    })),
  };
}

function piecesOf(length, known) {
  const pieces = [];
  for (let k = 0; k < length; k++) {
    if (!known(k)) continue;
    if (k > 0 && known(k - 1)) pieces.at(-1).push(k);
    else pieces.push([k]);
  }
  return pieces;
}

/** The narrowest gap between neighbouring places of bars: what one place may fill. */
export function slotOf(figure) {
  const bars = figure.series.filter(series => series.kind === 'bars');
  const places = [...new Set(bars.flatMap(series => series.x))].sort((a, b) => a - b);
  return places.slice(1).reduce((least, x, k) => Math.min(least, x - places[k]), places.length > 1 ? Infinity : 1);
}

/** Bars around their x, as wide as the narrowest gap allows; several series share the width. */
export function barsOf(figure, series, base) {
  const rivals = figure.series.filter(other => other.kind === 'bars');
  const width = slotOf(figure) * 0.9 / rivals.length;
  const offset = (rivals.indexOf(series) - rivals.length / 2) * width;
  return {
    ...base,
    type: 'custom',
    clip: true,
    z: 3,
    encode: { x: 0, y: 1 },
    renderItem: (params, api) => {
      const [x, y] = [api.value(0), api.value(1)];
      if (!Number.isFinite(y)) return undefined;
      const [left, top] = api.coord([x + offset, y]);
      const right = api.coord([x + offset + width, y])[0];
      const floor = figure.y.log ? params.coordSys.y + params.coordSys.height : api.coord([x, 0])[1];
      return {
        type: 'rect',
        shape: { x: left, y: Math.min(top, floor), width: right - left, height: Math.abs(floor - top) },
        style: { fill: base.color, opacity: 0.75 },
      };
    },
  };
}
