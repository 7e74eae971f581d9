// Everything that is no step of a person: starts, tables, scripts, timers, lanes.
import { h } from '../../editors/dom.js';
import { t } from '../../words/translate.js';
import { extension } from '../zeebe.js';
import { button, question, selectField, textField } from './fields.js';
import { form } from './task.js';

const TIMERS = { timeDuration: 'after so much time', timeDate: 'at a moment', timeCycle: 'again and again' };

export function startPanel(context) {
  return [timer(context), form(context, 0)];
}

export function rulePanel({ element, bo, writer, setup, renew }) {
  const called = extension(bo, 'zeebe:CalledDecision');
  const write = (changes) => writer.setExtension(element, bo, 'zeebe:CalledDecision',
    { decisionId: called?.decisionId ?? '', resultVariable: called?.resultVariable ?? '', ...changes });
  const make = async () => {
    const body = new FormData();
    body.set('csrf_token', document.querySelector('[data-token]')?.value ?? '');
    body.set('title', bo.name || t('New table'));
    const found = await fetch(setup.newTable, { method: 'POST', body, headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    if (!found.ok) return;
    const made = await found.json();
    setup.tables.push(made);
    write({ decisionId: made.value, resultVariable: called?.resultVariable || made.value.replace(/[^A-Za-z0-9_]+/g, '_') });
    renew();
  };
  const table = setup.tables.find((one) => one.value === called?.decisionId);
  return [question(0, t('Which table decides?'),
    selectField('decision', t('Decision table'), called?.decisionId ?? '', setup.tables, (decisionId) => write({ decisionId }), { empty: t('— choose —') }),
    textField('result', t('Name of the answer in the case'), called?.resultVariable ?? '', (resultVariable) => write({ resultVariable }), { mono: true, plain: true }),
    table ? h('p', { class: 'small mb-0 mt-2' }, h('a', { href: `${setup.draft}/tables/${encodeURIComponent(table.file)}/editor` }, t('change the table'))) : null,
    button(t('Make a new table for this step'), make))];
}

export function scriptPanel({ element, bo, writer, names }) {
  const script = extension(bo, 'zeebe:Script');
  const write = (changes) => writer.setExtension(element, bo, 'zeebe:Script',
    { expression: script?.expression ?? '=', resultVariable: script?.resultVariable ?? '', ...changes });
  return [question(0, t('What is worked out?'),
    textField('script', t('As an expression (FEEL)'), script?.expression ?? '', (expression) => write({ expression: expression.startsWith('=') ? expression : `=${expression}` }), { rows: 4, mono: true, names }),
    textField('result', t('Name of the answer in the case'), script?.resultVariable ?? '', (resultVariable) => write({ resultVariable }), { mono: true, plain: true }))];
}

export function timer({ element, bo, writer, names }) {
  const definition = (bo.get('eventDefinitions') ?? []).find((one) => one.$type === 'bpmn:TimerEventDefinition');
  if (!definition) return null;
  const current = Object.keys(TIMERS).find((name) => definition[name]) ?? 'timeDuration';
  const text = definition[current]?.body ?? '';
  const write = (name, body) => {
    const values = Object.fromEntries(Object.keys(TIMERS).map((one) => [one, undefined]));
    values[name] = body ? writer.factory.create('bpmn:FormalExpression', { body }) : undefined;
    if (values[name]) values[name].$parent = definition;
    writer.set(element, definition, values);
  };
  return question(0, t('When does it happen?'),
    selectField('timer-kind', t('Kind of the term'), current, Object.entries(TIMERS).map(([value, label]) => ({ value, label: t(label) })), (name) => write(name, text || 'P1D')),
    textField('timer', t('Term'), text, (body) => write(current, body), { mono: true, plain: true, names, hint: t('P3D is three days, PT2H two hours, P1M a month; “=” begins an expression') }));
}

export function otherPanel(context) {
  const parts = [timer(context)];
  if (context.bo.$type === 'bpmn:Lane') parts.push(h('section', { class: 'question' }, h('p', { class: 'answer' }, t('A lane shows who works in it. Who really gets a step is said in the step itself.'))));
  if (context.bo.$type === 'bpmn:Task') parts.push(h('section', { class: 'question' }, h('p', { class: 'answer' }, t('This step has no kind yet: press the wrench beside it and choose “User task”.'))));
  return parts;
}
