// What is said at the pointer: the place on the x axis, and each shown series' value there with its band.
import { numberText, placeText } from './numbers.js';
import { strokeOf } from './palette.js';

export function tooltipOf(figure, colours, hidden) {
  return {
    ...looksOfTooltip(colours),
    ...(figure.colour
      ? { trigger: 'item', formatter: ({ seriesIndex, dataIndex }) => cellText(figure, seriesIndex, dataIndex) }
      : { trigger: 'axis', formatter: entries => contentOf(figure, colours, hidden, entries) }),
  };
}

export function looksOfTooltip(colours) {
  return {
    confine: true,
    transitionDuration: 0,
    backgroundColor: colours.surface,
    borderColor: colours.rule,
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: colours.ink, fontSize: 12, fontFamily: colours.font },
    extraCssText: 'box-shadow: 0 2px 10px rgb(0 0 0 / 0.14); border-radius: 6px;',
    axisPointer: { type: 'line', snap: true, lineStyle: { color: colours.muted, width: 1, type: 'solid' } },
  };
}

/** Names with their values, a row each, behind a mark of the colour where there is one. */
export function readingOf(rows, colour) {
  const content = document.createElement('div');
  rows.forEach(([name, value]) => {
    const mark = document.createElement('i');
    mark.style.background = colour ?? 'none';
    content.append(row('tooltip-row', [mark, cell(name), cell(value, 'tooltip-value')]));
  });
  return content;
}

function cellText(figure, seriesIndex, k) {
  const series = figure.series[seriesIndex];
  return readingOf([
    [figure.x.label, placeText(figure.x, series.x[k])], [figure.y.label, placeText(figure.y, series.y[k])],
    [figure.colour.label, numberText(series.z[k])],
  ]);
}

function contentOf(figure, colours, hidden, entries) {
  // The first point that the pointer snapped to gives the place; every curve is read there.
  const found = entries.filter(entry => !entry.seriesId.endsWith('-band'));
  if (found.length === 0) return '';
  const x = found[0].value[0];
  // Elements and not markup: names in a figure are the user's own text.
  const content = document.createElement('div');
  content.append(row('tooltip-place', [cell(`${figure.x.label}: ${placeText(figure.x, x)}`)]));
  figure.series.forEach((series, index) => {
    const text = hidden.has(series.name) ? null : textAt(series, x);
    if (text === null) return;
    const mark = document.createElement('i');
    mark.style.background = strokeOf(figure, index, colours).colour;
    content.append(row('tooltip-row', [mark, cell(series.name), cell(text, 'tooltip-value')]));
  });
  return content;
}

function textAt(series, x) {
  const k = series.x.indexOf(x);
  const isCurve = series.kind === 'line' || series.kind === 'reference';
  if (k < 0) return isCurve ? interpolated(series, x) : null;
  const [low, high] = [series.low?.[k] ?? null, series.high?.[k] ?? null];
  const value = numberText(series.y[k]);
  return low === null || high === null ? value : `${value}  [${numberText(low)}, ${numberText(high)}]`;
}

/** Between its points a curve is what is drawn there: a straight line. */
function interpolated({ x, y }, place) {
  const right = x.findIndex(value => value > place);
  if (right < 1 || y[right - 1] === null || y[right] === null) return null;
  const share = (place - x[right - 1]) / (x[right] - x[right - 1]);
  return numberText(y[right - 1] + share * (y[right] - y[right - 1]));
}

function row(name, cells) {
  const element = document.createElement('div');
  element.className = name;
  element.append(...cells);
  return element;
}

function cell(text, name = '') {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  return element;
}
