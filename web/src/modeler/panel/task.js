// A step of a person: its kind, and the four questions.
import { h } from '../../editors/dom.js';
import { t } from '../../words/translate.js';
import { extension, property } from '../zeebe.js';
import { button, checkField, question, selectField, textField } from './fields.js';
import { until } from './until.js';
import { who } from './who.js';

const FORM = 'zeebe:FormDefinition';

export function taskPanel(context) {
  return [kind(context), who(context), until(context), form(context), decisions(context), words(context)];
}

// A kind is a template: choosing it sets a sensible whole, and leaves what was answered before.
function kind({ element, bo, writer, setup }) {
  const choose = (value) => {
    const chosen = setup.outcomes.kinds.find((one) => one.value === value);
    const changes = { 'soglas:kind': value, 'soglas:outcomes': chosen.usual.join(' ') };
    if (!property(bo, 'soglas:deadline')) changes['soglas:deadline'] = 'after 5 working days';
    if (!property(bo, 'soglas:remind')) changes['soglas:remind'] = '3d 1d';
    if (chosen.usual.length && !property(bo, 'soglas:exclude')) changes['soglas:exclude'] = 'initiator';
    writer.together(() => {
      if (!extension(bo, 'zeebe:UserTask')) writer.setExtension(element, bo, 'zeebe:UserTask', {});
      writer.setProperties(element, bo, changes);
    });
  };
  return h('section', { class: 'question' },
    selectField('kind', t('What is to be done'), property(bo, 'soglas:kind') || 'fill', setup.outcomes.kinds, choose));
}

export function form(context, number = 3) {
  const { element, bo, writer, setup, renew } = context;
  const definition = extension(bo, FORM);
  const current = definition?.formId ?? '';
  const choose = (formId) => writer.setExtension(element, bo, FORM, formId ? { formId } : null);
  const make = async () => {
    const body = new FormData();
    body.set('csrf_token', document.querySelector('[data-token]')?.value ?? '');
    body.set('title', bo.name || t('New form'));
    const found = await fetch(setup.newForm, { method: 'POST', body, headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    if (!found.ok) return;
    const made = await found.json();
    setup.forms.push(made);
    choose(made.value);
    renew();
  };
  const known = setup.forms.find((one) => one.value === current);
  return question(number, t('Which form?'),
    selectField('form', t('Form'), current, setup.forms, choose, { empty: t('— no form —'), hidden: true }),
    h('p', { class: 'small mb-0 mt-2' },
      known ? h('a', { href: known.edit.replace(/\/editor$/, '/preview') }, t('See how people will see it')) : null,
      known ? ', ' : null,
      known ? h('a', { href: known.edit }, t('change the form')) : null),
    button(t('Make a new form for this step'), make));
}

function decisions({ element, bo, writer, setup }) {
  const kindWord = property(bo, 'soglas:kind') || 'fill';
  const chosen = setup.outcomes.kinds.find((one) => one.value === kindWord) ?? setup.outcomes.kinds[0];
  if (!chosen.outcomes.length) {
    return question(4, t('Which decisions?'), h('p', { class: 'answer' }, t('None: the step is sent on when it is done. To ask for a decision, choose “agree”, “approve” or “sign” above.')));
  }
  const words = property(bo, 'soglas:outcomes').split(/[\s,;]+/).filter(Boolean);
  const current = words.length ? words : chosen.usual;
  const write = (value, on) => {
    const list = chosen.outcomes.map((one) => one.value).filter((one) => (one === value ? on : current.includes(one)));
    writer.setProperties(element, bo, { 'soglas:outcomes': list.join(' ') });
  };
  const label = (one) => (['return', 'reject'].includes(one.value) ? t('{decision}, with a reason', { decision: one.label }) : one.label);
  return question(4, t('Which decisions?'),
    chosen.outcomes.map((one) => checkField(`outcome-${one.value}`, label(one), current.includes(one.value), (on) => write(one.value, on))));
}

function words({ element, bo, writer }) {
  const documentation = bo.get('documentation')?.[0]?.text ?? '';
  const write = (text) => {
    const made = text ? [writer.factory.create('bpmn:Documentation', { text })] : [];
    writer.modeling.updateProperties(element, { documentation: made });
  };
  return h('section', { class: 'question' },
    textField('documentation', t('What people read about the step'), documentation, write, { rows: 3 }),
    textField('documents', t('Documents that are needed'), property(bo, 'soglas:documents'),
      (text) => writer.setProperties(element, bo, { 'soglas:documents': text }), { hint: t('with a semicolon between them') }));
}
