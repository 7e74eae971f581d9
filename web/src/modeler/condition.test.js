import { expect, test } from 'vitest';
import { readCondition, writeCondition } from './condition.js';
import { freshRow } from './panel/flow.js';
import { splitGroups } from './panel/who.js';

const WRITTEN = [
  '=outcome = "approve"', '=outcome in ("approve", "approve-with-remarks")', '=amount > 100 and staff.count <= 3',
  '=approved = true or amount != 0', '=due < date("2026-08-15")', '=total > settings.limit', '=reason = null',
  '=name = "с \\"кавычками\\" и and внутри"', '',
];

test.each(WRITTEN)('the condition %s becomes rows and the same condition again', (text) => {
  expect(writeCondition(readCondition(text))).toBe(text);
});

test.each(['=count(rows) > 1', '=if a then b else c', '=a = 1 and (b = 2 or c = 3)', '=some r in rows satisfies r.x', '=a = 1 and b = 2 or c = 3'])(
  '%s is more than rows can say',
  (text) => expect(readCondition(text)).toBeNull(),
);

test('a fresh row fits the type of its field', () => {
  expect(freshRow({ name: 'amount', type: 'number' }).values).toEqual([{ type: 'number', value: '0' }]);
  expect(writeCondition({ joint: 'and', rows: [freshRow({ name: 'ready', type: 'yes' })] })).toBe('=ready = true');
});

test('roles are told apart, an expression stays whole', () => {
  expect(splitGroups('a@school, b@mouo;c')).toEqual(['a@school', 'b@mouo', 'c']);
  expect(splitGroups('=if a then ["x@y", "z"] else []')).toEqual(['=if a then ["x@y", "z"] else []']);
});
