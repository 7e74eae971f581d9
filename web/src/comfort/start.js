// Starts `modules/name.js` on each element that asks for it with data-module="name"; an element may ask for several.

export function startModules(root, modules) {
  const start = (part) => {
    const elements = [...part.querySelectorAll('[data-module]')];
    if (part.matches?.('[data-module]')) elements.unshift(part);
    for (const element of elements) startOn(element, modules);
  };
  start(root);
  root.addEventListener('htmx:load', (event) => start(event.detail.elt));
}

function startOn(element, modules) {
  const started = (element.startedModules ??= new Set());
  for (const name of element.dataset.module.split(/\s+/)) {
    const begin = modules[`./modules/${name}.js`];
    if (!begin || started.has(name)) continue;
    started.add(name);
    begin(element);
  }
}
