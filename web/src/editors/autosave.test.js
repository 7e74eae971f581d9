import { beforeEach, expect, test, vi } from 'vitest';
import { autosave } from './autosave.js';

const answer = (status, body) => ({ ok: status < 300, status, json: async () => body });

beforeEach(() => {
  document.body.innerHTML = '<main><span data-saved></span></main><input data-token value="token">';
});

test('what was changed is sent with the revision it was opened at, and the answer is said', async () => {
  const send = vi.fn(async () => answer(200, { saved: 'Сохранено в 14:02', revision: 4, findings: [] }));
  const heard = [];
  const saving = autosave({ target: '/x', revision: 3, read: async () => '<xml/>', onSaved: (said) => heard.push(said), send, quiet: 1 });
  saving.touch();
  await saving.save();
  const body = send.mock.calls[0][1].body;
  expect([body.get('revision'), body.get('content'), body.get('csrf_token')]).toEqual(['3', '<xml/>', 'token']);
  expect(document.querySelector('[data-saved]').textContent).toBe('Сохранено в 14:02');
  expect([saving.revision(), heard.length, saving.isChanged()]).toEqual([4, 1, false]);
});

test('a colleague who was faster is said, and the page keeps saving beside the draft', async () => {
  const send = vi.fn(async () => answer(409, { error: 'Раньше вас сохранил коллега', kept: 7, revision: 5 }));
  const saving = autosave({ target: '/x', revision: 3, read: async () => '<xml/>', send, quiet: 1 });
  saving.touch();
  await saving.save();
  expect(document.querySelector('[data-late]').textContent).toContain('Раньше вас сохранил коллега');
  expect(saving.revision()).toBe(3);
});

test('a failure is said and tried again', async () => {
  const send = vi.fn(async () => answer(500, { error: 'нет связи' }));
  const saving = autosave({ target: '/x', revision: 3, read: async () => '<xml/>', send, quiet: 1000 });
  saving.touch();
  await saving.save();
  expect(document.querySelector('[data-saved]').textContent).toContain('нет связи');
  expect(saving.isChanged()).toBe(true);
});
