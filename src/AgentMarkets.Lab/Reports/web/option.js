// From a figure to what ECharts wants to hear.
import { cellsOf } from './cells.js';
import { placeText, powerText } from './numbers.js';
import { parallelOf } from './parallel.js';
import { strokeOf } from './palette.js';
import { rangeOf } from './ranges.js';
import { barOnPaper, scaleOf } from './scale.js';
import { bandOf, barsOf, slotOf } from './shapes.js';
import { tooltipOf } from './tooltip.js';

// As the page's own legend shows them.
const icons = {
  line: 'path://M0,0h26v2.4h-26z',
  reference: 'path://M0,0h7v2h-7zM10,0h6v2h-6zM19,0h7v2h-7z',
  points: 'circle',
  bars: 'path://M0,0h16v10h-16z',
};

export function optionOf(figure, colours, { hidden, onPaper = false }) {
  if (figure.parallels) return parallelOf(figure, colours, onPaper);
  const range = rangeOf(figure);
  const scale = figure.colour && onPaper ? scaleOf(figure, colours) : null;
  const selected = Object.fromEntries([...hidden].map(name => [name, false]));
  return {
    animation: false,
    backgroundColor: onPaper ? colours.surface : 'transparent',
    textStyle: { fontFamily: colours.font, fontSize: 12, color: colours.ink },
    title: { show: false },
    // The page has its own legend; this one keeps what is shown, and is drawn where there is no page.
    legend: {
      show: onPaper && !figure.colour, top: 8, left: 12,
      itemWidth: 26, itemHeight: 10, selected, inactiveColor: colours.rule,
      textStyle: { color: colours.ink, fontFamily: colours.font },
      data: figure.series.map(({ name, kind }) => ({ name, icon: icons[kind] })),
    },
    // The bounds hold the axes' names and labels too.
    grid: { left: 4, right: 8, top: onPaper ? 44 : 8, bottom: onPaper ? 10 : 2, outerBoundsMode: 'same' },
    xAxis: xAxisOf(figure, range, colours),
    yAxis: yAxisOf(figure, range, colours),
    tooltip: tooltipOf(figure, colours, hidden),
    ...(figure.colour ? {} : zoomsOf()),
    graphic: scale ? barOnPaper(scale, colours) : [],
    series: figure.series.flatMap((series, index) => seriesOf(figure, series, index, colours)),
  };
}

/** Cells are pointed at and not enlarged. */
const zoomsOf = () => ({
  toolbox: { itemSize: 0, showTitle: false, top: -40, feature: { dataZoom: { filterMode: 'none' } } },
  dataZoom: [zoomOf('xAxisIndex'), zoomOf('yAxisIndex')],
});

function axisOf(axis, range, colours) {
  // Places with names have a tick each, and nothing stands between them.
  const places = axis.categories ? { customValues: axis.categories.map((_, place) => place) } : {};
  return {
    type: axis.log ? 'log' : 'value',
    name: axis.label,
    nameTextStyle: { color: colours.muted, fontSize: 12 },
    axisLine: { lineStyle: { color: colours.rule } },
    axisTick: { lineStyle: { color: colours.rule }, ...places },
    axisLabel: {
      color: colours.muted, fontSize: 11.5, hideOverlap: true,
      formatter: value => (axis.log ? powerText(value, range) : placeText(axis, value)),
      ...places, ...(axis.categories ? { width: 90, overflow: 'truncate' } : {}),
    },
    splitLine: { lineStyle: { color: colours.grid } },
  };
}

function xAxisOf(figure, range, colours) {
  const base = axisOf(figure.x, range.x, colours);
  return {
    ...base,
    nameLocation: 'middle',
    nameGap: 26,
    scale: true,
    ...endsOf(figure, range.x),
    axisLine: { ...base.axisLine, onZero: false },
    splitLine: { show: false },
  };
}

