/**
 * The small drawn signs of the dashboard: one shape for each severity, the diamond of the recommended
 * checkpoint, and sparklines. Shape and colour always together.
 */
import { css, html, nothing, svg, unsafeCSS } from 'lit';

import { HUES } from './tokens.js';

/** @import { TemplateResult } from 'lit' */
/** @import { Note, Severity } from '../api/types.js' */

const shapes = {
  info: svg`<circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5" />`,
  notice: svg`<circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5" />
    <path d="M6 6 V1.75 A4.25 4.25 0 0 1 10.25 6 Z" fill="currentColor" />`,
  warning: svg`<path d="M6 1 L11.5 11 H0.5 Z" fill="currentColor" />`,
  critical: svg`<rect x="1.5" y="1.5" width="9" height="9" fill="currentColor" />`,
};

/**
 * The sign of a severity with its name for those who do not see it.
 * @param {Severity} severity
 * @param {string} label
 */
export function severityMark(severity, label) {
  return html`<svg
    class="severity ${severity}"
    viewBox="0 0 12 12"
    width="12"
    height="12"
    role="img"
    aria-label=${label}
  >
    ${shapes[severity]}
  </svg>`;
}

/** The severity that a note's grade is drawn as. @param {Note['severity']} grade @returns {Severity} */
export function severityOfGrade(grade) {
  return grade === 'data_loss' ? 'warning' : grade;
}

/** The recommended checkpoint. */
export function diamond() {
  return html`<svg class="diamond" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    <path d="M6 0.5 L11.5 6 L6 11.5 L0.5 6 Z" fill="currentColor" />
  </svg>`;
}

/**
 * A line through at most a few dozen values, scaled to its box, which may be stretched; nothing where
 * there are too few.
 * @param {readonly number[]} values
 * @param {number} width
 * @param {number} height
 * @param {{ readonly from: number, readonly to: number }} [shares] of the width that the values take
 * @returns {TemplateResult | typeof nothing}
 */
export function sparkline(values, width, height, { from, to } = { from: 0, to: 1 }) {
  const single = singles(values);
  if (single.length < 2) return nothing;
  const least = Math.min(...single);
  const range = Math.max(...single) - least || 1;
  const points = single.map((value, index) => {
    const x = 1 + (from + (index / (single.length - 1)) * (to - from)) * (width - 2);
    const y = height - 2 - ((value - least) / range) * (height - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return html`<svg
    class="sparkline"
    viewBox="0 0 ${width} ${height}"
    width=${width}
    height=${height}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <polyline
      points=${points.join(' ')}
      fill="none"
      stroke="currentColor"
      stroke-width="1.25"
      vector-effect="non-scaling-stroke"
    />
  </svg>`;
}

/**
 * Values that alternate the least and the greatest of each stretch, as one value for each where the
 * two are the same throughout: a short curve would look like stairs.
 * @param {readonly number[]} values
 */
function singles(values) {
  const isPaired = values.every((value, index) => value === values[index - (index % 2)]);
  return isPaired ? values.filter((_, index) => index % 2 === 0) : values;
}

export const markStyles = css`
  .severity {
    flex: none;
    vertical-align: -1px;
  }
  .severity.info {
    color: var(--cs-info);
  }
  .severity.notice {
    color: var(--cs-notice);
  }
  .severity.warning {
    color: var(--cs-warning);
  }
  .severity.critical {
    color: var(--cs-critical);
  }
  .diamond {
    flex: none;
    color: var(--cs-accent);
    vertical-align: -1px;
  }
  .sparkline {
    display: block;
    color: var(--cs-series-1);
  }
`;

/** A class for each colour that a run can have. */
export const hueStyles = unsafeCSS(
  HUES.map((hue) => `.hue-${hue} { color: var(--cs-series-${hue}); }`).join(' '),
);
