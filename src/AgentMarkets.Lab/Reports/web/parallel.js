// Parallel coordinates (Inselberg 1985): an axis for each setting and metric, a line for each combination. Dragging
// along an axis keeps the lines that cross it there.
import { numberText, placeText, powerText } from './numbers.js';
import { barOnPaper, scaleOf } from './scale.js';
import { looksOfTooltip, readingOf } from './tooltip.js';

export function parallelOf(figure, colours, onPaper) {
  const scale = scaleOf(figure, colours);
  return {
    animation: false,
    backgroundColor: onPaper ? colours.surface : 'transparent',
    textStyle: { fontFamily: colours.font, fontSize: 12, color: colours.ink },
    parallel: { left: 50, right: 70, top: onPaper ? 84 : 56, bottom: 16 },
    parallelAxis: figure.parallels.map((axis, dim) => axisOf(figure, axis, dim, colours)),
    tooltip: {
      ...looksOfTooltip(colours),
      trigger: 'item',
      formatter: ({ dataIndex, color }) => readingOf(
        figure.parallels.map((axis, dim) => [axis.label, placeText(axis, figure.series[dataIndex].y[dim])]), color),
    },
    graphic: onPaper && scale ? barOnPaper(scale, colours) : [],
    series: [{
      id: 'paths',
      type: 'parallel',
      smooth: false,
      inactiveOpacity: 0.06,
      activeOpacity: 0.85,
      lineStyle: { width: 1.8, opacity: 0.7 },
      emphasis: { focus: 'self', lineStyle: { width: 4, opacity: 1 } },
      blur: { lineStyle: { opacity: 0.12 } },
      // All at once: drawing in portions goes on after the page has said that it is done.
      progressive: 0,
      data: figure.series.map(series => pathOf(figure, series, scale, colours)),
    }],
  };
}

function pathOf(figure, series, scale, colours) {
  const last = series.y.at(-1);
  const drawable = (value, dim) => value !== null && !(figure.parallels[dim].log && value <= 0);
  const known = scale !== null && drawable(last, series.y.length - 1);
  return {
    name: series.name,
    // A category is addressed by its name, and what is missing by a dash.
    value: series.y.map((value, dim) => (drawable(value, dim) ? value : '-')),
    lineStyle: { color: known ? scale.colourOf(last) : colours.muted },
  };
}

function axisOf(figure, axis, dim, colours) {
  const values = figure.series.map(series => series.y[dim]).filter(value => value !== null);
  const range = { low: Math.min(...values), high: Math.max(...values) };
  const kind = axis.categories
    ? { type: 'category', data: axis.categories, boundaryGap: false }
    : { type: axis.log ? 'log' : 'value', scale: true };
  return {
    dim,
    ...kind,
    name: axis.label,
    // Long names of neighbours stand on two levels.
    nameGap: dim % 2 === 0 ? 12 : 30,
    nameTextStyle: { color: colours.ink, fontSize: 12 },
    axisLine: { lineStyle: { color: colours.rule, width: 1.5 } },
    axisTick: { lineStyle: { color: colours.rule } },
    axisLabel: {
      color: colours.muted, fontSize: 11, hideOverlap: true,
      // Readable also where lines run through it.
      textBorderColor: colours.surface, textBorderWidth: 3,
      formatter: value => (axis.categories ? value : axis.log ? powerText(value, range) : numberText(value)),
      ...(axis.categories ? { width: 80, overflow: 'truncate' } : {}),
    },
    areaSelectStyle: { width: 22, borderWidth: 1, borderColor: colours.muted, color: colours.muted, opacity: 0.25 },
  };
}