/** Lines run from edge to edge, bars end where the outermost do, points keep the room that rounded ends give them. */
function endsOf(figure, range) {
  if (figure.colour) return cellEndsOf(figure.x);
  if (!range || range.low === range.high || figure.series.some(series => series.kind === 'points')) return {};
  const half = figure.x.log ? 0 : slotOf(figure) / 2;
  const bars = figure.series.filter(series => series.kind === 'bars').flatMap(series => series.x);
  const low = bars.reduce((least, x) => Math.min(least, x - half), range.low);
  const high = bars.reduce((most, x) => Math.max(most, x + half), range.high);
  // What rounding leaves of a zero would become a label of its own.
  const grain = (high - low) * 1e-9;
  return figure.x.log ? { min: low, max: high } : { min: rounded(low, grain), max: rounded(high, grain) };
}

const cellEndsOf = axis => ({ min: -0.5, max: axis.categories.length - 0.5 });

const rounded = (value, grain) => (Math.abs(value) < grain ? 0 : value);

function yAxisOf(figure, range, colours) {
  return {
    ...axisOf(figure.y, range.y, colours),
    ...(figure.colour ? { ...cellEndsOf(figure.y), splitLine: { show: false } } : {}),
    // Upright above the axis, where it is read first and never turned.
    nameLocation: 'end',
    nameGap: 12,
    nameTextStyle: { color: colours.muted, fontSize: 12, align: 'left' },
    scale: !figure.series.some(series => series.kind === 'bars'),
    // Zero is no place for an axis where places are counted from it.
    axisLine: { show: false, onZero: !figure.colour },
    axisTick: { show: false },
  };
}

function zoomOf(axis) {
  const withMouse = matchMedia('(pointer: fine)').matches;
  return {
    type: 'inside',
    [axis]: 0,
    filterMode: 'none',
    // The wheel scrolls the page unless Ctrl is held; two fingers zoom, one scrolls.
    zoomOnMouseWheel: withMouse ? 'ctrl' : true,
    moveOnMouseMove: false,
    moveOnMouseWheel: false,
    preventDefaultMouseMove: false,
  };
}

function seriesOf(figure, series, index, colours) {
  const stroke = strokeOf(figure, index, colours);
  const base = { id: `series-${index}`, name: series.name, color: stroke.colour, data: pointsOf(figure, series) };
  if (series.kind === 'points') {
    // All at once: drawing in portions goes on after the page has said that it is done.
    const crowded = series.x.length > 2000;
    const look = { symbolSize: crowded ? 3 : 6, itemStyle: { opacity: crowded ? 0.4 : 0.65 } };
    return [{ ...base, type: 'scatter', progressive: 0, ...look, z: 3 }];
  }
  if (series.kind === 'bars') return [barsOf(figure, series, base)];
  if (series.kind === 'cells') return [cellsOf(figure, series, base, colours)];
  const isReference = series.kind === 'reference';
  const line = {
    ...base,
    type: 'line',
    ...symbolsOf(base.data),
    lineStyle: { color: stroke.colour, width: isReference ? 1.7 : 2.2, type: stroke.dash, cap: 'butt', join: 'round' },
    emphasis: { disabled: true },
    // References lie on top: thin and dashed, they leave what is under them visible.
    z: isReference ? 5 : 4,
  };
  return series.low && series.high ? [bandOf(figure, series, base, stroke.colour), line] : [line];
}

function pointsOf(figure, { x, y }) {
  const place = (value, axis) => (value === null || (axis.log && value <= 0) ? null : value);
  return x.map((value, k) => [place(value, figure.x), place(y[k], figure.y)]);
}

/** A number with a gap on either side has no line through it and would vanish; it is drawn as a dot. */
function symbolsOf(data) {
  const missing = k => k < 0 || k >= data.length || data[k][1] === null;
  const lonely = data.map((_, k) => !missing(k) && missing(k - 1) && missing(k + 1));
  return lonely.includes(true)
    ? {
      symbol: 'circle', showSymbol: true, showAllSymbol: true,
      symbolSize: (_, { dataIndex }) => (lonely[dataIndex] ? 6 : 0),
    }
    : { symbol: 'circle', showSymbol: false, symbolSize: 6 };
}
