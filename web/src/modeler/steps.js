// What people draw first is a step of a person, so the palette and the pad beside an element offer it as such.

export class StepsProvider {
  static $inject = ['palette', 'contextPad', 'create', 'elementFactory', 'autoPlace', 'translate'];

  constructor(palette, contextPad, create, elementFactory, autoPlace, translate) {
    Object.assign(this, { create, elementFactory, autoPlace, translate });
    palette.registerProvider(500, this);
    contextPad.registerProvider(500, this);
  }

  getPaletteEntries() {
    return (entries) => {
      if (!entries['create.task']) return entries;
      const begin = (event) => this.create.start(event, this.elementFactory.createShape({ type: 'bpmn:UserTask' }));
      entries['create.task'] = {
        group: 'activity',
        className: 'bpmn-icon-user-task',
        title: this.translate('Create a step of a person'),
        action: { dragstart: begin, click: begin },
      };
      return entries;
    };
  }

  getContextPadEntries() {
    return (entries) => {
      if (!entries['append.append-task']) return entries;
      const make = () => this.elementFactory.createShape({ type: 'bpmn:UserTask' });
      entries['append.append-task'] = {
        group: 'model',
        className: 'bpmn-icon-user-task',
        title: this.translate('Append a step of a person'),
        action: {
          dragstart: (event, element) => this.create.start(event, make(), { source: element }),
          click: (event, element) => this.autoPlace.append(element, make()),
        },
      };
      return entries;
    };
  }
}

export default { __init__: ['soglasSteps'], soglasSteps: ['type', StepsProvider] };
