import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import draft from './draft.js';

let form;
beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML =
    '<form action="/tasks/1" data-unsaved="Не сохранено"><input name="why" value="x"><input type="file" name="f"><span data-saved></span></form>';
  form = document.querySelector('form');
});
afterEach(() => vi.useRealTimers());

const answer = (saved, ok = true) => vi.fn(async () => ({ ok, status: ok ? 200 : 500, json: async () => ({ saved }) }));
const type = () => form.querySelector('input').dispatchEvent(new Event('input', { bubbles: true }));

test('a change is kept after a quiet moment, and the page says when', async () => {
  const send = answer('Сохранено в 14:02');
  draft(form, { quiet: 100, send });
  type();
  await vi.advanceTimersByTimeAsync(50);
  expect(send).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60);
  const [, options] = send.mock.calls[0];
  expect(options.body.get('_action')).toBe('save');
  expect(options.body.get('why')).toBe('x');
  expect(options.body.has('f')).toBe(false);
  expect(form.querySelector('[data-saved]').textContent).toBe('Сохранено в 14:02');
});

test('a draft that could not be kept is said and tried again', async () => {
  const send = answer('', false);
  draft(form, { quiet: 10, send });
  type();
  await vi.advanceTimersByTimeAsync(11);
  expect(form.querySelector('[data-saved]').textContent).toBe('Не сохранено');
  await vi.advanceTimersByTimeAsync(60);
  expect(send).toHaveBeenCalledTimes(2);
});

test('what another page has kept meanwhile is not written over again and again', async () => {
  const send = vi.fn(async () => ({ ok: false, status: 409, json: async () => ({ unsaved: 'Другая вкладка' }) }));
  draft(form, { quiet: 10, send });
  type();
  await vi.advanceTimersByTimeAsync(200);
  expect(form.querySelector('[data-saved]').textContent).toBe('Другая вкладка');
  expect(send).toHaveBeenCalledTimes(1);
});

test('Alt+S keeps it at once, in every keyboard layout', async () => {
  const send = answer('Сохранено в 14:03');
  draft(form, { quiet: 10_000, send });
  document.dispatchEvent(new KeyboardEvent('keydown', { altKey: true, code: 'KeyS', key: 'ы', cancelable: true }));
  await vi.advanceTimersByTimeAsync(1);
  expect(send).toHaveBeenCalledTimes(1);
});

test('a form that is being sent keeps no draft over its answer', async () => {
  const send = answer('');
  draft(form, { quiet: 10, send });
  type();
  form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await vi.advanceTimersByTimeAsync(100);
  expect(send).not.toHaveBeenCalled();
});

test('leaving asks only while something is not kept', async () => {
  draft(form, { quiet: 100, send: answer('Сохранено в 14:04') });
  const leave = () => {
    const event = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(leave()).toBe(false);
  type();
  expect(leave()).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(leave()).toBe(false);
});
