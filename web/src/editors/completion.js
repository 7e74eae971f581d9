// Completes the names of a case wherever an expression is typed: a list under the field, by keyboard or pointer.
import { h } from './dom.js';
import { t } from '../words/translate.js';

const MOST = 8;
const WORD = /[\p{L}_][\p{L}\p{N}_.]*$/u;

// The names that fit what stands before the caret: those that begin with it first, then those whose label holds it.
export function fitting(names, text, caret) {
  const typed = WORD.exec(text.slice(0, caret))?.[0] ?? '';
  if (!typed || insideText(text.slice(0, caret))) return { typed: '', names: [] };
  const wanted = typed.toLocaleLowerCase();
  const rank = ({ name, label }) => {
    if (name.toLocaleLowerCase().startsWith(wanted)) return 0;
    return (label ?? '').toLocaleLowerCase().includes(wanted) ? 1 : 2;
  };
  const found = names.filter((one) => rank(one) < 2 && one.name !== typed).sort((a, b) => rank(a) - rank(b));
  return { typed, names: found.slice(0, MOST) };
}

function insideText(before) {
  return (before.match(/(?<!\\)"/g) ?? []).length % 2 === 1;
}

let last = 0;

// `known` gives the names at the moment they are asked for: they change with every save.
export function complete(control, known) {
  const id = `names-${(last += 1)}`;
  const list = h('ul', { class: 'names', id, role: 'listbox', hidden: true, 'aria-label': t('Names of the case') });
  let shown = { typed: '', names: [] };
  let at = -1;
  control.setAttribute('aria-autocomplete', 'list');
  control.setAttribute('autocomplete', 'off');

  const close = () => {
    list.hidden = true;
    at = -1;
    control.removeAttribute('aria-activedescendant');
    control.removeAttribute('aria-controls');
  };
  const mark = (next) => {
    at = (next + shown.names.length) % shown.names.length;
    [...list.children].forEach((row, position) => row.setAttribute('aria-selected', String(position === at)));
    control.setAttribute('aria-activedescendant', `${id}-${at}`);
  };
  const take = (name) => {
    const caret = control.selectionStart;
    control.setRangeText(name, caret - shown.typed.length, caret, 'end');
    close();
    control.focus();
  };
  const renew = () => {
    shown = fitting(known(), control.value, control.selectionStart);
    if (!shown.names.length) {
      close();
      return;
    }
    list.replaceChildren(...shown.names.map(({ name, label }, position) => h('li', {
      id: `${id}-${position}`, role: 'option', 'aria-selected': 'false',
      onmousedown: (event) => { event.preventDefault(); take(name); },
    }, h('b', {}, name), label && label !== name ? h('small', {}, label) : null)));
    list.hidden = false;
    control.setAttribute('aria-controls', id);
    mark(0);
  };
  control.addEventListener('input', renew);
  control.addEventListener('blur', close);
  control.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    if (event.key === 'ArrowDown') mark(at + 1);
    else if (event.key === 'ArrowUp') mark(at - 1);
    else if (event.key === 'Enter' || event.key === 'Tab') take(shown.names[at].name);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return list;
}

// What the FEEL editors of bpmn.io want to be told of a name.
export function variables(fields) {
  return fields.map(({ name, label }) => ({ name, info: label || undefined }));
}
