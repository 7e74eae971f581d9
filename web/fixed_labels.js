// form-js and the token simulation have no hook for translation: their labels become look-ups of our tables while the
// pages are built. The build warns of a label of ours that no longer occurs, so the versions are pinned exactly.
import formLabels from './src/words/formjs.ru.js';
import simulationLabels from './src/words/simulation.ru.js';

const FORM_JS = /@bpmn-io[\\/]form-js-(editor|viewer)[\\/]dist[\\/]index\.es\.js$/;
const SIMULATION = /bpmn-js-token-simulation[\\/]lib[\\/].*\.js$/;
const NAMED = /\b(label|name|title|placeholder|tooltip|description|children|text|header)(\s*:\s*)(['"])([A-Z][^'"\\\n]*)\3/g;
const PLAIN = /(\? |: |return |\}\), )(['"])([A-Z][^'"\\\n]*)\2(?=[;,\n) \]])/g;

export function fixedLabels() {
  const seen = new Set();
  const known = (text) => Object.hasOwn(formLabels, text) && seen.add(text);
  const lookup = (text, quote) => `(globalThis.soglasLabels?.[${JSON.stringify(text)}]??${quote}${text}${quote})`;
  return {
    name: 'soglas-fixed-labels',
    transform(code, id) {
      if (FORM_JS.test(id)) return { code: formJs(code, known, lookup), map: null };
      if (SIMULATION.test(id)) return { code: simulation(code), map: null };
      return null;
    },
    buildEnd(error) {
      const lost = Object.keys(formLabels).filter((text) => !seen.has(text));
      if (!error && seen.size && lost.length) this.warn(`labels of form-js not found: ${lost.join(' | ')}`);
    },
  };
}

// The expressions of a form may use every name of the case, not only those of its own fields.
const OWN_NAMES = 'return getSchemaVariables(schema);';
const ALL_NAMES = 'return [...new Set([...getSchemaVariables(schema), ...(globalThis.soglasNames ?? [])])];';

function formJs(code, known, lookup) {
  return code
    .replace(OWN_NAMES, ALL_NAMES)
    .replace(NAMED, (whole, key, colon, quote, text) => (known(text) ? `${key}${colon}${lookup(text, quote)}` : whole))
    .replace(PLAIN, (whole, before, quote, text) => (known(text) ? `${before}${lookup(text, quote)}` : whole));
}

// The simulation is shown to Russian readers only in Russian; its labels stand in markup, so they are put in place.
function simulation(code) {
  let changed = code;
  for (const [text, words] of Object.entries(simulationLabels)) changed = changed.replaceAll(text, words);
  return changed;
}
