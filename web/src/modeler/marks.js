// Marks of the check on the elements of the diagram.
import { h } from '../editors/dom.js';
import { t } from '../words/translate.js';

export function markFindings(modeler, findings) {
  const overlays = modeler.get('overlays');
  const registry = modeler.get('elementRegistry');
  const canvas = modeler.get('canvas');
  overlays.remove({ type: 'soglas-finding' });
  for (const element of registry.filter(() => true)) {
    for (const mark of ['has-error', 'has-warning']) if (canvas.hasMarker(element, mark)) canvas.removeMarker(element, mark);
  }
  for (const [id, list] of group(findings)) {
    const element = registry.get(id);
    if (!element || element === canvas.getRootElement()) continue;
    const error = list.some((one) => one.severity === 'error');
    canvas.addMarker(element, error ? 'has-error' : 'has-warning');
    const words = list.map((one) => one.text).join('\n');
    const badge = h('span', { class: error ? 'mark mark-stop' : 'mark mark-warn', title: words },
      error ? t('{count} to correct', { count: list.length }) : t('{count} to read', { count: list.length }));
    overlays.add(element, 'soglas-finding', { position: spot(element), html: badge });
  }
}

function spot(element) {
  if (element.waypoints) {
    const middle = element.waypoints[Math.floor(element.waypoints.length / 2)];
    const left = Math.min(...element.waypoints.map((one) => one.x));
    const top = Math.min(...element.waypoints.map((one) => one.y));
    return { left: middle.x - left, top: middle.y - top - 24 };
  }
  return { top: -22, left: 4 };
}

function group(findings) {
  const found = new Map();
  for (const one of findings) {
    if (one.element) found.set(one.element, [...(found.get(one.element) ?? []), one]);
  }
  return found;
}
