// What the numbers of a figure span, and whether they can be drawn at all.

export function check(figure) {
  for (const { name, x, y, low, high, z } of figure.series) {
    for (const column of [y, low, high, z]) {
      if (column && column.length !== x.length) {
        throw new Error(`'${name}' has ${x.length} places on the x axis and ${column.length} values`);
      }
    }
  }
}

/** The ends of both axes over all points, bands included; on a logarithmic axis only positive numbers count. */
export function rangeOf(figure) {
  const x = span(figure.series.flatMap(series => series.x), figure.x.log);
  const y = span(figure.series.flatMap(series => [series.y, series.low ?? [], series.high ?? []].flat()), figure.y.log);
  const z = figure.colour ? span(figure.series.flatMap(series => series.z), figure.colour.log) : x;
  return { x, y, empty: x === null || y === null || z === null };
}

function span(values, logarithmic) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || (logarithmic && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? { low, high } : null;
}
