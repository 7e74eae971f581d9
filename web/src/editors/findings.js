// The list of what the check found, drawn anew after each save; "show" goes to the element.
import { h, icon } from './dom.js';
import { t } from '../words/translate.js';

export function drawFindings({ findings, summary }, { canShow = () => false, show = () => {} } = {}) {
  const place = document.querySelector('[data-finds]');
  const head = document.querySelector('[data-summary]');
  if (head && summary) head.textContent = summary;
  if (!place) return;
  if (!findings.length) {
    place.replaceChildren();
    return;
  }
  place.replaceChildren(h('ul', { class: 'finds' }, findings.map((one) => row(one, canShow, show))));
}

function row(one, canShow, show) {
  const error = one.severity === 'error';
  const name = one.element_name || one.element;
  return h('li', {},
    h('div', {}, mark(error ? 'stop' : 'warn', 'alert', error ? t('Error') : t('Warning'))),
    h('div', {}, h('b', {}, name ? `${name}: ${one.text}` : one.text), h('small', {}, one.remedy)),
    canShow(one.element)
      ? h('button', { type: 'button', class: 'btn btn-plain btn-s', onclick: () => show(one.element) }, t('Show'),
        h('span', { class: 'visually-hidden' }, `: ${name}, ${one.text}`))
      : null);
}

function mark(tone, shape, words) {
  return h('span', { class: `state state-${tone}` }, icon(shape), words);
}
