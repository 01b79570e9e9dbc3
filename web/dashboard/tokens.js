/**
 * Sizes and colours of the dashboard, light and dark from one set of custom properties. The colours
 * also exist as data, so that a test can check their contrast.
 */
import { css, unsafeCSS } from 'lit';

/**
 * Each colour as [light, dark]. Series hues follow Okabe and Ito, moved until each stands out at least
 * 3 to 1 from the panel it is drawn on, and any two of them are told apart by those who see fewer colours.
 * @type {Readonly<Record<string, readonly [string, string]>>}
 */
export const palette = {
  page: ['#f7f7f5', '#141619'],
  panel: ['#ffffff', '#1b1e22'],
  raised: ['#eeeeeb', '#262a30'],
  line: ['#dfdfda', '#30353b'],
  edge: ['#85888e', '#737a84'],
  ink: ['#1b1d21', '#e8eaed'],
  quiet: ['#565a62', '#a6acb5'],
  accent: ['#0a5fb8', '#7cb8ff'],
  'accent-ink': ['#ffffff', '#0d1f33'],
  'accent-soft': ['#e8f1fb', '#1c2e45'],
  info: ['#565a62', '#a6acb5'],
  notice: ['#0a5fb8', '#7cb8ff'],
  warning: ['#a34a00', '#f2a35e'],
  critical: ['#b3261e', '#ff8a80'],
  'series-1': ['#0072b2', '#56b4e9'],
  'series-2': ['#c24c00', '#f08a4b'],
  'series-3': ['#166253', '#0f8a52'],
  'series-4': ['#7b067f', '#a95fbf'],
  'series-5': ['#c38500', '#ffc500'],
  'series-6': ['#1198b8', '#a1edff'],
  'series-7': ['#484305', '#ffffa2'],
  'series-8': ['#25222b', '#8b8a95'],
};

/** Numbers of the colours that runs and curves can have. */
export const HUES = [1, 2, 3, 4, 5, 6, 7, 8];

/** Dash patterns of the eight series, so that colour never speaks alone. */
export const dashes = [[], [], [6, 3], [2, 3], [8, 3, 2, 3], [4, 2], [1, 3], [10, 4]];

/** @param {0 | 1} theme 0 light, 1 dark */
function declarations(theme) {
  const lines = Object.entries(palette).map(([name, pair]) => `--cs-${name}: ${pair[theme]};`);
  return unsafeCSS(`${lines.join(' ')} color-scheme: ${theme === 0 ? 'light' : 'dark'};`);
}

/** The custom properties, for the outermost element; everything inside inherits them. */
export const tokens = css`
  :host {
    ${declarations(0)}
    --cs-font:
      system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', sans-serif;
    --cs-mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', Menlo, monospace;
    --cs-body: 13px;
    --cs-headline: 20px;
    --cs-label: 11px;
    --cs-radius: 4px;
    --cs-motion: 120ms;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${declarations(1)}
    }
  }
  :host([theme='dark']) {
    ${declarations(1)}
  }
  /* The person's own colours: the system's names in place of ours. Curves keep their hues and dashes. */
  @media (forced-colors: active) {
    :host {
      --cs-page: Canvas;
      --cs-panel: Canvas;
      --cs-raised: Canvas;
      --cs-line: GrayText;
      --cs-edge: CanvasText;
      --cs-ink: CanvasText;
      --cs-quiet: CanvasText;
      --cs-accent: Highlight;
      --cs-accent-ink: HighlightText;
      --cs-accent-soft: Canvas;
      --cs-info: CanvasText;
      --cs-notice: CanvasText;
      --cs-warning: CanvasText;
      --cs-critical: CanvasText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --cs-motion: 0ms;
    }
  }
`;

/** What every component shares: text, buttons, focus, headings, and words for screen readers only. */
export const common = css`
  :host {
    display: block;
    box-sizing: border-box;
    color: var(--cs-ink);
    font: var(--cs-body) / 20px var(--cs-font);
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h2 {
    font-size: var(--cs-body);
    font-weight: 600;
    line-height: 20px;
  }
  h3 {
    font-size: var(--cs-body);
    font-weight: 600;
  }
  button,
  select,
  input:is([type='text'], [type='search'], [type='number']) {
    min-height: 28px;
    padding: 3px 10px;
    border: 1px solid var(--cs-edge);
    border-radius: var(--cs-radius);
    background: var(--cs-panel);
    color: var(--cs-ink);
    font: inherit;
    line-height: 20px;
    cursor: pointer;
    transition: background-color var(--cs-motion);
  }
  input:is([type='text'], [type='search'], [type='number']) {
    cursor: text;
  }
  select {
    padding: 3px 6px;
  }
  button:hover,
  select:hover {
    background: var(--cs-raised);
  }
  button.primary {
    border-color: var(--cs-accent);
    background: var(--cs-accent);
    color: var(--cs-accent-ink);
    font-weight: 600;
  }
  button.primary:hover {
    border-color: var(--cs-ink);
  }
  button.plain {
    border-color: transparent;
    background: none;
    color: var(--cs-accent);
  }
  button.plain:hover {
    background: var(--cs-raised);
  }
  :is(button, select):disabled:disabled {
    border-color: var(--cs-line);
    background: var(--cs-raised);
    color: var(--cs-quiet);
    cursor: default;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--cs-accent);
    outline-offset: 1px;
  }
  .quiet {
    color: var(--cs-quiet);
  }
  .label {
    color: var(--cs-quiet);
    font-size: var(--cs-label);
    line-height: 16px;
  }
  .panel {
    border: 1px solid var(--cs-line);
    border-radius: var(--cs-radius);
    background: var(--cs-panel);
  }
  .mono {
    font-family: var(--cs-mono);
    font-size: 12px;
  }
  /* What is there to be pressed has no use on paper. */
  @media print {
    .control {
      display: none !important;
    }
    select {
      border: 0;
      appearance: none;
    }
    .panel {
      break-inside: avoid;
    }
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
