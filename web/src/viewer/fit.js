// Shows a diagram where it can be read: whole when that is large enough, else around the place where the case is now.

const READABLE = 0.62;
const NEAR = 0.8;
const MARGIN = 24;

export function fit(viewer, box, { whole = false } = {}) {
  const canvas = viewer.get('canvas');
  const { inner } = canvas.viewbox();
  if (!inner.width || !inner.height) return;
  shrinkBox(viewer, box, inner);
  canvas.zoom('fit-viewport', 'auto');
  const scale = Math.min(canvas.zoom() * 0.96, 1.1);
  const here = whole ? null : placeNow(viewer, box);
  if (scale >= READABLE || !here) {
    canvas.zoom(scale, 'auto');
    return;
  }
  const outer = canvas.viewbox().outer;
  const width = outer.width / NEAR;
  const height = outer.height / NEAR;
  canvas.viewbox({
    x: clamp(here.x + here.width / 2 - width / 2, inner.x - MARGIN, inner.x + inner.width + MARGIN - width),
    y: clamp(here.y + here.height / 2 - height / 2, inner.y - MARGIN, inner.y + inner.height + MARGIN - height),
    width,
    height,
  });
}

// A flat diagram needs no high box: the page goes on right below it.
function shrinkBox(viewer, box, inner) {
  box.style.height = '';
  const needed = (box.clientWidth * inner.height) / inner.width + MARGIN * 3;
  if (needed < box.clientHeight) {
    box.style.height = `${Math.max(needed, 260)}px`;
    viewer.get('canvas').resized();
  }
}

function placeNow(viewer, box) {
  const registry = viewer.get('elementRegistry');
  const ids = [box.dataset.stop, box.dataset.now, lastOf(box.dataset.done)].join(' ').split(/\s+/);
  return ids.filter(Boolean).map((id) => registry.get(id)).find((element) => element && !element.waypoints) ?? null;
}

function lastOf(list) {
  return (list ?? '').split(/\s+/).pop();
}

function clamp(value, low, high) {
  return high < low ? (low + high) / 2 : Math.min(Math.max(value, low), high);
}
