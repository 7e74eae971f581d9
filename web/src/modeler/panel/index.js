// The panel at the right: plain questions about the chosen element, or all properties for those who know them.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil.js';
import { h } from '../../editors/dom.js';
import { t } from '../../words/translate.js';
import { checkField, forgetAnswers, textField } from './fields.js';
import { flowPanel, gatewayPanel } from './flow.js';
import { otherPanel, rulePanel, scriptPanel, startPanel } from './other.js';
import { processPanel } from './process.js';
import { taskPanel } from './task.js';

const KINDS = {
  'bpmn:UserTask': ['A step of a person', taskPanel],
  'bpmn:SequenceFlow': ['The way to the next step', flowPanel],
  'bpmn:ExclusiveGateway': ['A choice of the way', gatewayPanel],
  'bpmn:InclusiveGateway': ['A choice of ways', gatewayPanel],
  'bpmn:ParallelGateway': ['Ways at the same time', gatewayPanel],
  'bpmn:EventBasedGateway': ['A wait for what comes first', gatewayPanel],
  'bpmn:StartEvent': ['The beginning of the case', startPanel],
  'bpmn:BusinessRuleTask': ['A step by a decision table', rulePanel],
  'bpmn:ScriptTask': ['Something worked out by itself', scriptPanel],
  'bpmn:Participant': ['The process', processPanel],
  'bpmn:Process': ['The process', processPanel],
  'bpmn:Collaboration': ['The process', processPanel],
};

export function startPanelOf(modeler, setup, side) {
  const plain = h('div', { class: 'plain' });
  const all = h('div', { class: 'all-properties', hidden: true });
  const choice = h('div', { class: 'question' }, checkField('all', t('All properties'), false, (on) => {
    plain.hidden = on;
    all.hidden = !on;
    if (on) modeler.get('propertiesPanel').attachTo(all);
    else modeler.get('propertiesPanel').detach();
  }));
  side.replaceChildren(plain, all, choice);
  let element = null;

  const draw = () => {
    const key = document.activeElement?.closest?.('.plain') ? document.activeElement.dataset.key : null;
    const scroll = side.scrollTop;
    plain.replaceChildren(...panelFor(modeler, setup, element, draw));
    side.scrollTop = scroll;
    if (key) plain.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  };
  modeler.on('selection.changed', ({ newSelection }) => {
    document.activeElement?.blur?.(); // what is being typed belongs to the element before
    element = newSelection.length === 1 ? newSelection[0] : null;
    draw();
    side.scrollTop = 0;
  });
  modeler.on('commandStack.changed', draw);
  draw();
  return { draw, forget: forgetAnswers };
}

function panelFor(modeler, setup, chosen, renew) {
  const element = targetOf(chosen) ?? wholeProcess(modeler);
  if (!element) return [];
  const bo = getBusinessObject(element);
  const context = { modeler, setup, element, bo, writer: modeler.get('soglasWriter'), renew, names: namesAt(setup, bo), namesAt };
  const [title, panel] = KINDS[bo.$type] ?? ['The chosen element', otherPanel];
  const named = bo.$type in KINDS && KINDS[bo.$type][1] === processPanel ? null
    : textField('name', t('Name of the element'), bo.name ?? '', (name) => context.writer.name(element, name), { strong: true, hidden: true });
  if (!named) return panel(context).flat(3).filter(Boolean);
  return [h('div', { class: 'chosen' }, h('p', { class: 'small muted mb-1' }, t(title), lane(bo)), named), ...panel(context).flat(3).filter(Boolean)];
}

// A label stands for the element it names.
function targetOf(element) {
  return element?.labelTarget ?? element;
}

function wholeProcess(modeler) {
  const root = modeler.get('canvas').getRootElement();
  if (root?.businessObject?.$type !== 'bpmn:Collaboration') return root;
  return modeler.get('elementRegistry').find((one) => one.businessObject?.$type === 'bpmn:Participant' && one.businessObject.processRef) ?? root;
}

function lane(bo) {
  const found = bo.lanes?.[0]?.name;
  return found ? `, ${t('lane “{name}”', { name: found })}` : '';
}

// The names that have a value at an element: what only later steps fill in is not offered; a flow is where it begins.
export function namesAt(setup, bo) {
  return () => {
    const later = setup.later?.[(bo.sourceRef ?? bo).id] ?? [];
    return setup.fields.filter((one) => !later.includes(one.name.split('.')[0]));
  };
}
