// Draws the figures of a report from the data that the page carries, and gives each its legend and downloads.
import { Chart } from './chart.js';
import { csvOf, download } from './download.js';
import { legendOf } from './legend.js';

const root = document.documentElement;
const charts = [];
let failed = 0;

for (const figure of JSON.parse(document.getElementById('figures').textContent)) {
  const frame = document.getElementById(figure.id);
  // One figure that cannot be drawn says so in its place; the others are drawn all the same.
  try {
    charts.push(draw(figure, frame));
  } catch (error) {
    failed++;
    console.warn(`${figure.id}: ${error.message}`);
    const place = frame.querySelector('.chart');
    place.classList.add('undrawn');
    place.textContent = `This chart could not be drawn (${error.message}). Its numbers are below.`;
  }
}

root.dataset.charts = charts.length;
root.dataset.chartsFailed = failed;

function draw(figure, frame) {
  addDownload(frame, figure, 'CSV', 'csv', () => csvOf(figure), 'text/csv');
  const chart = new Chart(figure, frame.querySelector('.chart'));
  const legend = frame.querySelector('.legend');
  chart.onColours = () => legend.replaceChildren(...legendOf(figure, chart));
  chart.onColours();
  addDownload(frame, figure, 'SVG', 'svg', () => chart.toSvg(), 'image/svg+xml');
  const reset = button(figure.parallels ? 'Reset selection' : 'Reset zoom', () => chart.resetZoom());
  reset.hidden = true;
  chart.onZoom = zoomed => (reset.hidden = !zoomed);
  frame.querySelector('.tools').prepend(reset);
  return chart;
}

function addDownload(frame, figure, label, extension, textOf, type) {
  const link = button(label, () => download(`${figure.name}.${extension}`, textOf(), type));
  link.title = `Download this figure as ${label}`;
  frame.querySelector('.tools').append(link);
}

function button(label, action) {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = label;
  element.addEventListener('click', action);
  return element;
}

// Colours come from the style sheet, which knows the reader's scheme; charts have to be told when it changes.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(chart => chart.recolour()));
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));

function print(printing) {
  // Paper is white: the style sheet falls back to its light colours under this mark, before charts ask for them.
  root.toggleAttribute('data-printing', printing);
  document.querySelectorAll('details.settings').forEach(details => (details.open = printing || details.open));
  charts.forEach(chart => chart.recolour());
}
