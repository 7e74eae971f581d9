// A gateway and a flow out of it: for each way the condition as rows, the expression beneath.
import { h } from '../../editors/dom.js';
import { t } from '../../words/translate.js';
import { readCondition, writeCondition } from '../condition.js';
import { button, checkField, question, selectField, textField } from './fields.js';

const CHOOSING = ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway'];
const SIGNS = { '=': 'is', '!=': 'is not', '<': 'less than', '<=': 'at most', '>': 'more than', '>=': 'at least', in: 'is one of' };

const WAYS = {
  'bpmn:ExclusiveGateway': 'The case goes one way: the first whose condition holds.',
  'bpmn:InclusiveGateway': 'The case goes every way whose condition holds.',
  'bpmn:ParallelGateway': 'The case goes all ways at once.',
  'bpmn:EventBasedGateway': 'The case waits here and goes where something happens first.',
};

export function flowPanel(context) {
  if (CHOOSING.includes(context.bo.sourceRef?.$type)) return [way(context, t('When does the case go here?'))];
  return [said(t('The case always goes along this flow. A condition is asked of flows that leave a gateway of choice.'))];
}

export function gatewayPanel(context) {
  const { bo, modeler, namesAt, setup } = context;
  const leaving = bo.outgoing ?? [];
  if (leaving.length < 2) return [said(t('Ways meet here: there is nothing to ask.'))];
  if (!CHOOSING.includes(bo.$type)) return [said(t(WAYS[bo.$type] ?? WAYS['bpmn:ParallelGateway']))];
  const registry = modeler.get('elementRegistry');
  const ways = leaving.filter((one) => registry.get(one.id)).map((one) => way(
    { ...context, element: registry.get(one.id), bo: one, names: namesAt(setup, one), prefix: `${one.id}-` }, goal(one)));
  return [said(t(WAYS[bo.$type])), ways];
}

function said(text) {
  return h('section', { class: 'question' }, h('p', { class: 'answer' }, text));
}

function goal({ name, targetRef }) {
  const to = t('Where to: {name}', { name: targetRef?.name || t('an element without a name') });
  return name ? `${to} (${name})` : to;
}

function way(context, title) {
  const { element, bo, writer, modeler, prefix = '' } = context;
  const source = bo.sourceRef;
  const text = bo.conditionExpression?.body ?? '';
  const isDefault = source.default === bo;
  const setDefault = (on) => writer.together(() => {
    if (on) writer.condition(element, '');
    modeler.get('modeling').updateProperties(element.source, { default: on ? bo : undefined });
  });
  return question(0, title,
    checkField(`${prefix}default`, t('when nothing else fits'), isDefault, setDefault),
    isDefault ? null : rows(context, text));
}

function rows(context, text) {
  const { element, writer, setup, names, prefix = '' } = context;
  const read = readCondition(text);
  const beneath = textField(`${prefix}feel`, t('As an expression (FEEL)'), text,
    (value) => writer.condition(element, value && !value.startsWith('=') ? `=${value}` : value), { rows: 2, mono: true, names });
  if (!read) {
    return [h('p', { class: 'answer' }, t('This condition is more than rows can say: it is changed as an expression.')), beneath];
  }
  const write = (changed) => writer.condition(element, writeCondition({ ...read, ...changed }));
  const fields = names().map((one) => ({ value: one.name, label: one.name === 'outcome' ? t('the decision of the step before') : one.label || one.name }));
  const list = read.rows.map((row, at) => conditionRow(row, { at, prefix }, read.rows, fields, setup, (next) => write({ rows: next })));
  const add = () => write({ rows: [...read.rows, freshRow(setup.fields[0])] });
  return [
    read.rows.length > 1 ? selectField(`${prefix}joint`, t('Must hold'), read.joint,
      [{ value: 'and', label: t('all of them') }, { value: 'or', label: t('any of them') }], (joint) => write({ joint })) : null,
    list,
    button(read.rows.length ? t('Add a condition') : t('Say the condition'), add, 'btn btn-plain btn-s'),
    beneath,
  ];
}

function conditionRow(row, { at, prefix }, all, fields, setup, put) {
  const replace = (next) => put(all.map((one, position) => (position === at ? next : one)));
  const field = setup.fields.find((one) => one.name === row.field);
  const signs = signsOf(field?.type).map((sign) => ({ value: sign, label: t(SIGNS[sign]) }));
  return h('fieldset', { class: 'condition' }, h('legend', { class: 'visually-hidden' }, t('Condition {number}', { number: at + 1 })),
    selectField(`${prefix}field-${at}`, t('Field'), row.field, fields,
      (name) => replace(freshRow(setup.fields.find((one) => one.name === name))), { hidden: true }),
    selectField(`${prefix}sign-${at}`, t('Comparison'), row.sign, signs,
      (sign) => replace({ ...row, sign, values: sign === 'in' ? row.values : row.values.slice(0, 1) }), { hidden: true }),
    value(row, `${prefix}${at}`, field, replace),
    button(t('Remove the condition'), () => put(all.filter((_one, position) => position !== at))));
}

function value(row, at, field, replace) {
  const first = row.values[0];
  const set = (type) => (text) => replace({ ...row, values: [{ type, value: text }] });
  if (row.sign === 'in' && field?.options?.length) {
    const chosen = row.values.map((one) => one.value);
    return h('div', {}, field.options.map((option) => checkField(`${at}-option-${option.value}`, option.label, chosen.includes(option.value),
      (on) => replace({ ...row, values: (on ? [...chosen, option.value] : chosen.filter((one) => one !== option.value)).map((one) => ({ type: 'text', value: one })) }))));
  }
  if (first.type === 'name' && !field?.options?.length) return textField(`${at}-value`, t('Value'), first.value, set('name'), { hidden: true, mono: true });
  if (field?.options?.length) return selectField(`${at}-value`, t('Value'), first.value, field.options, set('text'), { hidden: true });
  if (field?.type === 'yes') return selectField(`${at}-value`, t('Value'), first.value, [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }], set('yes'), { hidden: true });
  if (field?.type === 'number') return textField(`${at}-value`, t('Value'), first.value, set('number'), { hidden: true });
  if (field?.type === 'date') return textField(`${at}-value`, t('Value'), first.value, set('date'), { hidden: true, type: 'date' });
  return textField(`${at}-value`, t('Value'), first.value, set(first.type === 'number' ? 'number' : 'text'), { hidden: true });
}

function signsOf(type) {
  if (type === 'choice') return ['=', '!=', 'in'];
  if (type === 'yes') return ['=', '!='];
  if (type === 'text') return ['=', '!='];
  return ['=', '!=', '<', '<=', '>', '>=', 'in'];
}

export function freshRow(field) {
  const types = { number: ['number', '0'], yes: ['yes', 'true'], date: ['date', new Date().toISOString().slice(0, 10)] };
  const [type, start] = types[field?.type] ?? ['text', field?.options?.[0]?.value ?? ''];
  return { field: field?.name ?? 'outcome', sign: '=', values: [{ type, value: start }] };
}
