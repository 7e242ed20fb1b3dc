// Heat maps: cells around their places, coloured by what they hold, with the number in them where it fits.
import { numberText } from './numbers.js';
import { inkOn, scaleOf } from './scale.js';

const textHeight = 16;
const letterWidth = 7;

export function cellsOf(figure, series, base, colours) {
  const scale = scaleOf(figure, colours);
  return {
    ...base,
    type: 'custom',
    clip: true,
    z: 3,
    encode: { x: 0, y: 1 },
    data: series.x.map((x, k) => [x, series.y[k], series.z[k]]),
    renderItem: (params, api) => {
      const value = series.z[params.dataIndex];
      if (value === null || (figure.colour.log && value <= 0)) return undefined;
      const [x, y] = [api.value(0), api.value(1)];
      const [left, top] = api.coord([x - 0.5, y + 0.5]);
      const [right, bottom] = api.coord([x + 0.5, y - 0.5]);
      // A hair between neighbours, so that equal ones can be told apart.
      const shape = { x: left + 0.5, y: top + 0.5, width: right - left - 1, height: bottom - top - 1 };
      const fill = scale.colourOf(value);
      const text = numberText(value, 3);
      const fits = shape.width > text.length * letterWidth && shape.height > textHeight;
      return {
        type: 'rect',
        shape,
        style: { fill },
        emphasis: { style: { stroke: colours.ink, lineWidth: 2 } },
        textContent: { style: { text: fits ? text : '', fill: inkOn(fill), fontSize: 11.5, fontFamily: colours.font } },
        textConfig: { position: 'inside' },
      };
    },
  };
}
