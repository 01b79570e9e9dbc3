/** How the parts of the dashboard stand on the page. */
import { css } from 'lit';

export const scopeStyles = css`
  :host {
    position: relative;
    min-height: 100%;
    background: var(--cs-page);
    accent-color: var(--cs-accent);
  }
  .runs {
    display: grid;
    grid-template-columns: 264px minmax(0, 1fr);
    align-items: start;
    max-width: 2640px;
    margin-inline: auto;
  }
  .runs.wide {
    grid-template-columns: minmax(0, 1fr);
  }
  .wide .content {
    padding-inline-start: 16px;
  }
  .runs:not(.wide) cs-run-list {
    position: sticky;
    top: 0;
    max-height: 100vh;
    overflow-y: auto;
  }
  .content {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    max-width: 2400px;
    padding: 16px 16px 48px 8px;
  }
  .above {
    display: grid;
    gap: 12px;
    max-width: 760px;
    margin: 0 auto;
    padding: 16px 16px 0;
  }
  .dropping {
    display: grid;
    position: fixed;
    z-index: 10;
    inset: 0;
    place-items: center;
    border: 3px solid var(--cs-accent);
    background: color-mix(in srgb, var(--cs-page) 82%, transparent);
    font-size: var(--cs-headline);
    font-weight: 600;
    pointer-events: none;
  }
  @media print {
    :host {
      background: none;
    }
    cs-top-bar,
    .runs cs-run-list,
    .above,
    cs-open-progress {
      display: none;
    }
    .runs {
      display: block;
    }
    .content,
    .wide .content {
      padding: 0;
    }
  }
  @media (max-width: 720px) {
    .runs {
      grid-template-columns: minmax(0, 1fr);
    }
    .runs:not(.wide) cs-run-list {
      position: static;
    }
    .content,
    .wide .content {
      padding: 0 8px 32px;
    }
  }
`;
