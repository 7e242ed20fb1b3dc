// The legend stands in the page and not in the chart: it wraps, prints, and works with a keyboard.

import { barOf } from './scale.js';

export function legendOf(figure, chart) {
  const bar = chart.scale ? [barOf(chart.scale)] : [];
  // Lines of a plot with parallel axes are too many to name, and a single map needs no choice.
  if (figure.parallels || (figure.colour && figure.series.length === 1)) return bar;
  return [...bar, ...entriesOf(figure, chart)];
}

function entriesOf(figure, chart) {
  return figure.series.map((series, index) => {
    const entry = document.createElement('button');
    entry.type = 'button';
    entry.append(...(figure.colour ? [] : [swatchOf(series, chart.strokeOf(index))]), series.name);
    entry.setAttribute('aria-pressed', String(chart.isShown(series.name)));
    entry.className = figure.colour ? 'slice' : '';
    entry.title = figure.colour ? 'Show this slice' : 'Show or hide';
    entry.addEventListener('click', () => entry.setAttribute('aria-pressed', String(chart.toggle(series.name))));
    return entry;
  });
}

function swatchOf(series, stroke) {
  const swatch = svg('svg', { width: 26, height: 12, viewBox: '0 0 26 12', 'aria-hidden': 'true' });
  const fill = opacity => ({ fill: stroke.colour, 'fill-opacity': opacity });
  if (series.kind === 'points') {
    swatch.append(svg('circle', { cx: 13, cy: 6, r: 4, ...fill(0.75) }));
  } else if (series.kind === 'bars') {
    swatch.append(svg('rect', { x: 5, y: 1, width: 16, height: 10, rx: 1.5, ...fill(0.75) }));
  } else {
    if (series.low && series.high) {
      swatch.append(svg('rect', { x: 0, y: 1, width: 26, height: 10, rx: 2, ...fill(0.2) }));
    }
    const dash = Array.isArray(stroke.dash) ? { 'stroke-dasharray': stroke.dash.join(' ') } : {};
    swatch.append(svg('line', { x1: 0, x2: 26, y1: 6, y2: 6, stroke: stroke.colour, 'stroke-width': 2.2, ...dash }));
  }
  return swatch;
}

function svg(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}
