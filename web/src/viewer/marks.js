// Marks of a diagram: data-done, data-now, data-next, data-stop hold element ids, data-words a JSON of short words.

const KINDS = ['done', 'now', 'next', 'stop'];

export function readMarks(dataset) {
  const marks = {};
  for (const kind of KINDS) marks[kind] = (dataset[kind] ?? '').split(/\s+/).filter(Boolean);
  marks.words = dataset.words ? JSON.parse(dataset.words) : {};
  return marks;
}

export function markAll(viewer, dataset) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const marks = readMarks(dataset);
  for (const kind of KINDS) {
    for (const id of marks[kind]) if (registry.get(id)) canvas.addMarker(id, `is-${kind}`);
  }
  for (const [id, words] of Object.entries(marks.words)) {
    if (!registry.get(id)) continue;
    const badge = document.createElement('span');
    const done = marks.done.includes(id) && !marks.now.includes(id);
    badge.className = done ? 'token token-done' : 'token';
    badge.textContent = words;
    viewer.get('overlays').add(id, { position: { top: -17, left: 6 }, html: badge });
  }
}
