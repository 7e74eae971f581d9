import { expect, test } from 'vitest';
import { morph } from './morph.js';

const part = (inner) => {
  const element = document.createElement('div');
  element.innerHTML = inner;
  document.body.replaceChildren(element);
  return element;
};
const fresh = (inner) => new DOMParser().parseFromString(`<div>${inner}</div>`, 'text/html').querySelector('div');

test('a control that stays is the same element with what was typed in it', () => {
  const here = part('<p>1</p><div><label for="a">A</label><input id="a" name="a" value="1"></div>');
  const input = here.querySelector('#a');
  input.value = '12';
  input.focus();
  morph(here, fresh('<p>2</p><div><label for="a">A</label><input id="a" name="a" value="1" aria-invalid="true"></div>'));
  expect(here.querySelector('#a')).toBe(input);
  expect(input.value).toBe('12');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(input);
  expect(here.querySelector('p').textContent).toBe('2');
});

test('a field that is asked for now comes in at its place, one that is not goes', () => {
  const here = part('<div><input id="a"></div><div><input id="b"></div><div><input id="c"></div>');
  const last = here.querySelector('#c');
  morph(here, fresh('<div><input id="a"></div><div><input id="new"></div><div><input id="c"></div>'));
  expect([...here.querySelectorAll('input')].map((input) => input.id)).toEqual(['a', 'new', 'c']);
  expect(here.querySelector('#c')).toBe(last);
});

test('a computed value is taken from the server', () => {
  const here = part('<input id="sum" readonly value="1"><output id="o">1</output>');
  morph(here, fresh('<input id="sum" readonly value="3"><output id="o">3</output>'));
  expect(here.querySelector('#sum').value).toBe('3');
  expect(here.querySelector('#o').textContent).toBe('3');
});

test('a choice that was made stays made', () => {
  const inner = '<input type="radio" id="x" name="r" value="x" checked><input type="radio" id="y" name="r" value="y">';
  const here = part(inner);
  here.querySelector('#y').checked = true;
  morph(here, fresh(inner));
  expect(here.querySelector('#y').checked).toBe(true);
});
