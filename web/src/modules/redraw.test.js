import { expect, test, vi } from 'vitest';
import redraw from './redraw.js';

const page = (inner) => `<html><body><form><div data-live>${inner}</div></form></body></html>`;

function begin(inner) {
  document.body.innerHTML = `<form action="/tasks/1"><div data-live>${inner}</div></form>`;
  return document.querySelector('form');
}

test('a change shows the form as its conditions now want it, and the focus stays', async () => {
  vi.useFakeTimers();
  const form = begin('<input id="a" name="a" value="1">');
  const send = vi.fn(async () => ({ ok: true, text: async () => page('<input id="a" name="a" value="1"><input id="b" name="b">') }));
  redraw(form, { send, pause: 10 });
  form.querySelector('#a').focus();
  form.querySelector('#a').dispatchEvent(new Event('change', { bubbles: true }));
  await vi.advanceTimersByTimeAsync(20);
  expect(send.mock.calls[0][1].body.get('_action')).toBe('redraw');
  expect(form.querySelector('#b')).not.toBeNull();
  expect(document.activeElement.id).toBe('a');
  vi.useRealTimers();
});

test('an answer that comes after more was typed is dropped', async () => {
  vi.useFakeTimers();
  const form = begin('<input id="a" name="a" value="1">');
  let resolve;
  const send = vi.fn(() => new Promise((done) => (resolve = done)));
  redraw(form, { send, pause: 10 });
  form.querySelector('#a').dispatchEvent(new Event('change', { bubbles: true }));
  await vi.advanceTimersByTimeAsync(20);
  form.querySelector('#a').value = '12';
  form.querySelector('#a').dispatchEvent(new Event('input', { bubbles: true }));
  resolve({ ok: true, text: async () => page('<input id="a" name="a" value="1">') });
  await vi.advanceTimersByTimeAsync(20);
  expect(form.querySelector('#a').value).toBe('12');
  vi.useRealTimers();
});

test('a form whose fields do not depend on each other is left alone', () => {
  document.body.innerHTML = '<form action="/tasks/1"><input id="a" name="a"></form>';
  const form = document.querySelector('form');
  const send = vi.fn();
  redraw(form, { send, pause: 0 });
  form.querySelector('#a').dispatchEvent(new Event('change', { bubbles: true }));
  expect(send).not.toHaveBeenCalled();
});

test('the fields are busy while an answer is awaited, also when it fails', async () => {
  vi.useFakeTimers();
  const form = begin('<input id="a" name="a" value="1">');
  const live = form.querySelector('[data-live]');
  const send = vi.fn().mockRejectedValueOnce(new Error('offline'));
  redraw(form, { send, pause: 10 });
  form.querySelector('#a').dispatchEvent(new Event('change', { bubbles: true }));
  expect(live.getAttribute('aria-busy')).toBe('true');
  await vi.advanceTimersByTimeAsync(20);
  expect(send).toHaveBeenCalledTimes(1);
  expect(live.hasAttribute('aria-busy')).toBe(false);
  vi.useRealTimers();
});
