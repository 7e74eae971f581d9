// Ctrl+K goes to the search field of the bar; Esc gives the focus back to where it was.

export default function find(input) {
  let before = null;
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.code !== 'KeyK') return;
    if (!input.offsetParent) return;
    event.preventDefault();
    before = document.activeElement;
    input.focus();
    input.select();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && before) before.focus();
  });
}
