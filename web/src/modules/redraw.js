// A form whose fields depend on each other is shown anew by the server some moments after a change: what is hidden,
// required, worked out. Only the fields are replaced, the focus stays, nothing is sent. A form without such
// dependencies (no data-live on its fields) is left alone; without script the same happens when it is sent.

export default function redraw(form, { send = (url, options) => fetch(url, options), pause = 350 } = {}) {
  if (!form.querySelector('[data-live]')) return;
  let timer = null;
  let number = 0;

  async function refresh() {
    const mine = ++number;
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
    // Something typed meanwhile is newer than this answer.
    if (mine !== number || !fresh || !here) return;
    keepFiles(here, fresh);
    const focus = focusOf(here);
    here.replaceChildren(...fresh.childNodes);
    restore(here, focus);
  }

  form.addEventListener('change', (event) => {
    if (!event.target.closest('[data-live]') || event.target.type === 'file') return;
    clearTimeout(timer);
    number += 1;
    timer = setTimeout(refresh, pause);
  });
  form.addEventListener('input', () => {
    number += 1;
  });
}

// A chosen file cannot be drawn by the server: its control moves over as it is.
function keepFiles(here, fresh) {
  for (const input of here.querySelectorAll('input[type="file"]')) {
    const twin = byId(fresh, input.id);
    if (twin && input.files.length) twin.replaceWith(input);
  }
}

function focusOf(part) {
  const element = document.activeElement;
  if (!part.contains(element) || !element.id) return null;
  const caret = 'selectionStart' in element ? [element.selectionStart, element.selectionEnd] : null;
  return { id: element.id, caret };
}

function restore(part, focus) {
  const element = focus && byId(part, focus.id);
  if (!element) return;
  element.focus({ preventScroll: true });
  if (focus.caret && focus.caret[0] !== null && element.setSelectionRange) {
    try {
      element.setSelectionRange(...focus.caret);
    } catch {
      // Number and date fields have no caret.
    }
  }
}

function byId(part, id) {
  return id ? [...part.querySelectorAll('[id]')].find((element) => element.id === id) : undefined;
}
