// Up and Down go from task to task once the focus is in the list.

export default function arrows(list) {
  const links = () => [...list.querySelectorAll('[data-arrow]')];
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = links();
    const here = all.indexOf(document.activeElement);
    if (here < 0) return;
    event.preventDefault();
    all[Math.min(Math.max(here + step, 0), all.length - 1)].focus();
  });
}
