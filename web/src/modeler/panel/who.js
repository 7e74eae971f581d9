// Question 1: who. Roles in places; who may not be the same person.
import { h } from '../../editors/dom.js';
import { t } from '../../words/translate.js';
import { extension, property } from '../zeebe.js';
import { answer, button, checkField, question, selectField, textField } from './fields.js';

const TYPE = 'zeebe:AssignmentDefinition';

export function splitGroups(text) {
  if ((text ?? '').trim().startsWith('=')) return [text.trim()];
  return (text ?? '').split(/[,;\n]/).map((one) => one.trim()).filter(Boolean);
}

export function who({ element, bo, writer, setup, names }) {
  const assignment = extension(bo, TYPE);
  const groups = splitGroups(assignment?.candidateGroups);
  const write = (list) => {
    const candidateGroups = list.filter(Boolean).join(', ') || undefined;
    const values = { assignee: assignment?.assignee, candidateUsers: assignment?.candidateUsers, candidateGroups };
    writer.setExtension(element, bo, TYPE, Object.values(values).some(Boolean) ? values : null);
  };
  const excluded = property(bo, 'soglas:exclude').split(/[\s,;]+/).filter(Boolean);
  const exclude = (word, on) => {
    const list = on ? [...excluded, word] : excluded.filter((one) => one !== word);
    writer.setProperties(element, bo, { 'soglas:exclude': [...new Set(list)].join(' ') });
  };
  const shown = groups.length ? groups : [''];
  return question(1, t('Who?'),
    shown.map((group, position) => row(group, position, shown, write, setup, names)),
    button(t('Add one more role'), () => write([...groups, `${setup.roles[0].value}@school`])),
    checkField('exclude-initiator', t('not the one who opened the case'), excluded.includes('initiator'),
      (on) => exclude('initiator', on)),
    checkField('exclude-previous', t('not the one who did the step before'), excluded.includes('previous'),
      (on) => exclude('previous', on)));
}

function row(group, position, shown, write, setup, names) {
  const put = (text) => write(shown.map((one, at) => (at === position ? text : one)));
  const remove = shown.length > 1
    ? button(t('Remove this role'), () => write(shown.filter((_one, at) => at !== position))) : null;
  if (group.startsWith('=')) {
    return h('div', { class: 'ask-row' },
      textField(`who-${position}`, t('Role by an expression'), group, put, { mono: true, names }), remove);
  }
  const [role, place = ''] = group.split('@');
  return h('div', { class: 'ask-row' },
    selectField(`role-${position}`, t('Role'), role, setup.roles,
      (value) => put(value ? `${value}@${place || 'school'}` : ''), { empty: t('— choose —'), hidden: true }),
    role ? selectField(`place-${position}`, t('where'), place, places(setup),
      (value) => put(value ? `${role}@${value}` : role), { empty: t('anywhere in the case') }) : null,
    role ? answer(setup.who, { role, place }) : null,
    remove);
}

function places(setup) {
  return setup.places;
}
