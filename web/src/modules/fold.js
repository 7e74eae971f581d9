// Opens the folded section that a link or the address leads to; without script the style sheet shows it instead.

export default function fold(parts) {
  const unfold = (hash) => {
    const part = hash.length > 1 && document.getElementById(hash.slice(1));
    const details = part && parts.contains(part) && part.querySelector('details');
    if (!details) return;
    details.open = true;
    part.scrollIntoView();
  };
  parts.dataset.unfolds = '';
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link) unfold(link.hash);
  });
  window.addEventListener('hashchange', () => unfold(location.hash));
  unfold(location.hash);
}
