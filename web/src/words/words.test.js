import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import community from 'bpmn-js-i18n/translations/ru.js';
import ru from './ru.js';

const SRC = resolve(import.meta.dirname, '..');
const OURS = ['modeler', 'editors'];

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.name.endsWith('.js') && !entry.name.endsWith('.test.js')) yield path;
  }
}

test('every word of our editors has its Russian', () => {
  const lacking = new Set();
  for (const folder of OURS) {
    for (const file of files(join(SRC, folder))) {
      const text = readFileSync(file, 'utf8');
      for (const [, words] of text.matchAll(/\b(?:t|translate)\('((?:[^'\\]|\\.)*)'/g)) {
        if (!(words in ru)) lacking.add(words);
      }
    }
  }
  expect([...lacking]).toEqual([]);
});

test('what bpmn-js asks for is translated by the community or by us', () => {
  const modules = resolve(SRC, '../node_modules');
  const lacking = new Set();
  for (const folder of ['bpmn-js/lib', 'diagram-js/lib/features/align-elements']) {
    for (const file of files(join(modules, folder))) {
      for (const [, words] of readFileSync(file, 'utf8').matchAll(/\btranslate\('([^'+]*)'/g)) {
        if (words && !(words in ru) && !(words in community)) lacking.add(words);
      }
    }
  }
  expect([...lacking].filter((words) => !/^HELLO|^Align elements $/.test(words))).toEqual([]);
});
