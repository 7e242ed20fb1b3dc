// Files made in the page: the numbers of a figure, or its picture.

/** Long form, a row a point: one file holds series on different grids. Numbers are written in full. */
export function csvOf(figure) {
  const rows = [`series,kind,x,y,low,high${figure.colour ? ',z' : ''}`];
  const place = (axis, value) => (axis.categories ? quoted(axis.categories[value] ?? '') : number(value));
  for (const series of figure.series) {
    series.x.forEach((x, k) => rows.push([
      quoted(series.name), series.kind, place(figure.x, x), place(figure.parallels?.[x] ?? figure.y, series.y[k]),
      ...[series.low?.[k], series.high?.[k], ...(figure.colour ? [series.z[k]] : [])].map(number),
    ].join(',')));
  }
  return rows.join('\n') + '\n';
}

const number = value => (value === null || value === undefined ? '' : String(value));

const quoted = text => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
