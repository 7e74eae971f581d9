// bpmn-js writes colours into its drawing, so it is told the tokens of the page's theme.

export function tokenColours(style = getComputedStyle(document.documentElement)) {
  const token = (name) => style.getPropertyValue(name).trim();
  const text = { fontFamily: token('--font'), fontSize: 12, lineHeight: 1.2 };
  return {
    bpmnRenderer: {
      defaultFillColor: token('--surface'),
      defaultStrokeColor: token('--ink-2'),
      defaultLabelColor: token('--ink'),
    },
    textRenderer: { defaultStyle: text, externalStyle: text },
  };
}
