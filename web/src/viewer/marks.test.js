import { expect, test } from 'vitest';
import { markAll, readMarks } from './marks.js';

test('marks are read from the attributes of the page', () => {
  const marks = readMarks({ done: 'a  b', now: 'c', words: '{"c":"до 9 июня"}' });
  expect(marks).toEqual({ done: ['a', 'b'], now: ['c'], next: [], stop: [], words: { c: 'до 9 июня' } });
});

test('an element that the diagram does not have is passed over', () => {
  const marked = [];
  const badges = [];
  const parts = {
    canvas: { addMarker: (id, mark) => marked.push([id, mark]) },
    elementRegistry: { get: (id) => (id === 'gone' ? undefined : { id }) },
    overlays: { add: (id, badge) => badges.push([id, badge.html.textContent, badge.html.className]) },
  };
  markAll({ get: (name) => parts[name] }, { done: 'a gone', now: 'b', words: '{"a":"2 июня","gone":"x"}' });
  expect(marked).toEqual([['a', 'is-done'], ['b', 'is-now']]);
  expect(badges).toEqual([['a', '2 июня', 'token token-done']]);
});
