// Words of the editors: English in the code, Russian from tables; what is missing is collected, for a test.
import own from './ru.js';

export const missing = (globalThis.soglasMissing ??= new Set());

export function makeTranslate(lang, ...tables) {
  const table = lang === 'ru' ? Object.assign({}, ...tables, own) : {};
  return (text, values = {}) => {
    if (lang === 'ru' && !Object.hasOwn(table, text) && /[A-Za-z]{2}/.test(text)) missing.add(text);
    return (table[text] ?? text).replace(/{([^}]+)}/g, (whole, key) => values?.[key] ?? whole);
  };
}

export const t = makeTranslate(document.documentElement.lang || 'ru');
