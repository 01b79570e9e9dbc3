/** How the page looks: accessible in every state and theme, whole on a phone, drawn where it should. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { palette } from '../../web/dashboard/tokens.js';
import {
  accessibilityViolations,
  chartsDrawn,
  drop,
  keepPicture,
  openPage,
  overflow,
  runsShown,
  sample,
  showRun,
  openSite,
} from './support.js';

/** @import { Page } from 'playwright-core' */

const site = openSite();

const rejected = { name: 'page.html', text: '<!DOCTYPE html><title>Log in</title>' };
const runs = [
  sample('openai-overfits.json'),
  sample('huggingface-healthy.json'),
  sample('diverges-into-nan.jsonl'),
];

/** @type {readonly { readonly state: string, readonly reach: (page: Page) => Promise<void> }[]} */
const states = [
  {
    state: 'empty',
    reach: async (page) => {
      await page.locator('cs-empty-page .card .severity').nth(4).waitFor();
    },
  },
  {
    state: 'loaded',
    reach: async (page) => {
      await drop(page, runs);
      await runsShown(page, 3);
      await chartsDrawn(page);
    },
  },
  {
    state: 'diverged',
    reach: async (page) => {
      await drop(page, runs);
      await runsShown(page, 3);
      await showRun(page, 'diverges');
      await chartsDrawn(page);
    },
  },
  {
    state: 'loading',
    reach: async (page) => {
      await page.locator('checkpoint-scope').evaluate((element) => {
        /** @param {unknown} _ @param {{ onProgress: (progress: object) => void }} options */
        const never = (_, { onProgress }) => {
          onProgress({ phase: 'reading', loadedBytes: 4e6, totalBytes: 1e7, rows: 2e4 });
          return new Promise(() => {});
        };
        Reflect.set(element, 'openRuns', never);
      });
      await drop(page, [{ name: 'long.jsonl', text: '{}' }]);
      await page.locator('cs-open-progress', { hasText: '4 MB of 10 MB' }).waitFor();
    },
  },
  {
    state: 'rejected',
    reach: async (page) => {
      await drop(page, [rejected]);
      await page.locator('cs-rejected-list li').waitFor();
    },
  },
];

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const { state, reach } of states) {
    test(`axe finds no violation: ${state}, ${colorScheme}`, async () => {
      const { page, complaints, close } = await openPage(site, { colorScheme });
      await reach(page);
      assert.deepEqual(await accessibilityViolations(page), []);
      await keepPicture(page, `${state}-${colorScheme}`);
      assert.deepEqual(complaints, []);
      await close();
    });
  }
}

for (const width of [360, 768, 3840]) {
  test(`nothing is wider than a window of ${width} px`, async () => {
    for (const { state, reach } of states) {
      const { page, close } = await openPage(site, { viewport: { width, height: 800 } });
      await reach(page);
      assert.equal(await overflow(page), 0, state);
      if (state === 'loaded') {
        await keepPicture(page, `${state}-${width}px`);
        assert.deepEqual(await accessibilityViolations(page), []);
      }
      await close();
    }
  });
}

