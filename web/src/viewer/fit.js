// Shows the whole diagram where it can be read, and on a narrow screen the place where the case is now.

const READABLE = 0.72;

export function fit(viewer, box, { whole = false } = {}) {
  const canvas = viewer.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  const scale = Math.min(canvas.zoom() * 0.96, 1.1);
  if (whole || scale >= READABLE || box.clientWidth >= 600) {
    canvas.zoom(scale, 'auto');
    return;
  }
  canvas.zoom(READABLE);
  const id = (box.dataset.now ?? '').split(/\s+/)[0] || (box.dataset.done ?? '').split(/\s+/)[0];
  const element = id && viewer.get('elementRegistry').get(id);
  if (element) canvas.scrollToElement(element, 60);
}
