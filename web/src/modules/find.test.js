import { expect, test, vi } from 'vitest';
import find from './find.js';

const press = () => document.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyK', ctrlKey: true, cancelable: true }));

function bar(main = '') {
  document.body.innerHTML = `<form action="/search"><input id="find" type="search" name="q"></form><main>${main}</main>`;
  return document.querySelector('#find');
}

test('the key leads to the search page where the bar shows no field', () => {
  const go = vi.fn();
  find(bar('<form action="/tasks"><input type="search" name="q"></form>'), { go }); // nothing is laid out here, so the field is not shown
  press();
  expect(go).toHaveBeenCalledWith(expect.stringContaining('/search'));
});

test('the key leads to the field of the bar, or of the page that searches', () => {
  const go = vi.fn();
  const field = bar('<form action="/search"><input id="own" type="search" name="q"></form>');
  find(field, { go });
  press();
  expect(document.activeElement.id).toBe('own');
  Object.defineProperty(field, 'offsetParent', { get: () => document.body });
  press();
  expect(document.activeElement.id).toBe('find');
  expect(go).not.toHaveBeenCalled();
});
