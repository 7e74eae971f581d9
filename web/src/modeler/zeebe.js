// Reads and writes what the dialect keeps in a diagram: zeebe elements and soglas: properties. Every change of the
// panel is one step of undo, however many elements it touches.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil.js';

export function extension(bo, type) {
  return (bo.get('extensionElements')?.get('values') ?? []).find((one) => one.$type === type);
}

export function property(bo, name) {
  const found = (extension(bo, 'zeebe:Properties')?.get('properties') ?? []).find((one) => one.name === name);
  return found?.value ?? '';
}

export function properties(bo) {
  return (extension(bo, 'zeebe:Properties')?.get('properties') ?? []).map(({ name, value }) => [name, value ?? '']);
}

// The process that an element belongs to, and the element through which commands reach it.
export function processOf(element) {
  let bo = getBusinessObject(element);
  if (bo.$type === 'bpmn:Participant') return bo.processRef;
  while (bo && bo.$type !== 'bpmn:Process') bo = bo.$parent;
  return bo;
}

class Together {
  preExecute({ run }) {
    run();
  }
}

export class Writer {
  static $inject = ['commandStack', 'modeling', 'bpmnFactory'];

  constructor(commandStack, modeling, bpmnFactory) {
    this.stack = commandStack;
    this.modeling = modeling;
    this.factory = bpmnFactory;
    commandStack.registerHandler('soglas.together', Together);
  }

  together(run) {
    this.stack.execute('soglas.together', { run });
  }

  name(element, name) {
    this.modeling.updateProperties(element, { name });
  }

  set(element, moddleElement, values) {
    this.modeling.updateModdleProperties(element, moddleElement, values);
  }

  // Sets several properties of one element at once; an empty value removes the property.
  setProperties(element, bo, changes) {
    this.together(() => {
      const kept = properties(bo).filter(([name]) => !Object.hasOwn(changes, name));
      const added = Object.entries(changes).filter(([, value]) => value !== '' && value !== null && value !== undefined);
      const order = properties(bo).map(([name]) => name);
      const all = [...kept, ...added].sort(([a], [b]) => place(order, a) - place(order, b));
      this.replace(element, bo, 'zeebe:Properties', all.length ? this.makeProperties(all) : null);
    });
  }

  makeProperties(pairs) {
    const holder = this.factory.create('zeebe:Properties', {});
    holder.properties = pairs.map(([name, value]) => {
      const one = this.factory.create('zeebe:Property', { name, value: String(value) });
      one.$parent = holder;
      return one;
    });
    return holder;
  }

  // Puts an extension element of a type in the place of the one there is; null removes it.
  setExtension(element, bo, type, values) {
    this.together(() => this.replace(element, bo, type, values && this.factory.create(type, values)));
  }

  replace(element, bo, type, made) {
    let holder = bo.get('extensionElements');
    if (!holder) {
      if (!made) return;
      holder = this.factory.create('bpmn:ExtensionElements', { values: [] });
      holder.$parent = bo;
      this.set(element, bo, { extensionElements: holder });
    }
    const before = holder.get('values');
    const position = before.findIndex((one) => one.$type === type);
    const values = before.filter((one) => one.$type !== type);
    if (made) {
      made.$parent = holder;
      values.splice(position < 0 ? values.length : position, 0, made);
    }
    this.set(element, holder, { values });
  }

  condition(flow, text) {
    const bo = getBusinessObject(flow);
    let conditionExpression;
    if (text) {
      conditionExpression = this.factory.create('bpmn:FormalExpression', { body: text });
      conditionExpression.$parent = bo;
    }
    this.modeling.updateProperties(flow, { conditionExpression });
  }
}

function place(order, name) {
  const found = order.indexOf(name);
  return found < 0 ? order.length : found;
}

export default { __init__: ['soglasWriter'], soglasWriter: ['type', Writer] };
