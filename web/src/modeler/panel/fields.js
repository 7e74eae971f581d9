// Controls of the panel: a label, a control that tells its new value when it is left, a hint.
import { complete } from '../../editors/completion.js';
import { h } from '../../editors/dom.js';

let last = 0;

function framed(label, control, { hint, hidden } = {}) {
  const id = `p-${(last += 1)}`;
  control.id = id;
  const parts = [h('label', { class: hidden ? 'visually-hidden' : 'small muted', for: id }, label), control];
  if (hint) {
    control.setAttribute('aria-describedby', `${id}-h`);
    parts.push(h('span', { class: 'hint', id: `${id}-h` }, hint));
  }
  return h('div', { class: 'ask' }, parts);
}

export function textField(key, label, value, write, more = {}) {
  const change = (event) => write(event.target.value.trim());
  const control = more.rows
    ? h('textarea', { class: 'form-control', rows: more.rows, 'data-key': key, onchange: change, value })
    : h('input', { class: `form-control${more.strong ? ' fw-semibold' : ''}`, type: more.type ?? 'text', min: more.min,
      'data-key': key, onchange: change, value, list: more.list, spellcheck: more.plain ? 'false' : undefined });
  if (more.mono) control.classList.add('mono');
  const frame = framed(label, control, more);
  if (more.names) frame.append(complete(control, more.names));
  return frame;
}

export function selectField(key, label, value, options, write, more = {}) {
  const known = options.some((one) => one.value === value);
  const list = known || value === '' || value === undefined ? options : [...options, { value, label: value }];
  const control = h('select', { class: 'form-select', 'data-key': key, onchange: (event) => write(event.target.value) },
    more.empty === undefined ? null : h('option', { value: '' }, more.empty),
    list.map((one) => h('option', { value: one.value }, one.label)));
  control.value = value ?? '';
  return framed(label, control, more);
}

export function checkField(key, label, checked, write) {
  const id = `p-${(last += 1)}`;
  return h('div', { class: 'form-check' },
    h('input', { class: 'form-check-input', type: 'checkbox', id, checked, 'data-key': key,
      onchange: (event) => write(event.target.checked) }),
    h('label', { class: 'form-check-label', for: id }, label));
}

export function button(words, run, css = 'btn btn-quiet btn-s') {
  return h('button', { type: 'button', class: css, onclick: run }, words);
}

export function question(number, title, ...children) {
  return h('section', { class: 'question', 'aria-label': title },
    h('h2', {}, number ? h('span', { class: 'step' }, String(number)) : null, title), children);
}

// What an answer means today: asked of the server, kept for the same question.
const kept = new Map();
export function answer(address, values) {
  const place = h('p', { class: 'answer', role: 'status' }, '…');
  const url = `${address}?${new URLSearchParams(values)}`;
  if (!kept.has(url)) {
    kept.set(url, fetch(url, { credentials: 'same-origin', headers: { Accept: 'application/json' } })
      .then((found) => (found.ok ? found.json() : { words: '' })).catch(() => ({ words: '' })));
  }
  kept.get(url).then(({ words, ok }) => {
    place.textContent = words;
    place.classList.toggle('answer-warn', ok === false);
    place.hidden = !words;
  });
  return place;
}

export function forgetAnswers() {
  kept.clear();
}
