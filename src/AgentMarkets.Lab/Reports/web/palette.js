// Colours and dashes. The colours stand in report.css as custom properties, once for light and once for dark.

const seriesColours = 7;
const scaleColours = 5;
const referenceDashes = [[7, 5], [2, 4], [11, 4, 2, 4], [4, 3]];

export function coloursOf(element) {
  const style = getComputedStyle(element);
  const read = name => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read('ink'),
    muted: read('muted'),
    rule: read('rule'),
    grid: read('grid'),
    surface: read('surface'),
    reference: read('reference'),
    scale: Array.from({ length: scaleColours }, (_, k) => read(`scale-${k + 1}`)),
    // Without quotation marks, which ECharts does not escape when it writes SVG.
    font: style.fontFamily.replaceAll('"', ''),
    series: Array.from({ length: seriesColours }, (_, k) => read(`series-${k + 1}`)),
  };
}

/** Learned things have a colour each; known things are all dark and told apart by their dashes. */
export function strokeOf(figure, index, colours) {
  const isReference = figure.series[index].kind === 'reference';
  const rank = figure.series.slice(0, index).filter(series => (series.kind === 'reference') === isReference).length;
  if (isReference) return { colour: colours.reference, dash: referenceDashes[rank % referenceDashes.length] };
  // When the colours run out they come again, dotted.
  const dash = Math.floor(rank / seriesColours) % 2 === 1 ? [2, 3] : 'solid';
  return { colour: colours.series[rank % seriesColours], dash };
}
