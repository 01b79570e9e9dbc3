/** What tables share: the panel they stand in, titles that sort, and all of a plain one. */
import { css } from 'lit';

export const panelStyles = css`
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 12px 0 0;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
    min-height: 28px;
    padding: 0 16px;
  }
`;

export const sortingStyles = css`
  thead button {
    width: 100%;
    min-height: 27px;
    padding: 0 12px;
    border: 0;
    border-radius: 0;
    background: none;
    color: inherit;
    font-size: var(--cs-label);
    text-align: inherit;
    white-space: nowrap;
  }
  thead button:hover {
    color: var(--cs-ink);
  }
  thead button:focus-visible {
    outline-offset: -2px;
  }
`;

/** On a phone what stands beside each other goes below each other, with its title where it needs one. */
export const stackedStyles = css`
  @media (max-width: 720px) {
    table,
    tbody {
      display: block;
    }
    thead {
      display: none;
    }
    tbody tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 4px 12px;
      align-items: center;
      padding: 4px 16px;
      border-top: 1px solid var(--cs-line);
    }
    tbody tr > :nth-child(n) {
      position: static;
      height: auto;
      max-width: none;
      padding: 0;
      border: 0;
    }
    td[data-title] {
      display: flex;
      grid-column: 1 / -1;
      align-items: center;
      justify-content: space-between;
    }
    td[data-title]::before {
      color: var(--cs-quiet);
      content: attr(data-title);
      font-size: var(--cs-label);
    }
  }
`;

export const tableStyles = css`
  ${panelStyles}
  .scroll {
    max-height: 480px;
    overflow: auto;
    border-radius: 0 0 var(--cs-radius) var(--cs-radius);
    scrollbar-width: thin;
    scrollbar-color: var(--cs-edge) transparent;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  table {
    min-width: 100%;
    border-spacing: 0;
    border-collapse: separate;
  }
  th,
  td {
    height: 32px;
    padding: 0 12px;
    border-top: 1px solid var(--cs-line);
    background: var(--cs-panel);
    font-weight: 400;
    text-align: start;
    white-space: nowrap;
  }
  thead th {
    position: sticky;
    z-index: 1;
    top: 0;
    border-bottom: 1px solid var(--cs-edge);
    color: var(--cs-quiet);
    font-size: var(--cs-label);
  }
  tbody tr:first-child > * {
    border-top: 0;
  }
  tr > :first-child {
    position: sticky;
    left: 0;
    padding-inline-start: 16px;
  }
  thead th:first-child {
    z-index: 2;
  }
  tbody th {
    max-width: 36ch;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
  }
  .number {
    text-align: end;
  }
  .swatch {
    display: inline-block;
    flex: none;
    width: 10px;
    height: 10px;
    border-radius: 2px;
    background: currentColor;
  }
  .none {
    padding: 0 16px 12px;
  }
  @media (max-width: 720px) {
    tbody th {
      max-width: 18ch;
    }
  }
  @media print {
    section {
      break-inside: auto;
    }
    .scroll {
      max-height: none;
      overflow: visible;
    }
    table {
      font-size: 9px;
    }
    th,
    td {
      height: auto;
      padding: 2px 6px;
      white-space: normal;
    }
  }
`;
