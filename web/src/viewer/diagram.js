// Draws the BPMN file at data-source and marks what is done, where the case is now and what comes next.
import Viewer from 'bpmn-js/lib/NavigatedViewer.js';
import { fit } from './fit.js';
import { markAll } from './marks.js';
import { tokenColours } from './colours.js';

export default async function diagram(box) {
  const canvasBox = document.createElement('div');
  canvasBox.className = 'diagram-canvas';
  // The wheel scrolls the page, not the drawing: there are buttons to zoom, and dragging moves it.
  const viewer = new Viewer({ container: canvasBox, zoomScroll: { enabled: false }, ...tokenColours() });
  try {
    const answer = await fetch(box.dataset.source, { credentials: 'same-origin' });
    if (!answer.ok) throw new Error(String(answer.status));
    const xml = await answer.text();
    box.prepend(canvasBox);
    await viewer.importXML(xml);
  } catch (problem) {
    canvasBox.remove();
    box.classList.add('diagram-missing');
    box.querySelector('[data-fallback]')?.removeAttribute('hidden');
    console.warn('diagram', problem);
    return;
  }
  markAll(viewer, box.dataset);
  fit(viewer, box);
  wireButtons(viewer, box);
  box.dataset.ready = '';
}

function wireButtons(viewer, box) {
  const tools = box.querySelector('[data-tools]');
  if (!tools) return;
  tools.hidden = false;
  tools.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.zoom === 'fit') fit(viewer, box, { whole: true });
    else viewer.get('zoomScroll').stepZoom(Number(button.dataset.zoom));
  });
}
