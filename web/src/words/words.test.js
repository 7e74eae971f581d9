import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import community from 'bpmn-js-i18n/translations/ru.js';
import dmn from './dmn.ru.js';
import form from './formjs.ru.js';
import ru from './ru.js';
import unused from './unused.js';

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

const ASKED = /\b_?(?:t|translate)\(\s*(['"])((?:(?!\1)[^\\]|\\.)*)\1/g;
const MODULES = resolve(SRC, '../node_modules');
const NO_WORDS = new Set([' + shift + ', 'Align elements ', 'HELLO {you}']); // parts of sentences, a comment

function asked(folders) {
  const found = new Set();
  for (const folder of folders) {
    for (const file of files(join(MODULES, folder))) {
      for (const [, , words] of readFileSync(file, 'utf8').matchAll(ASKED)) {
        if (/[A-Za-z]{2}/.test(words)) found.add(words.replaceAll("\\'", "'").replaceAll('\\n', '\n'));
      }
    }
  }
  return [...found].filter((words) => !NO_WORDS.has(words));
}

test('what the tools and the panel of bpmn-js ask for has its Russian, but for another engine', () => {
  const folders = ['bpmn-js-create-append-anything/dist', 'bpmn-js-color-picker', 'diagram-js/lib', 'diagram-js-minimap/dist',
    'bpmn-js-properties-panel/dist', '@bpmn-io/properties-panel/dist'];
  const lacking = asked(folders).filter((words) => !(words in ru) && !(words in community));
  expect(lacking.filter((words) => !unused.includes(words))).toEqual([]);
});

test('what dmn-js asks for has its Russian', () => {
  const folders = ['dmn-js', 'dmn-js-decision-table', 'dmn-js-drd', 'dmn-js-literal-expression', 'dmn-js-boxed-expression', 'dmn-js-shared'];
  expect(asked(folders.map((one) => `${one}/lib`)).filter((words) => !(words in dmn) && !(words in ru))).toEqual([]);
});

test('every label of form-js has its Russian', () => {
  const named = /\b(?:label|name|title|placeholder|tooltip|description|children|text|header)\s*:\s*(['"])([A-Z][^'"\\\n]*)\1/g;
  const lacking = new Set();
  for (const kind of ['editor', 'viewer']) {
    const code = readFileSync(join(MODULES, `@bpmn-io/form-js-${kind}/dist/index.es.js`), 'utf8');
    for (const [, , words] of code.matchAll(named)) if (!(words in form) && /[a-z]{2}/.test(words)) lacking.add(words);
  }
  // A name inside the code, and the mark of bpmn.io, which their licence wants as it is.
  expect([...lacking].filter((words) => !['FilterContext', 'Powered by bpmn.io'].includes(words))).toEqual([]);
});
