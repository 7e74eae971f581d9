// The editor of a decision table: dmn-js in Russian, and autosave into the draft.
import './table_editor.css';
import DmnModeler from 'dmn-js/lib/Modeler.js';
import { autosave } from './editors/autosave.js';
import { variables } from './editors/completion.js';
import { readSetup } from './editors/dom.js';
import { drawFindings } from './editors/findings.js';
import dmn from './words/dmn.ru.js';
import { makeTranslate } from './words/translate.js';

const setup = readSetup();
const box = document.querySelector('[data-table-editor]');
const translated = { translate: ['value', makeTranslate(setup.lang, dmn)] };

// The names of the case beside those that the table itself requires.
class CaseNames {
  static $inject = ['variableResolver'];

  constructor(variableResolver) {
    variableResolver.registerProvider(this);
  }

  getVariables(found) {
    return found.concat(variables(setup.fields));
  }
}

const words = { additionalModules: [translated] };
const typing = { additionalModules: [translated, { __init__: ['soglasNames'], soglasNames: ['type', CaseNames] }] };
const modeler = new DmnModeler({ container: box, drd: words, decisionTable: typing, literalExpression: typing, boxedExpression: typing });
globalThis.soglasTable = modeler; // read by the journeys of the tests

try {
  const answer = await fetch(setup.source, { credentials: 'same-origin' });
  await modeler.importXML(await answer.text());
  const saving = autosave({
    target: setup.target,
    revision: setup.revision,
    read: async () => (await modeler.saveXML({ format: true })).xml,
    onSaved: (said) => {
      setup.fields = said.fields ?? setup.fields;
      drawFindings(said);
    },
  });
  const watch = () => {
    const viewer = modeler.getActiveViewer();
    viewer.off('elements.changed', saving.touch);
    viewer.on('elements.changed', saving.touch);
  };
  const table = modeler.getViews().find((view) => view.type === 'decisionTable');
  if (table) await modeler.open(table);
  watch();
  modeler.on('views.changed', watch);
  box.dataset.ready = '';
} catch (problem) {
  box.dataset.failed = '';
  console.warn('table editor', problem);
}
