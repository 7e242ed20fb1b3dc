// From a number to a colour, for cells and for lines that a number colours. Numbers of one sign go from dark to light
// in the colours of viridis (van der Walt and Smith, 2015), which read in grey and to colour-blind eyes; numbers of
// both signs go over a pale zero to a colour on either side.
import { numberText } from './numbers.js';

/** Of a figure with cells or paths; nothing where no number is finite. */
export function scaleOf(figure, colours) {
  const axis = figure.colour ?? figure.parallels?.at(-1);
  if (!axis) return null;
  // Categories are numbered by their place.
  const values = figure.series.flatMap(series => series.z ?? [series.y.at(-1)])
    .filter(value => value !== null && !(axis.log && value <= 0));
  if (values.length === 0) return null;
  const [least, most] = values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);
  const hasBothSigns = least < 0 && most > 0;
  const reach = Math.max(-least, most);
  const [low, high] = hasBothSigns ? [-reach, reach] : [least, most];
  const stops = hasBothSigns ? [colours.series[0], colours.rule, colours.series[1]] : colours.scale;
  const place = axis.log ? Math.log : value => value;
  const share = value => (high > low ? (place(value) - place(low)) / (place(high) - place(low)) : 0.5);
  return { label: axis.label, low, high, stops, colourOf: value => between(stops, share(value)) };
}

/** Black or white, whichever is easier to read on the colour. */
export function inkOn(colour) {
  const [red, green, blue] = channels(colour);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#000000' : '#ffffff';
}

/** The scale as a bar between its ends, for the page. */
export function barOf(scale) {
  const bar = document.createElement('span');
  bar.className = 'scale';
  const colours = document.createElement('i');
  colours.style.background = `linear-gradient(to right, ${scale.stops.join(', ')})`;
  bar.append(`${scale.label}: ${numberText(scale.low)}`, colours, numberText(scale.high));
  return bar;
}

/** The same bar as shapes of a picture. */
export function barOnPaper(scale, colours) {
  const stops = scale.stops.map((color, k) => ({ offset: k / (scale.stops.length - 1), color }));
  const text = (left, words) => ({
    type: 'text', left, top: 14, style: { text: words, fill: colours.ink, font: `12px ${colours.font}` },
  });
  return [
    text(12, scale.label), text(330, numberText(scale.low)), text(560, numberText(scale.high)),
    {
      type: 'rect', left: 400, top: 14, shape: { width: 150, height: 12 },
      style: { fill: { type: 'linear', x: 0, y: 0, x2: 1, y2: 0, colorStops: stops } },
    },
  ];
}

function between(stops, share) {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const left = Math.min(Math.floor(place), stops.length - 2);
  const [from, to] = [channels(stops[left]), channels(stops[left + 1])];
  const mixed = from.map((channel, c) => Math.round(channel + (place - left) * (to[c] - channel)));
  return `#${mixed.map(channel => channel.toString(16).padStart(2, '0')).join('')}`;
}

const channels = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
