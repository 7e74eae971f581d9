import { expect, test } from 'vitest';
import { toReminders } from './panel/until.js';
import { readDeadline, writeDeadline } from './deadline.js';

const WRITTEN = [
  'none', 'after 5 working days', 'after =settings.agree_days working days', 'after 10 days', 'yearly 08-15',
  'yearly 08-15 late', 'yearly 08-15 late 30d', 'date 2026-08-15', 'date =terms.draft',
  'after 5 working days roll previous', 'yearly 08-15 roll next', 'after P1M',
];

test.each(WRITTEN)('the deadline “%s” is taken apart and put together as it was', (text) => {
  expect(writeDeadline(readDeadline(text))).toBe(text);
});

test('a deadline that was never written is none', () => {
  expect(readDeadline(undefined)).toEqual({ mode: 'none', roll: 'none' });
});

test('a number out of reason is brought into reason', () => {
  expect(writeDeadline({ mode: 'working', number: '0', roll: 'none' })).toBe('after 1 working days');
  expect(writeDeadline({ mode: 'working', number: 'x', roll: 'none' })).toBe('after 1 working days');
});

test('reminders are days before, latest last', () => {
  expect(toReminders('1, 7 и 3')).toBe('7d 3d 1d');
  expect(toReminders('')).toBe('');
});
