import { expect, test, vi } from 'vitest';
import once from './once.js';

test('the second press of a form goes nowhere, and the pressed button keeps its value for the first', () => {
  vi.useFakeTimers();
  document.body.innerHTML = '<form data-busy="Отправляем, подождите"><button name="_outcome" value="approve">Согласовать</button></form>';
  const form = document.querySelector('form');
  const button = form.querySelector('button');
  once(form);
  const first = new SubmitEvent('submit', { cancelable: true, submitter: button });
  form.dispatchEvent(first);
  expect(first.defaultPrevented).toBe(false);
  expect(button.disabled).toBe(false);
  vi.runAllTimers();
  expect(button.disabled).toBe(true);
  expect(button.textContent).toBe('Отправляем, подождите');
  const second = new SubmitEvent('submit', { cancelable: true, submitter: button });
  form.dispatchEvent(second);
  expect(second.defaultPrevented).toBe(true);
  vi.useRealTimers();
});
