// Saves a part of a draft some time after the last change, says when, and says who was faster; nothing is lost.
import { h, icon } from './dom.js';
import { t } from '../words/translate.js';

const QUIET = 1500;

export function autosave({ target, revision, read, onSaved = () => {}, quiet = QUIET, send = fetch }) {
  const token = document.querySelector('[data-token]')?.value ?? '';
  let timer = null;
  let changed = false;
  let running = null;
  let late = false;

  async function post() {
    const body = new FormData();
    body.set('csrf_token', token);
    body.set('revision', String(revision));
    body.set('content', await read());
    const answer = await send(target, {
      method: 'POST',
      body,
      headers: { Accept: 'application/json', 'X-CSRFToken': token },
      credentials: 'same-origin',
    });
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 409 && said.kept) {
      late = true;
      sayLate(said.error);
      return;
    }
    if (!answer.ok) throw new Error(said.error ?? t('The server did not take it'));
    revision = said.revision;
    say('go', 'check', said.saved);
    onSaved(said);
  }

  async function save() {
    clearTimeout(timer);
    if (running) return running;
    if (!changed) return undefined;
    changed = false;
    say('act', 'half', t('Saving'));
    let failed = false;
    running = post()
      .catch((problem) => {
        failed = true;
        changed = true;
        say('stop', 'alert', `${t('Not saved yet')}: ${problem.message}`);
        timer = setTimeout(save, quiet * 6);
      })
      .finally(() => {
        running = null;
        if (changed && !failed) touch();
      });
    return running;
  }

  function touch() {
    changed = true;
    if (!late) say('warn', 'clock', t('Not saved yet'));
    clearTimeout(timer);
    timer = setTimeout(save, quiet);
  }

  window.addEventListener('beforeunload', (event) => {
    if (changed || running) event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save();
  });
  document.addEventListener('keydown', (event) => {
    if (event.altKey && !event.ctrlKey && event.code === 'KeyS') {
      event.preventDefault();
      changed = true;
      save();
    }
  });
  return { touch, save, isChanged: () => changed || Boolean(running), revision: () => revision };
}

function say(tone, shape, words) {
  const place = document.querySelector('[data-saved]');
  if (!place || !words) return;
  place.className = `state state-${tone}`;
  place.replaceChildren(icon(shape), h('span', { 'data-words': '' }, words));
}

function sayLate(words) {
  say('stop', 'alert', t('A colleague was faster'));
  const old = document.querySelector('[data-late]');
  const note = h('div', { class: 'note note-stop', 'data-late': '', role: 'alert' }, icon('alert'),
    h('div', {}, h('p', {}, words), h('p', { class: 'mb-0' },
      h('a', { href: window.location.pathname }, t('Open what the colleague saved')))));
  if (old) old.replaceWith(note);
  else document.querySelector('main').prepend(h('div', { class: 'wrap' }, note));
}
