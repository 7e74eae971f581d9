// The editor of a diagram: bpmn-js with our panel of four questions, our check, and autosave into the draft.
import './modeler.css';
import Modeler from 'bpmn-js/lib/Modeler.js';
import CloudBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import Colours from 'bpmn-js-color-picker';
import Minimap from 'diagram-js-minimap';
import Simulation from 'bpmn-js-token-simulation';
import community from 'bpmn-js-i18n/translations/ru.js';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from 'bpmn-js-properties-panel';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import { autosave } from './editors/autosave.js';
import { h, readSetup } from './editors/dom.js';
import { drawFindings } from './editors/findings.js';
import { markFindings } from './modeler/marks.js';
import { startPanelOf } from './modeler/panel/index.js';
import Steps from './modeler/steps.js';
import { drawTools, fitWhole } from './modeler/tools.js';
import Writing from './modeler/zeebe.js';
import { tokenColours } from './viewer/colours.js';
import { makeTranslate, t } from './words/translate.js';

const setup = readSetup();
const designer = document.querySelector('[data-designer]');
const box = document.querySelector('[data-canvas]');
const side = document.querySelector('[data-side]');

const modeler = new Modeler({
  container: box,
  moddleExtensions: { zeebe },
  additionalModules: [
    { translate: ['value', makeTranslate(setup.lang, community)] },
    CloudBehaviors, Colours, Minimap, Simulation, CreateAppendAnythingModule, Steps, Writing,
    BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule,
  ],
  ...tokenColours(),
});
globalThis.soglasModeler = modeler; // read by the journeys of the tests

const show = (id) => {
  const element = modeler.get('elementRegistry').get(id) ?? null;
  if (!element) return;
  modeler.get('selection').select(element);
  modeler.get('canvas').scrollToElement(element, 120);
  box.scrollIntoView({ block: 'nearest' });
};
const canShow = (id) => Boolean(id && modeler.get('elementRegistry').get(id));
const tell = (said) => {
  setup.fields = said.fields ?? setup.fields;
  setup.later = said.later ?? setup.later;
  drawFindings(said, { canShow, show });
  markFindings(modeler, said.findings);
};

try {
  const answer = await fetch(setup.source, { credentials: 'same-origin' });
  await modeler.importXML(await answer.text());
  fitWhole(modeler, { readable: true });
  drawTools(modeler, box, designer);
  const saving = autosave({
    target: setup.target,
    revision: setup.revision,
    read: async () => (await modeler.saveXML({ format: true })).xml,
    onSaved: tell,
  });
  const panel = startPanelOf(modeler, setup, side);
  modeler.on('commandStack.changed', saving.touch);
  tell(setup);
  const check = document.querySelector('[data-check]');
  check.hidden = false;
  check.addEventListener('click', async () => {
    await saving.save();
    panel.forget();
    const found = await fetch(setup.check, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
    if (found.ok) tell(await found.json());
    document.querySelector('.designer-finds').scrollIntoView({ block: 'nearest' });
  });
  // Going to another page of the draft takes the last changes along.
  document.addEventListener('click', async (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || !saving.isChanged() || link.target || event.ctrlKey || event.metaKey || link.hash) return;
    event.preventDefault();
    await saving.save();
    window.location.href = link.href;
  });
  if (setup.show) show(setup.show);
  designer.dataset.ready = '';
} catch (problem) {
  designer.dataset.failed = '';
  box.append(h('p', { class: 'answer m-4' }, t('The diagram cannot be drawn: the file does not say where its shapes stand. The steps in words are above.')));
  document.querySelector('[data-outline]')?.setAttribute('open', '');
  console.warn('modeler', problem);
}
if (window.matchMedia('(max-width: 47.99rem)').matches) document.querySelector('[data-outline]')?.setAttribute('open', '');
