// htmx under a strict content policy: nothing is evaluated, no style is written into the page.
import htmx from 'htmx.org';

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0; // pages of cases are not left in the browser's storage
htmx.config.scrollIntoViewOnBoost = false;

// A refused form comes back as the same page with its errors: it is shown, not swallowed.
htmx.config.responseHandling = [
  { code: '204', swap: false },
  { code: '422', swap: true },
  { code: '[23]..', swap: true },
  { code: '[45]..', swap: false, error: true },
];
