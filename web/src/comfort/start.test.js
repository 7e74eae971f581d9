import { describe, expect, test, vi } from 'vitest';
import { startModules } from './start.js';

describe('modules', () => {
  test('start on the elements that ask for them, each once', () => {
    document.body.innerHTML = '<form data-module="draft once"></form><p data-module="unknown"></p>';
    const draft = vi.fn();
    const once = vi.fn();
    const modules = { './modules/draft.js': draft, './modules/once.js': once };
    startModules(document, modules);
    startModules(document, modules);
    expect(draft).toHaveBeenCalledExactlyOnceWith(document.querySelector('form'));
    expect(once).toHaveBeenCalledTimes(1);
  });

  test('start on parts that htmx brings in later', () => {
    document.body.innerHTML = '<div id="part" data-module="menu"></div>';
    const menu = vi.fn();
    document.body.querySelector('#part').removeAttribute('data-module');
    startModules(document, { './modules/menu.js': menu });
    expect(menu).not.toHaveBeenCalled();
    const part = document.querySelector('#part');
    part.dataset.module = 'menu';
    document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: part } }));
    expect(menu).toHaveBeenCalledWith(part);
  });
});
