// Ctrl+Enter presses the main button of a form of answers; a decision is never sent this way.

export default function enter(form) {
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    const main = form.querySelector('button[data-main]');
    if (!main) return;
    event.preventDefault();
    form.requestSubmit(main);
  });
}
