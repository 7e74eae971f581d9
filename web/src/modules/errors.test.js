import { expect, test } from 'vitest';
import errors from './errors.js';

test('the summary has the focus, and its links lead to the fields', () => {
  document.body.innerHTML =
    '<div id="s" tabindex="-1"><a href="#f-why">Пояснение</a></div><div class="field"><textarea id="f-why"></textarea></div>';
  Element.prototype.scrollIntoView = () => {};
  const summary = document.querySelector('#s');
  errors(summary);
  expect(document.activeElement).toBe(summary);
  summary.querySelector('a').click();
  expect(document.activeElement.id).toBe('f-why');
});
