// Ctrl+K goes to the search field of the bar, where the bar is too narrow for it to the search page; Esc gives the focus
// back to where it was.

export default function find(input, { go = (address) => location.assign(address) } = {}) {
  let before = null;
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.code !== 'KeyK') return;
    event.preventDefault();
    const own = [...document.querySelectorAll('main input[type=search]')].find((one) => one.form?.action === input.form.action);
    const field = input.offsetParent ? input : own;
    if (!field) {
      go(input.form.action);
      return;
    }
    before = document.activeElement;
    field.focus();
    field.select();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && before) before.focus();
  });
}
