// The process itself: how it is called, who opens a case, its terms and limits.
import { h } from '../../editors/dom.js';
import { t } from '../../words/translate.js';
import { processOf, properties, property } from '../zeebe.js';
import { button, checkField, question, textField } from './fields.js';

const PREFIX = 'soglas:setting:';

export function processPanel(context) {
  const { element, writer, setup } = context;
  const process = processOf(element);
  if (!process) return [];
  const set = (name) => (value) => writer.setProperties(element, process, { [name]: value });
  const roles = property(process, 'soglas:start-roles').split(/[\s,;]+/).filter(Boolean);
  const open = (role, on) => set('soglas:start-roles')((on ? [...roles, role] : roles.filter((one) => one !== role)).join(' '));
  const description = process.get('documentation')?.[0]?.text ?? '';
  const describe = (text) => writer.set(element, process, { documentation: text ? [writer.factory.create('bpmn:Documentation', { text })] : [] });
  return [
    question(0, t('The process'),
      textField('process-name', t('Name'), process.name ?? '', (name) => rename(context, process, name)),
      textField('process-text', t('What it is for'), description, describe, { rows: 4 }),
      textField('prefix', t('Letters of the case numbers'), property(process, 'soglas:number-prefix'), set('soglas:number-prefix'), { hint: t('for example ШР: the case will be ШР-2026-0001') }),
      textField('family', t('Family in the catalogue'), property(process, 'soglas:family'), set('soglas:family'))),
    question(0, t('Who opens a case?'), setup.roles.map((role) => checkField(`start-${role.value}`, role.label, roles.includes(role.value), (on) => open(role.value, on)))),
    settings(element, process, writer),
  ];
}

function rename(context, process, name) {
  const { element, writer } = context;
  writer.together(() => {
    writer.set(element, process, { name });
    if (element.businessObject.$type === 'bpmn:Participant') writer.name(element, name);
  });
}

function settings(element, process, writer) {
  const list = properties(process).filter(([name]) => name.startsWith(PREFIX));
  const put = (name, parts) => writer.setProperties(element, process, { [name]: parts.join(' | ') });
  const add = () => put(`${PREFIX}days_${list.length + 1}`, ['5', t('working days of the setting'), '']);
  return question(0, t('Terms and limits'),
    list.length ? null : h('p', { class: 'answer' }, t('Numbers that several steps read, each with its source.')),
    list.map(([name, text]) => setting(name, text, put, (gone) => writer.setProperties(element, process, { [gone]: '' }))),
    button(t('Add a setting'), add));
}

function setting(name, text, put, remove) {
  const [value = '', unit = '', source = ''] = text.split('|').map((one) => one.trim());
  const short = name.slice(PREFIX.length);
  return h('details', { class: 'setting' }, h('summary', {}, h('b', {}, `${value} ${unit}`), h('small', { class: 'd-block muted' }, source.replace(/\[(DOC|DEF)\]\s*/, '') || short)),
    textField(`v-${short}`, t('Value'), value, (next) => put(name, [next, unit, source])),
    textField(`u-${short}`, t('Unit'), unit, (next) => put(name, [value, next, source])),
    textField(`s-${short}`, t('Source'), source, (next) => put(name, [value, unit, next]), { hint: t('[DOC] printed in a document, [DEF] a default of practice') }),
    h('p', { class: 'small muted' }, t('In expressions: {name}', { name: `settings.${short}` })),
    button(t('Remove the setting'), () => remove(name)));
}
