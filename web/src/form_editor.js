// The editor of a form: form-js with Russian labels (set before it loads), and autosave into the draft.
import './words/formjs-labels.js';
import './form_editor.css';
import { FormEditor } from '@bpmn-io/form-js-editor';
import { autosave } from './editors/autosave.js';
import { readSetup } from './editors/dom.js';
import { drawFindings } from './editors/findings.js';

const setup = readSetup();
const box = document.querySelector('[data-form-editor]');
const editor = new FormEditor({ container: box });
globalThis.soglasNames = setup.fields.map((one) => one.name.split('.')[0]); // fixed_labels.js puts them into form-js
globalThis.soglasForm = editor; // read by the journeys of the tests

try {
  const answer = await fetch(setup.source, { credentials: 'same-origin' });
  const schema = await answer.json();
  await editor.importSchema(schema);
  const saving = autosave({
    target: setup.target,
    revision: setup.revision,
    // The id is the name of the part; the title is ours, and form-js need not keep it.
    read: async () => JSON.stringify({ ...editor.saveSchema(), id: schema.id, title: schema.title }, null, 2),
    onSaved: (said) => drawFindings(said),
  });
  editor.on('changed', saving.touch);
  document.addEventListener('click', async (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || !saving.isChanged() || link.hash || event.ctrlKey || event.metaKey || link.closest('[data-form-editor]')) return;
    event.preventDefault();
    await saving.save();
    window.location.href = link.href;
  });
  box.dataset.ready = '';
} catch (problem) {
  box.dataset.failed = '';
  console.warn('form editor', problem);
}