/** Linear red, green and blue. @param {string} hex */
function linear(hex) {
  return [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
}

/** Relative luminance by WCAG 2. @param {string} hex */
function luminance(hex) {
  const [red = 0, green = 0, blue = 0] = linear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} one @param {string} other */
function contrast(one, other) {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Ink, what it stands on, and the least contrast between them. @type {readonly [string, string, number][]} */
const pairs = [
  ...['page', 'panel', 'raised', 'accent-soft'].flatMap(
    (ground) =>
      /** @type {[string, string, number][]} */ ([
        ['ink', ground, 4.5],
        ['quiet', ground, 4.5],
      ]),
  ),
  ['accent', 'panel', 4.5],
  ['accent', 'raised', 4.5],
  ['accent-ink', 'accent', 4.5],
  ['edge', 'panel', 3],
  ['critical', 'panel', 4.5],
  ['critical', 'raised', 4.5],
  ...['info', 'notice', 'warning', 'critical'].map(
    (name) => /** @type {[string, string, number]} */ ([name, 'panel', 3]),
  ),
  ...Array.from(
    { length: 8 },
    (_, index) => /** @type {[string, string, number]} */ ([`series-${index + 1}`, 'panel', 3]),
  ),
];

for (const theme of [0, 1]) {
  test(`text and marks stand out from their ground: ${theme === 0 ? 'light' : 'dark'}`, () => {
    for (const [ink, ground, least] of pairs) {
      const found = contrast(palette[ink]?.[theme] ?? '', palette[ground]?.[theme] ?? '');
      assert.ok(found >= least, `${ink} on ${ground}: ${found.toFixed(2)}, needs ${least}`);
    }
  });
}

/**
 * How people without one of the three kinds of cones see linear red, green and blue: Machado, Oliveira and
 * Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009, severity 1.
 */
const eyes = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deuteranopia: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritanopia: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
};

/** A colour in OKLab (Ottosson, 2020), as such eyes see it. @param {string} hex @param {readonly number[]} eye */
function seen(hex, eye) {
  const times = (
    /** @type {readonly number[]} */ matrix,
    /** @type {readonly number[]} */ vector,
  ) =>
    [0, 3, 6].map((row) =>
      vector.reduce((sum, value, column) => sum + value * (matrix[row + column] ?? 0), 0),
    );
  const [r = 0, g = 0, b = 0] = times(eye, linear(hex)).map((value) =>
    Math.min(1, Math.max(0, value)),
  );
  const cones = times(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566,
      0.0883024619, 0.2817188376, 0.6299787005,
    ],
    [r, g, b],
  ).map(Math.cbrt);
  return times(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099,
      0.0259040371, 0.7827717662, -0.808675766,
    ],
    cones,
  );
}

for (const [name, eye] of Object.entries(eyes)) {
  test(`any two colours of curves differ to eyes with ${name === 'usual' ? 'usual sight' : name}`, () => {
    for (const theme of /** @type {const} */ ([0, 1])) {
      const colors = Array.from(
        { length: 8 },
        (_, at) => palette[`series-${at + 1}`]?.[theme] ?? '',
      );
      for (const [at, color] of colors.entries()) {
        for (const other of colors.slice(at + 1)) {
          const [one, two] = [seen(color, eye), seen(other, eye)];
          const distance = Math.hypot(...one.map((value, axis) => value - (two[axis] ?? 0)));
          assert.ok(distance >= 0.08, `${color} and ${other}: ${distance.toFixed(3)}`);
        }
      }
    }
  });
}

test('curves and marks of values that are not finite are drawn on the canvas', async () => {
  const { page, close } = await openPage(site);
  await drop(page, [sample('diverges-into-nan.jsonl')]);
  await runsShown(page, 1);
  await chartsDrawn(page);
  const counts = await page
    .locator('cs-metric-chart', { hasText: 'not finite' })
    .first()
    .evaluate(
      (chart, colors) => {
        const canvas = chart.shadowRoot?.querySelector('canvas');
        const context = canvas?.getContext('2d');
        if (!canvas || !context) return {};
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        /** @type {Record<string, number>} */
        const found = {};
        for (const [name, hex] of Object.entries(colors)) {
          const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
          found[name] = 0;
          for (let at = 0; at < data.length; at += 4) {
            const isIt = data[at] === red && data[at + 1] === green && data[at + 2] === blue;
            if (isIt && data[at + 3] === 255) found[name] += 1;
          }
        }
        return found;
      },
      { curve: palette['series-1']?.[0] ?? '', mark: palette.critical?.[0] ?? '' },
    );
  assert.ok((counts.curve ?? 0) > 20, JSON.stringify(counts));
  assert.ok((counts.mark ?? 0) > 4, JSON.stringify(counts));
  await close();
});
