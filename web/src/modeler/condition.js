// A condition of a flow as rows (field, comparison, value); what is more than that stays an expression.

const PART = /^([\p{L}_][\p{L}\p{N}_.]*)\s*(<=|>=|!=|=|<|>|\bin\b)\s*(.+)$/u;
const LIST = /^[([](.*)[)\]]$/s;

export function readCondition(text) {
  const body = (text ?? '').trim().replace(/^=/, '').trim();
  if (!body) return { joint: 'and', rows: [] };
  for (const joint of ['and', 'or']) {
    const parts = split(body, ` ${joint} `);
    const rows = parts.map(readRow);
    if (rows.every(Boolean) && (parts.length > 1 || joint === 'and')) return { joint, rows };
  }
  return null;
}

function readRow(text) {
  const found = PART.exec(text.trim());
  if (!found) return null;
  const [, field, sign, given] = found;
  if (sign === 'in') {
    const list = LIST.exec(given.trim());
    const values = list ? split(list[1], ',').map((one) => readValue(one.trim())) : [null];
    return values.every(Boolean) ? { field, sign, values } : null;
  }
  const value = readValue(given.trim());
  return value && { field, sign, values: [value] };
}

function readValue(text) {
  let found = /^"((?:[^"\\]|\\.)*)"$/.exec(text);
  if (found) return { type: 'text', value: found[1].replace(/\\(.)/g, '$1') };
  if (/^-?\d+(\.\d+)?$/.test(text)) return { type: 'number', value: text };
  if (text === 'true' || text === 'false') return { type: 'yes', value: text };
  if (text === 'null') return { type: 'empty', value: '' };
  found = /^date\("(\d{4}-\d\d-\d\d)"\)$/.exec(text);
  if (found) return { type: 'date', value: found[1] };
  if (/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(text)) return { type: 'name', value: text };
  return null;
}

export function writeCondition({ joint, rows }) {
  const parts = rows.filter((row) => row.field && row.values.length).map(writeRow);
  return parts.length ? `=${parts.join(` ${joint} `)}` : '';
}

function writeRow({ field, sign, values }) {
  if (sign === 'in') return `${field} in (${values.map(writeValue).join(', ')})`;
  return `${field} ${sign} ${writeValue(values[0])}`;
}

function writeValue({ type, value }) {
  if (type === 'number') return String(value).replace(',', '.') || '0';
  if (type === 'yes') return value === 'true' ? 'true' : 'false';
  if (type === 'empty') return 'null';
  if (type === 'date') return `date("${value}")`;
  if (type === 'name') return value;
  return `"${String(value).replace(/["\\]/g, '\\$&')}"`;
}

// Splits outside quotes and brackets.
function split(text, separator) {
  const parts = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"' && text[at - 1] !== '\\') quoted = !quoted;
    else if (!quoted && '([{'.includes(sign)) depth += 1;
    else if (!quoted && ')]}'.includes(sign)) depth -= 1;
    else if (!quoted && depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
