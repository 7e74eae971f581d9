// The bar of the canvas: back, forward, larger, smaller, whole, full screen. Words for those who do not know the keys.
import { h, icon } from '../editors/dom.js';
import { t } from '../words/translate.js';

const LEFT = 130; // the palette covers the left side
const ABOVE = 60; // the tools
const READABLE = 0.62;

export function drawTools(modeler, box, designer) {
  const stack = modeler.get('commandStack');
  const undo = button(t('Undo'), 'back', () => stack.undo());
  const redo = button(t('Redo'), 'forward', () => stack.redo());
  const bar = h('div', { class: 'designer-tools', role: 'toolbar', 'aria-label': t('Tools of the diagram') },
    undo, redo,
    button(t('Larger'), 'plus', () => modeler.get('zoomScroll').stepZoom(1)),
    button(t('Smaller'), 'minus', () => modeler.get('zoomScroll').stepZoom(-1)),
    button(t('The whole diagram'), 'fit', () => fitWhole(modeler)),
    document.fullscreenEnabled ? button(t('Full screen'), 'full', () => toggleFull(designer)) : null);
  const renew = () => {
    undo.disabled = !stack.canUndo();
    redo.disabled = !stack.canRedo();
  };
  modeler.on('commandStack.changed', renew);
  renew();
  box.append(bar);
}

// Shows the whole diagram beside the palette; with `readable` its beginning, when the whole would be too small to read.
export function fitWhole(modeler, { readable = false } = {}) {
  const canvas = modeler.get('canvas');
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const beside = outer.width > 700 ? LEFT : 12;
  const whole = Math.min((outer.width - beside - 24) / inner.width, (outer.height - ABOVE - 24) / inner.height, 1);
  const scale = readable && whole < READABLE ? READABLE : whole;
  const rest = Math.max(0, outer.height - ABOVE - inner.height * scale) / 2;
  canvas.viewbox({
    x: inner.x - beside / scale,
    y: inner.y - (ABOVE + rest) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}

function toggleFull(designer) {
  if (document.fullscreenElement) document.exitFullscreen();
  else designer.requestFullscreen();
}

function button(words, shape, run) {
  return h('button', { type: 'button', class: 'btn btn-plain btn-s', title: words, onclick: run }, icon(shape),
    h('span', { class: 'visually-hidden' }, words));
}
