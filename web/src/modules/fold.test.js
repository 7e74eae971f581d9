import { expect, test } from 'vitest';
import fold from './fold.js';

test('a link opens the section it leads to, again after it was closed, and no other', () => {
  document.body.innerHTML =
    '<a href="#s-2">Раздел</a><div id="parts"><div id="s-1"><details></details></div><div id="s-2"><details></details></div></div>';
  Element.prototype.scrollIntoView = () => {};
  fold(document.querySelector('#parts'));
  const [first, second] = document.querySelectorAll('details');
  document.querySelector('a').click();
  expect([first.open, second.open]).toEqual([false, true]);
  second.open = false;
  document.querySelector('a').click();
  expect([first.open, second.open]).toEqual([false, true]);
});
