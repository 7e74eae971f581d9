// A deadline as the dialect writes it, taken apart for the questions of the panel and put together again.

const ROLL = /^(.*?)\s+roll\s+(previous|next|none)$/s;
const WORKING = /^after\s+(\d{1,4}|=.+?)\s+working\s+days?$/s;
const DAYS = /^after\s+(\d{1,4}|=.+?)\s+(?:calendar\s+)?days?$/s;
const YEARLY = /^yearly\s+(\d\d)-(\d\d)(\s+late(?:\s+\d{1,3}d)?)?$/;
const DATE = /^date\s+(=.+|\d{4}-\d\d-\d\d)$/s;

export function readDeadline(text) {
  let body = (text ?? '').trim();
  let roll = 'none';
  const rolled = ROLL.exec(body);
  if (rolled) [, body, roll] = rolled;
  if (!body || body === 'none') return { mode: 'none', roll };
  let found = WORKING.exec(body);
  if (found) return { mode: 'working', ...amount(found[1]), roll };
  found = DAYS.exec(body);
  if (found) return { mode: 'days', ...amount(found[1]), roll };
  found = YEARLY.exec(body);
  if (found) return { mode: 'yearly', month: found[1], day: found[2], late: (found[3] ?? '').trim(), roll };
  found = DATE.exec(body);
  if (found) return found[1].startsWith('=') ? { mode: 'date', expression: found[1], roll } : { mode: 'fixed', date: found[1], roll };
  return { mode: 'other', text: body, roll };
}

export function writeDeadline(parts) {
  const body = bodyOf(parts);
  return body && parts.roll && parts.roll !== 'none' && body !== 'none' ? `${body} roll ${parts.roll}` : body;
}

function bodyOf(parts) {
  switch (parts.mode) {
    case 'working':
      return `after ${count(parts)} working days`;
    case 'days':
      return `after ${count(parts)} days`;
    case 'yearly':
      return `yearly ${parts.month}-${parts.day}${parts.late ? ` ${parts.late}` : ''}`;
    case 'date':
      return `date ${parts.expression}`;
    case 'fixed':
      return `date ${parts.date}`;
    case 'other':
      return parts.text;
    default:
      return 'none';
  }
}

function amount(text) {
  return text.startsWith('=') ? { expression: text } : { number: Number(text) };
}

function count(parts) {
  return parts.expression || String(Math.max(1, Math.min(9999, Math.round(Number(parts.number)) || 1)));
}
