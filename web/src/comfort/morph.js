// Changes a part of the page into a fresh one drawn by the server, touching only what differs. Controls that stay are
// the same elements as before, with what the person has typed, the focus and the chosen files.

export function morph(here, fresh) {
  for (const child of keptOrNew([...here.childNodes], [...fresh.childNodes], here)) if (child.next) morphNode(child.now, child.next);
}

// Brings the children of `parent` into the order of `wanted`; yields the pairs that are to be compared further.
function keptOrNew(present, wanted, parent) {
  const pairs = [];
  const left = new Set(present);
  let place = 0;
  for (const next of wanted) {
    const now = [...left].find((node) => sameKind(node, next));
    if (now) {
      left.delete(now);
      pairs.push({ now, next });
    }
    const node = now ?? document.importNode(next, true);
    if (parent.childNodes[place] !== node) parent.insertBefore(node, parent.childNodes[place] ?? null);
    place += 1;
  }
  for (const node of left) node.remove();
  return pairs;
}

function sameKind(node, next) {
  return node.nodeName === next.nodeName && keyOf(node) === keyOf(next);
}

function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return '';
  if (node.id) return node.id;
  // Radio buttons and hidden fields share names, buttons are told apart by their value.
  if (node.name) return `${node.name}=${node.type === 'text' ? '' : (node.getAttribute('value') ?? '')}`;
  return node.querySelector('[id]')?.id ?? '';
}

function morphNode(now, next) {
  if (now.nodeType !== Node.ELEMENT_NODE) {
    if (now.nodeValue !== next.nodeValue) now.nodeValue = next.nodeValue;
    return;
  }
  const typed = isTyped(now) && isTyped(next);
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && !(typed && isValue(name))) now.removeAttribute(name);
  }
  for (const { name, value } of [...next.attributes]) {
    if (now.getAttribute(name) !== value && !(typed && isValue(name))) now.setAttribute(name, value);
  }
  if (!typed && 'value' in now && now.nodeName === 'INPUT' && now.type !== 'file') now.value = next.getAttribute('value') ?? '';
  if (now.nodeName === 'TEXTAREA') return;
  morph(now, next);
}

// A control the person may change keeps what it holds; a computed one takes what the server says.
function isTyped(element) {
  return element.matches('input:not([type="hidden"]):not([readonly]):not([disabled]), select:not([disabled]), textarea:not([readonly])');
}

function isValue(name) {
  return name === 'value' || name === 'checked' || name === 'selected' || name === 'autofocus';
}
