/**
 * Every word the dashboard itself says, one object of the same type for each language. Sentences about
 * a run come from the engine as messages; nothing here knows a metric, a format or a rule.
 */
import { chinese } from './texts/chinese.js';
import { english } from './texts/english.js';

/** @typedef {typeof english} Texts */

/**
 * The languages there are, by the code that a person's choice is kept under; each by its own name.
 * @type {readonly { readonly code: string, readonly name: string, readonly texts: Texts }[]}
 */
export const languages = [
  { code: 'en', name: 'English', texts: english },
  { code: 'zh', name: '简体中文', texts: chinese },
];

/**
 * The words of the first of these languages that there are words in, else English.
 * @param {readonly string[]} wanted BCP 47, such as the browser's own list; '' counts as none
 * @returns {Texts}
 */
export function textsFor(...wanted) {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    const language = languages.find(({ code }) => code === primary);
    if (language) return language.texts;
  }
  return english;
}
