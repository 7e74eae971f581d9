// Question 2: until when. A builder of the deadline, reminders, and who hears of a delay.
import { h } from '../../editors/dom.js';
import { t } from '../../words/translate.js';
import { readDeadline, writeDeadline } from '../deadline.js';
import { processOf, property } from '../zeebe.js';
import { answer, button, checkField, question, selectField, textField } from './fields.js';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December'];

export function until(context) {
  const { element, bo, writer, setup } = context;
  const text = property(bo, 'soglas:deadline');
  const parts = readDeadline(text);
  const write = (changes) => writer.setProperties(element, bo, { 'soglas:deadline': writeDeadline({ ...parts, ...changes }) });
  const modes = [
    { value: 'working', label: t('so many working days after it came') },
    { value: 'days', label: t('so many days after it came') },
    { value: 'yearly', label: t('by a day of each year') },
    { value: 'fixed', label: t('by a date') },
    { value: 'date', label: t('by a date of the case (expression)') },
    { value: 'none', label: t('without a deadline') },
  ];
  if (parts.mode === 'other') modes.push({ value: 'other', label: t('as it is written') });
  return question(2, t('Until when?'),
    selectField('mode', t('Deadline'), parts.mode, modes, (mode) => write(fresh(mode)), { hidden: true }),
    amount(parts, write, context),
    parts.mode === 'none' ? null : selectField('roll', t('if it is a day off'), parts.roll, [
      { value: 'none', label: t('leave the printed day') },
      { value: 'previous', label: t('move to the working day before') },
      { value: 'next', label: t('move to the working day after') },
    ], (roll) => write({ roll })),
    parts.mode === 'none' ? null : reminders(context),
    answer(setup.term, { text: known(text, context), remind: property(bo, 'soglas:remind') }));
}

function fresh(mode) {
  return { mode, number: 5, expression: mode === 'date' ? '=today()' : undefined, month: '08', day: '15', late: '',
    date: new Date().toISOString().slice(0, 10), text: '' };
}

function amount(parts, write, context) {
  switch (parts.mode) {
    case 'working':
    case 'days':
      return days(parts, write, context);
    case 'yearly':
      return h('div', { class: 'ask-pair' },
        textField('day', t('day'), Number(parts.day), (day) => write({ day: two(day, 31) }), { type: 'number', min: 1 }),
        selectField('month', t('month'), parts.month,
          MONTHS.map((name, at) => ({ value: two(at + 1, 12), label: t(name) })), (month) => write({ month })));
    case 'fixed':
      return textField('date', t('date'), parts.date, (date) => date && write({ date }), { type: 'date' });
    case 'date':
      return textField('expression', t('Expression that gives the date'), parts.expression,
        (text) => write({ expression: text.startsWith('=') ? text : `=${text}` }), { mono: true, plain: true, names: context.names });
    case 'other':
      return textField('other', t('Deadline'), parts.text, (text) => write({ text }), { mono: true, names: context.names });
    default:
      return null;
  }
}

// A number that stands in a setting of the process is changed there: other steps may read it too.
function days(parts, write, context) {
  const setting = /^=\s*settings\.([\w]+)$/.exec(parts.expression ?? '')?.[1];
  if (!parts.expression) {
    return textField('number', parts.mode === 'working' ? t('working days') : t('days'), parts.number,
      (number) => write({ number, expression: undefined }), { type: 'number', min: 1 });
  }
  const process = processOf(context.element);
  const value = setting && process ? property(process, `soglas:setting:${setting}`) : '';
  if (!value) {
    return textField('amount', t('Expression that gives the number'), parts.expression,
      (text) => write({ expression: text.startsWith('=') ? text : `=${text}` }), { mono: true, plain: true, names: context.names });
  }
  const [number, ...rest] = value.split('|');
  const put = (text) => context.writer.setProperties(context.element, process,
    { [`soglas:setting:${setting}`]: [`${text} `, ...rest].join('|') });
  return h('div', {},
    textField('setting', parts.mode === 'working' ? t('working days') : t('days'), number.trim(), put,
      { type: 'number', min: 1, hint: t('This is the setting “{name}” of the process: {what}. Other steps that read it change too.',
        { name: setting, what: rest.at(-1)?.replace(/\[(DOC|DEF)\]/, '').trim() ?? '' }) }),
    button(t('A number of its own for this step'), () => write({ number: Number(number) || 5, expression: undefined })));
}

function reminders({ element, bo, writer, setup }) {
  const remind = property(bo, 'soglas:remind');
  const escalate = property(bo, 'soglas:escalate');
  const first = /^([\w]+)@([\w]+)\s+P(\d+)D$/.exec(escalate.split(';')[0]?.trim() ?? '');
  const rest = escalate.split(';').slice(1).map((one) => one.trim()).filter(Boolean);
  const put = (role, place, after) => writer.setProperties(element, bo,
    { 'soglas:escalate': [role ? `${role}@${place} P${after}D` : '', ...rest].filter(Boolean).join('; ') });
  const days = remind.split(/\s+/).filter(Boolean).map((one) => one.replace(/d$/, '')).join(', ');
  return [
    textField('remind', t('remind so many days before'), days,
      (text) => writer.setProperties(element, bo, { 'soglas:remind': toReminders(text) }), { hint: t('for example 7, 3, 1') }),
    checkField('escalate', t('tell somebody when it is late'), Boolean(escalate), (on) => (on
      ? put('mouo_head', 'mouo', 1) : writer.setProperties(element, bo, { 'soglas:escalate': '' }))),
    escalate && first ? h('div', { class: 'ask-pair' },
      selectField('late-role', t('Role'), first[1], setup.roles, (role) => put(role, first[2], first[3]), { hidden: true }),
      selectField('late-place', t('where'), first[2], setup.places, (place) => put(first[1], place, first[3]), { hidden: true }))
      : null,
    escalate && !first ? textField('late', t('Who hears of a delay'), escalate,
      (text) => writer.setProperties(element, bo, { 'soglas:escalate': text }), { mono: true }) : null,
  ];
}

// «7, 3, 1» becomes «7d 3d 1d».
export function toReminders(text) {
  const days = text.match(/\d+/g)?.map(Number).filter((day) => day > 0 && day < 1000) ?? [];
  return [...new Set(days)].sort((a, b) => b - a).map((day) => `${day}d`).join(' ');
}

// The deadline with the setting put in, so that the server can say the day.
function known(text, { element }) {
  const process = processOf(element);
  return text.replace(/=\s*settings\.([\w]+)/, (whole, name) => {
    const value = process ? property(process, `soglas:setting:${name}`).split('|')[0].trim() : '';
    return /^\d+$/.test(value) ? value : whole;
  });
}

function two(number, most) {
  return String(Math.max(1, Math.min(most, Number(number) || 1))).padStart(2, '0');
}
