// How numbers read in axes and tooltips: four significant digits, a true minus sign, and powers of ten where those
// are shorter.

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export function numberText(value, digits = 4) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
    const power = `10${superscript(Number(exponent))}`;
    const factor = Number(mantissa);
    if (factor === 1) return power;
    return factor === -1 ? `−${power}` : `${signed(String(factor))} × ${power}`;
  }
  const rounded = size >= 1000 ? Math.round(value * 10) / 10 : Number(value.toPrecision(digits));
  const [whole, fraction] = String(Math.abs(rounded)).split('.');
  // Thin spaces group digits as in ISO 80000; a comma would read as a decimal sign to half of the world.
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u2009') : whole;
  return (rounded < 0 ? '−' : '') + grouped + (fraction ? `.${fraction}` : '');
}

/** A place on an axis: a number, or the name that stands at 1, 2, ... and nothing between two names. */
export const placeText = (axis, value) => (axis.names ? axis.names[value - 1] ?? '' : numberText(value));

/** Ticks of a logarithmic axis: all as powers of ten once one of them has to be. */
export function powerText(value, range) {
  const exponent = Math.log10(value);
  const plain = !range || (range.low >= 1e-3 && range.high <= 1e5) || exponent === 0 || !Number.isInteger(exponent);
  return plain ? numberText(value) : `10${superscript(exponent)}`;
}

const signed = text => text.replace('-', '−');

const superscript = exponent =>
  (exponent < 0 ? '⁻' : '') + [...String(Math.abs(exponent))].map(digit => superscripts[Number(digit)]).join('');
