// Keeps the draft of a form: some seconds after the last change, on Alt+S, and when the page is left.
// The form goes to its own address with `_action=save`; the answer is JSON: {"saved": "Сохранено в 14:02"}.

const QUIET = 4000;

export default function draft(form, { quiet = QUIET, send = (url, options) => fetch(url, options) } = {}) {
  const status = form.querySelector('[data-saved]');
  let timer = null;
  let changed = false;
  let sending = false;

  const say = (words) => {
    if (status) status.textContent = words;
  };

  const body = () => {
    const data = new FormData(form);
    // A chosen file travels with the real submission only: a draft keeps the words.
    // The ids of documents stored before ride under the same names and must stay.
    for (const name of new Set([...data.keys()])) {
      const words = data.getAll(name).filter((value) => !(value instanceof File));
      data.delete(name);
      for (const word of words) data.append(name, word);
    }
    data.set('_action', 'save');
    return data;
  };

  async function save() {
    clearTimeout(timer);
    if (sending || !changed) return;
    sending = true;
    changed = false;
    try {
      const answer = await send(form.action || window.location.href, {
        method: 'POST',
        body: body(),
        headers: { Accept: 'application/json' },
        credentials: 'same-origin',
      });
      if (answer.status === 409) {
        // Another page of the same task was faster: nothing is written over until the person decides.
        say((await answer.json()).unsaved);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      say((await answer.json()).saved);
    } catch {
      changed = true;
      say(form.dataset.unsaved ?? '');
      timer = setTimeout(save, quiet * 5);
    } finally {
      sending = false;
    }
  }

  const touched = () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, quiet);
  };
  form.addEventListener('input', touched);
  form.addEventListener('change', touched);
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    changed = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.altKey && !event.ctrlKey && event.code === 'KeyS') {
      event.preventDefault();
      changed = true;
      save();
    }
  });
  window.addEventListener('beforeunload', (event) => {
    // Only what is not kept yet is worth a question; the browser words it.
    if (!form.isConnected || (!changed && !sending)) return;
    save();
    event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save();
  });
}
