import { beforeEach, expect, test } from 'vitest';
import { complete, fitting } from './completion.js';

const NAMES = [{ name: 'amount', label: 'Сумма' }, { name: 'approved', label: 'Утверждено' }, { name: 'settings.limit', label: 'Предел' }];
const names = (text) => fitting(NAMES, text, text.length).names.map((one) => one.name);

test('names are offered by their beginning and by their label, not inside a text', () => {
  expect(names('=a')).toEqual(['amount', 'approved']);
  expect(names('=amount > 5 and ap')).toEqual(['approved']);
  expect(names('=settings.l')).toEqual(['settings.limit']);
  expect(names('=сум')).toEqual(['amount']);
  expect(names('=reason = "a')).toEqual([]);
  expect(names('=amount')).toEqual([]);
  expect(names('=5 + ')).toEqual([]);
});

beforeEach(() => { document.body.innerHTML = '<textarea></textarea>'; });

test('a name is taken by keyboard in the place of what was typed', () => {
  const control = document.querySelector('textarea');
  const list = complete(control, () => NAMES);
  control.after(list);
  control.value = '=if a > 1 then 2 else 3';
  control.setSelectionRange(5, 5);
  control.dispatchEvent(new Event('input'));
  expect([list.hidden, list.children.length, control.getAttribute('aria-activedescendant')]).toEqual([false, 2, list.children[0].id]);
  const press = (key) => control.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  press('ArrowDown');
  press('Enter');
  expect([control.value, list.hidden]).toEqual(['=if approved > 1 then 2 else 3', true]);
  control.dispatchEvent(new Event('input'));
  press('Escape');
  expect(list.hidden).toBe(true);
});
