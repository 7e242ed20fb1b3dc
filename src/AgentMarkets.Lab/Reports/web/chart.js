// One figure as a live chart.
import { CustomChart, LineChart, ParallelChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomComponent, GraphicComponent, GridComponent, LegendComponent, ParallelComponent, ToolboxComponent,
  TooltipComponent,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { optionOf } from './option.js';
import { coloursOf, strokeOf } from './palette.js';
import { check, rangeOf } from './ranges.js';
import { scaleOf } from './scale.js';

echarts.use([
  LineChart, ScatterChart, CustomChart, ParallelChart, GridComponent, ParallelComponent, GraphicComponent,
  TooltipComponent, LegendComponent, ToolboxComponent, DataZoomComponent, SVGRenderer, CanvasRenderer,
]);

// Above this many points a page of SVG elements becomes slow to scroll, and a canvas takes over.
const svgPointsMax = 5000;

export class Chart {
  #figure;
  #place;
  #chart;
  #colours;
  #hidden;
  #selected = new Map();

  onColours = () => {};
  onZoom = () => {};

  constructor(figure, place) {
    check(figure);
    this.#figure = figure;
    this.#place = place;
    // Of slices of one map, one is seen at a time.
    this.#hidden = new Set(figure.colour ? figure.series.slice(1).map(series => series.name) : []);
    const points = figure.series.reduce((sum, series) => sum + series.x.length, 0);
    this.#chart = echarts.init(place, null, { renderer: points > svgPointsMax ? 'canvas' : 'svg' });
    try {
      this.recolour();
    } catch (error) {
      this.#chart.dispose();
      throw error;
    }
    if (rangeOf(figure).empty) place.dataset.empty = 'Nothing to show: no finite number was recorded.';
    this.#listen();
  }

  /** Draws anew in the colours that the style sheet has now. */
  recolour() {
    this.#colours = coloursOf(this.#place);
    this.#chart.setOption(optionOf(this.#figure, this.#colours, { hidden: this.#hidden }), { notMerge: true });
    this.#fit();
    this.#armZoom();
    // Painting is otherwise put off to the next frame, where an error would be nobody's.
    this.#chart.getZr().flush();
    this.onColours();
  }

  /** What colours mean, where they stand for numbers. */
  get scale() {
    return scaleOf(this.#figure, this.#colours);
  }

  strokeOf = index => strokeOf(this.#figure, index, this.#colours);

  isShown = name => !this.#hidden.has(name);

  /** Shows or hides a series with its band; returns whether it is shown now. */
  toggle(name) {
    if (this.#figure.colour) return this.#choose(name);
    const shown = this.#hidden.delete(name);
    if (!shown) this.#hidden.add(name);
    this.#chart.dispatchAction({ type: shown ? 'legendSelect' : 'legendUnSelect', name });
    return shown;
  }

  #choose(name) {
    for (const series of this.#figure.series) {
      const shown = series.name === name;
      if (shown) this.#hidden.delete(series.name);
      else this.#hidden.add(series.name);
      this.#chart.dispatchAction({ type: shown ? 'legendSelect' : 'legendUnSelect', name: series.name });
    }
    this.onColours();
    return true;
  }

  resetZoom() {
    if (this.#figure.parallels) {
      [...this.#selected.keys()].forEach(parallelAxisId =>
        this.#chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId, intervals: [] }));
      return;
    }
    this.#chart.getOption().dataZoom.forEach((_, dataZoomIndex) =>
      this.#chart.dispatchAction({ type: 'dataZoom', dataZoomIndex, start: 0, end: 100 }));
  }

  /** The chart on white, with its legend inside, for a paper. */
  toSvg() {
    const paper = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 440 });
    const colours = coloursOf(document.getElementById('paper'));
    paper.setOption(optionOf(this.#figure, colours, { hidden: this.#hidden, onPaper: true }));
    const text = paper.renderToSVGString();
    paper.dispose();
    return text;
  }

  #listen() {
    new ResizeObserver(() => this.#fit()).observe(this.#place);
    if (this.#figure.parallels) {
      this.#chart.on('axisareaselected', ({ parallelAxisId, intervals }) => {
        this.#selected.set(parallelAxisId, intervals.length);
        this.onZoom([...this.#selected.values()].some(count => count > 0));
      });
      return;
    }
    if (this.#figure.colour) return;
    this.#chart.on('datazoom', () => this.onZoom(
      this.#chart.getOption().dataZoom.some(zoom => zoom.start > 0 || zoom.end < 100)));
    this.#chart.getZr().on('dblclick', () => this.resetZoom());
  }

  #fit() {
    // Fitting draws everything once more, also where nothing has changed.
    const { clientWidth, clientHeight } = this.#place;
    if (this.#chart.getWidth() === clientWidth && this.#chart.getHeight() === clientHeight) return;
    this.#chart.resize();
  }

  #armZoom() {
    // With a mouse, dragging selects what to enlarge; under a finger dragging must keep scrolling the page.
    if (this.#figure.parallels || this.#figure.colour || !matchMedia('(pointer: fine)').matches) return;
    this.#chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true });
  }
}
