// After a refused form the focus goes to the summary of errors; its links go to the fields themselves.

export default function errors(summary) {
  summary.focus();
  summary.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.closest('details')?.setAttribute('open', '');
    (field.querySelector('input, select, textarea, button') ?? field).focus();
    (field.closest('.field') ?? field).scrollIntoView({ block: 'start' });
  });
}
