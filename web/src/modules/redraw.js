// A form whose fields depend on each other is shown anew by the server some moments after a change: what is hidden,
// required, worked out. Only what differs is touched, nothing is sent. A form without such dependencies (no data-live
// on its fields) is left alone; without script a button asks the server for the same. While an answer is awaited the
// fields are `aria-busy`.
import { morph } from '../comfort/morph.js';

export default function redraw(form, { send = (url, options) => fetch(url, options), pause = 350 } = {}) {
  if (!form.querySelector('[data-live]')) return;
  let timer = null;
  let number = 0;
  let asked = 0;

  function tell() {
    const here = form.querySelector('[data-live]');
    if (timer !== null || asked) here?.setAttribute('aria-busy', 'true');
    else here?.removeAttribute('aria-busy');
  }

  async function refresh() {
    timer = null;
    asked += 1;
    try {
      await showAnew(++number);
    } finally {
      asked -= 1;
      tell();
    }
  }

  async function showAnew(mine) {
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
    data.set('_action', 'redraw');
    let page;
    try {
      const answer = await send(form.action, { method: 'POST', body: data, headers: { Accept: 'text/html' }, credentials: 'same-origin' });
      if (!answer.ok) return;
      page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    } catch {
      return;
    }
    const fresh = page.querySelector('[data-live]');
    const here = form.querySelector('[data-live]');
    // Something changed meanwhile is newer than this answer.
    if (mine !== number || !fresh || !here) return;
    morph(here, fresh);
  }

  form.addEventListener('change', (event) => {
    if (!event.target.closest('[data-live]') || event.target.type === 'file') return;
    clearTimeout(timer);
    number += 1;
    timer = setTimeout(refresh, pause);
    tell();
  });
  form.addEventListener('input', () => {
    number += 1;
  });
}
