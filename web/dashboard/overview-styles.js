/** How the table of all runs looks. Its rows have one height, so that those out of view need not exist. */
import { css, unsafeCSS } from 'lit';

/** In CSS pixels. */
export const ROW_HEIGHT = 40;

export const overviewStyles = css`
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  header,
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    padding: 12px 16px 0;
  }
  .filters {
    padding: 8px 16px 12px;
  }
  .space {
    flex: 1;
  }
  .filters input {
    flex: 1 1 180px;
    min-width: 0;
    max-width: 320px;
  }
  .severities {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .chip[aria-pressed='true'] {
    border-color: var(--cs-accent);
    background: var(--cs-accent-soft);
  }
  .values {
    display: flex;
    gap: 8px;
    align-items: center;
    min-width: 0;
    margin-inline-start: auto;
  }
  .values select {
    min-width: 0;
    max-width: 30ch;
  }
  .scroll {
    max-height: max(320px, calc(100vh - 240px));
    overflow: auto;
    border-top: 1px solid var(--cs-line);
    scrollbar-width: thin;
    scrollbar-color: var(--cs-edge) transparent;
  }
  table {
    width: 100%;
    min-width: 1040px;
    border-spacing: 0;
    border-collapse: separate;
    table-layout: fixed;
  }
  th,
  td {
    height: ${unsafeCSS(ROW_HEIGHT)}px;
    padding: 0 12px;
    overflow: hidden;
    border-bottom: 1px solid var(--cs-line);
    background: var(--cs-panel);
    font-weight: 400;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  tr.room td {
    height: auto;
    padding: 0;
    border: 0;
  }
  thead th {
    position: sticky;
    z-index: 2;
    top: 0;
    padding: 0;
    border-bottom-color: var(--cs-edge);
    color: var(--cs-quiet);
    font-size: var(--cs-label);
  }
  thead th > span {
    padding: 0 12px;
  }
  thead button {
    min-height: 35px;
  }
  .box {
    position: sticky;
    z-index: 1;
    left: 0;
    width: 40px;
    padding: 0 4px 0 16px;
  }
  th.name {
    position: sticky;
    z-index: 1;
    left: 40px;
    width: 18%;
  }
  thead :is(th.box, th.name) {
    z-index: 3;
  }
  tbody th.name {
    padding: 0 4px 0 8px;
  }
  input[type='checkbox'] {
    width: 16px;
    height: 16px;
    margin: 0;
    vertical-align: middle;
  }
  th.best,
  th.last {
    width: 92px;
  }
  th.steps {
    width: 88px;
  }
  th.duration {
    width: 120px;
  }
  th.metric {
    width: 11%;
  }
  th.curve {
    width: 116px;
  }
  .number {
    text-align: end;
  }
  .swatch {
    display: inline-block;
    width: 10px;
    height: 10px;
    border-radius: 2px;
    background: currentColor;
  }
  button.open {
    max-width: calc(100% - 52px);
    padding: 0 6px;
    color: var(--cs-ink);
    font-weight: 600;
    text-align: start;
    vertical-align: middle;
  }
  button.open span,
  .verdict .words {
    display: -webkit-box;
    overflow: hidden;
    line-height: 16px;
    white-space: normal;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .verdict > div {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 8px;
    align-items: center;
  }
  button.open:hover {
    color: var(--cs-accent);
  }
  button.edit {
    min-height: 24px;
    padding: 0 6px;
    opacity: 0;
    vertical-align: middle;
  }
  tr:hover .edit,
  .edit:focus-visible,
  tr.active:focus-within .edit {
    opacity: 1;
  }
  @media (hover: none) {
    .edit {
      opacity: 1;
    }
  }
  tr:hover > *,
  tbody tr:focus-within > * {
    background: var(--cs-raised);
  }
  tr.marked > * {
    background: var(--cs-accent-soft);
  }
  .leading {
    font-weight: 600;
  }
  .leading span {
    color: var(--cs-accent);
    font-size: 10px;
  }
  .curve .sparkline {
    display: inline-block;
    color: inherit;
    vertical-align: middle;
  }
  .none {
    padding: 24px 16px;
  }
  /* A table as wide as the sheet, of which every row is there. */
  @media print {
    section {
      break-inside: auto;
    }
    header {
      padding-bottom: 8px;
    }
    .scroll {
      max-height: none;
      overflow: visible;
    }
    table {
      min-width: 0;
      font-size: 9px;
    }
    th,
    td {
      height: 28px;
      padding: 0 4px;
    }
    thead th,
    .box,
    th.name {
      position: static;
    }
    .box,
    .edit {
      display: none;
    }
    thead button {
      padding: 0 4px;
    }
    th:is(.best, .last, .steps) {
      width: 8%;
    }
    th.duration {
      width: 11%;
    }
    th.curve {
      width: 96px;
    }
    button.open {
      min-height: 0;
      padding: 0 4px;
      font-size: 9px;
    }
    button.open span,
    .verdict .words {
      line-height: 12px;
    }
    tr {
      break-inside: avoid;
    }
  }
  @media (max-width: 720px) {
    header,
    .filters {
      padding-inline: 12px;
    }
    .values {
      margin: 0;
    }
    table {
      min-width: 1000px;
    }
    .box {
      padding-inline-start: 12px;
    }
    th.name {
      width: 168px;
    }
  }
`;
