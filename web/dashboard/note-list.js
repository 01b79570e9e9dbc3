/** The remarks made while reading, each with its file and place. */
import { css, html, nothing } from 'lit';

import { formatInteger, formatMessage } from '../api/index.js';
import { define } from './define.js';
import { markStyles, severityMark, severityOfGrade } from './marks.js';
import { Part } from './part.js';
import { common } from './tokens.js';

/** @import { Note } from '../api/types.js' */
/** @import { Texts } from './texts.js' */

export class NoteList extends Part {
  /** @override */
  static styles = [
    common,
    markStyles,
    css`
      ul {
        display: grid;
        gap: 4px;
        margin-top: 8px;
      }
      li {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 8px;
        align-items: start;
        padding: 6px 0;
        overflow-wrap: anywhere;
      }
      .severity {
        margin-top: 4px;
      }
    `,
  ];

  /** @override */
  render() {
    const { texts: t, run } = this;
    if (!t || !run) return nothing;
    return html`<h2>${t.notesHeading}</h2>
      ${
        run.notes.length === 0
          ? html`<p class="quiet">${t.noNotes}</p>`
          : html`<ul>
              ${run.notes.map(
                (note) =>
                  html`<li>
                    ${severityMark(severityOfGrade(note.severity), t.grades[note.severity])}
                    <div>
                      <p>${formatMessage(note.message, t.language)}</p>
                      <p class="label">${placeOfNote(t, note)}</p>
                    </div>
                  </li>`,
              )}
            </ul>`
      }`;
  }
}

/** @param {Texts} t @param {Note} note */
function placeOfNote(t, { source, byte, line, column }) {
  const parts = [source];
  if (line !== null && column !== null) parts.push(t.place(line, column));
  if (byte !== null) parts.push(t.byte(formatInteger(byte)));
  return parts.filter((part) => part !== '').join(' · ');
}

define('cs-note-list', NoteList);
